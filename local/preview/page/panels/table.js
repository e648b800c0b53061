// Rows and columns. A reader may sort by any column; the order stays when the data is refreshed.

import { onPanel, textOn } from "../colours.js";
import { h } from "../dom.js";
import { display } from "../fields.js";
import { linkOf } from "../links.js";
import { reduced } from "../reduce.js";

// So many rows are drawn first; more follow as the reader scrolls.
const CHUNK = 100;

export function draw(place, { panel, frames }) {
  const frame = frames.find(({ length }) => length) ?? frames[0];
  const columns = frame.fields.filter(({ config }) => !config.custom?.hidden);
  const sort = place.sort ?? panel.options.sortBy?.[0] ?? null;
  const rows = ordered(frame, columns, sort);
  const sortBy = (order) => {
    place.sort = order;
    draw(place, { panel, frames });
    place.querySelector(`[data-column="${CSS.escape(order.displayName)}"] button`)?.focus();
  };
  const scrolled = place.firstElementChild?.scrollTop ?? 0;
  const body = h("tbody");
  const table = h("table", {}, h("thead", { hidden: panel.options.showHeader === false }, h("tr", {}, columns.map((column) => heading(column, sort, sortBy)))), body);
  if (panel.options.footer?.show) table.append(footer(columns, panel.options.footer));
  const box = h("div", { class: "table", tabindex: "0", role: "region", "aria-label": panel.title }, table);
  place.replaceChildren(box);
  const watcher = fill(body, rows, (row) => line(frame, columns, row), box, Math.ceil(scrolled / 30) + CHUNK);
  box.scrollTop = scrolled;
  return { end: () => watcher.disconnect() };
}

function fill(body, rows, line, box, first) {
  let next = 0;
  const end = h("tr");
  const more = (count) => {
    end.remove();
    body.append(...rows.slice(next, next + count).map(line));
    next += count;
    if (next < rows.length) body.append(end);
  };
  const watcher = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && more(CHUNK), { root: box, rootMargin: "600px" });
  more(first);
  watcher.observe(end);
  return watcher;
}

function ordered(frame, columns, sort) {
  const rows = Array.from({ length: frame.length }, (_, row) => row);
  const values = columns.find(({ title }) => title === sort?.displayName)?.values;
  if (!values) return rows;
  const direction = sort.desc ? -1 : 1;
  const isKnown = (value) => value !== null && value !== undefined && !Number.isNaN(value);
  return rows.sort((a, b) => {
    const [one, other] = [values[a], values[b]];
    if (!isKnown(one) || !isKnown(other)) return isKnown(other) - isKnown(one);
    return direction * (typeof one === "string" ? one.localeCompare(other) : one - other);
  });
}

function heading(column, sort, sortBy) {
  const sorted = sort?.displayName === column.title;
  const width = column.config.custom?.width;
  const next = { displayName: column.title, desc: sorted && !sort.desc };
  return h(
    "th",
    { scope: "col", class: alignment(column), style: width ? { width: `${width}px` } : {}, "aria-sort": sorted ? (sort.desc ? "descending" : "ascending") : null, "data-column": column.title },
    h("button", { type: "button", onclick: () => sortBy(next) }, column.title, sorted ? h("span", { "aria-hidden": "true" }, sort.desc ? " ↓" : " ↑") : null),
  );
}

function line(frame, columns, row) {
  return h("tr", {}, columns.map((column) => cell(frame, column, row)));
}

function cell(frame, column, row) {
  const value = column.values[row];
  const { text, color } = display(column, value);
  const { type, mode } = column.config.custom?.cellOptions ?? {};
  const link = linkOf(column, frame, row);
  const known = value !== null && value !== undefined;
  const style = known && color ? cellStyle(type, mode, color) : {};
  const content = type === "gauge" && Number.isFinite(value) ? gauge(column, value, text, color) : link ? h("a", { href: link.url, title: link.title, target: link.blank ? "_blank" : null }, text) : text;
  return h("td", { class: `${alignment(column)} ${known ? "" : "missing"}`, style }, content);
}

function cellStyle(type, mode, color) {
  if (type === "color-text") return { color };
  if (type !== "color-background") return {};
  const background = mode === "basic" ? color : onPanel(color, 0.9);
  return { background, color: textOn(background) };
}

function gauge({ config, values }, value, text, color) {
  const low = config.min ?? Math.min(0, ...values.filter(Number.isFinite));
  const high = config.max ?? Math.max(...values.filter(Number.isFinite));
  const share = Math.max(0, Math.min(1, (value - low) / (high - low || 1)));
  return h("span", { class: "cell-gauge" }, h("span", { class: "track" }, h("span", { class: "bar", style: { width: `${100 * share}%`, background: color ?? "var(--accent)" } })), h("span", {}, text));
}

function footer(columns, { reducer = ["sum"] }) {
  const cells = columns.map((column) => h("td", { class: alignment(column) }, column.type === "number" ? display(column, reduced(column.values, reducer[0])).text : ""));
  return h("tfoot", {}, h("tr", {}, cells));
}

function alignment({ type, config }) {
  const align = config.custom?.align ?? "auto";
  return align === "auto" ? (type === "number" ? "right" : "left") : align;
}
