// The controls: variables, time range, refresh, theme.

import * as address from "./address.js";
import { closeMenus, h, menu } from "./dom.js";
import { quickRanges, rangeLabel } from "./times.js";

const ALL = "$__all";
// How many options are listed; a search finds the others.
const MAX_LISTED = 200;

export function drawControls(place, board, reload) {
  if (place.contains(document.activeElement) && place.querySelector("[open]")) return;
  place.replaceChildren(timePicker(board.time), refreshPicker(board, reload), themeSwitch());
}

// An open menu is left alone while the data is refreshed.
export function drawVariables(place, variables) {
  if (place.querySelector("[open]") || place.contains(document.activeElement)) return;
  const shown = variables.filter(({ hide, type }) => hide !== 2 && type !== "constant" && type !== "datasource");
  place.replaceChildren(...shown.map(control));
}

function control(variable) {
  const field = variable.type === "textbox" ? textbox(variable) : options(variable);
  const problem = variable.error ? h("span", { class: "problem", title: variable.error }, "!") : null;
  return h("div", { class: "control", title: variable.description, "data-variable": variable.name }, variable.hide === 1 ? null : h("span", { class: "label" }, variable.label), field, problem);
}

function textbox({ name, label, selected }) {
  const width = Math.min(Math.max(String(selected[0] ?? "").length, 3), 36);
  return h("input", {
    value: selected[0] ?? "",
    "aria-label": label,
    style: { width: `calc(${width}ch + 1.4em)` },
    onchange: (event) => {
      event.target.blur();
      address.change({ variables: { [name]: [event.target.value] } });
    },
  });
}

// A list of options, with a search field where it is long.
function options(variable) {
  const { name, label, multi, selected } = variable;
  const list = h("div", { class: "options", role: "group", "aria-label": label });
  const search = h("input", { type: "search", placeholder: "Search", "aria-label": `Search in ${label}`, oninput: () => fill(search.value) });
  const picked = new Set(selected);
  const box = menu({ class: "select", ontoggle: toggled }, h("span", {}, selectedText(variable)), search, list);

  function fill(text) {
    const matching = variable.options.filter((option) => option.text.toLowerCase().includes(text.toLowerCase()));
    list.replaceChildren(
      ...matching.slice(0, MAX_LISTED).map((option) =>
        h("label", {}, h("input", { type: multi ? "checkbox" : "radio", name: `select-${name}`, checked: picked.has(option.value), value: option.value, onchange: pick }), option.text),
      ),
      matching.length > MAX_LISTED ? h("p", {}, `and ${matching.length - MAX_LISTED} more: search for them`) : "",
      matching.length ? "" : h("p", {}, "No option has that name"),
    );
  }

  function pick({ target }) {
    if (!multi) {
      box.open = false;
      box.querySelector("summary").blur();
      return address.change({ variables: { [name]: [target.value] } });
    }
    if (target.value === ALL) picked.clear();
    else picked.delete(ALL);
    if (target.checked) picked.add(target.value);
    else picked.delete(target.value);
    if (!picked.size && variable.options[0]?.value === ALL) picked.add(ALL);
    for (const input of list.querySelectorAll("input")) input.checked = picked.has(input.value);
  }

  // A selection of several takes effect when the menu is closed.
  function toggled() {
    if (box.open) {
      search.hidden = variable.options.length < 9;
      fill("");
      (search.hidden ? list.querySelector("input") : search)?.focus();
    } else if (multi && [...picked].join() !== selected.join()) {
      if (box.contains(document.activeElement)) document.activeElement.blur();
      address.change({ variables: { [name]: [...picked] } });
    }
  }
  return box;
}

function selectedText({ options, selected }) {
  if (!selected.length || !options.length) return selected.join(", ") || "–";
  const texts = selected.map((value) => options.find((option) => option.value === value)?.text ?? value);
  return texts.length > 2 ? `${texts[0]} and ${texts.length - 1} more` : texts.join(", ");
}

function timePicker(time) {
  const go = (from, to) => {
    closeMenus();
    document.activeElement.blur();
    address.change({ from, to });
  };
  const quick = quickRanges.map((range) =>
    h("button", { type: "button", "aria-pressed": String(range.from === time.from && range.to === time.to), onclick: () => go(range.from, range.to) }, range.label),
  );
  const from = h("input", { type: "datetime-local", name: "from", required: true, "aria-label": "From" });
  const to = h("input", { type: "datetime-local", name: "to", required: true, "aria-label": "To" });
  const absolute = h(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        const [start, end] = [from, to].map((input) => new Date(input.value).getTime());
        to.setCustomValidity(start < end ? "" : "The end must be after the beginning.");
        if (to.reportValidity()) go(String(start), String(end));
      },
      oninput: () => to.setCustomValidity(""),
    },
    from,
    to,
    h("button", {}, "Show"),
  );
  return menu({ class: "range" }, h("span", {}, rangeLabel(time)), h("div", { class: "quick" }, quick), absolute);
}

function refreshPicker(board, reload) {
  const now = address.read().refresh ?? board.refresh ?? "";
  const intervals = [...new Set(["", "5s", "10s", ...(board.timepicker?.refresh_intervals ?? ["30s", "1m", "5m"]), ...(now ? [now] : [])])];
  const select = h(
    "select",
    { "aria-label": "Refresh every", onchange: (event) => address.change({ refresh: event.target.value }) },
    intervals.map((interval) => h("option", { value: interval, selected: interval === now }, interval || "Off")),
  );
  return h("div", { class: "control refresh" }, h("button", { type: "button", "aria-label": "Refresh now", title: "Refresh now", onclick: reload }, "↻"), select);
}

function themeSwitch() {
  const root = document.documentElement;
  const label = () => (root.dataset.theme === "dark" ? "Light" : "Dark");
  const button = h(
    "button",
    {
      type: "button",
      class: "theme",
      onclick: () => {
        root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
        localStorage.setItem("theme", root.dataset.theme);
        button.textContent = label();
        dispatchEvent(new Event("themechange"));
      },
    },
    label(),
  );
  return button;
}
