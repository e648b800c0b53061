// Big numbers.

import { css, textOn, withOpacity } from "../colours.js";
import { h } from "../dom.js";
import { valuesOf } from "../values.js";

// Without data, its text stands in place of the number.
export const drawsNoData = true;

export function draw(place, { panel, frames }) {
  const values = valuesOf(panel, frames);
  const { defaults = {} } = panel.fieldConfig ?? {};
  if (!values.length) values.push({ title: panel.title, value: null, text: defaults.noValue ?? "No data", color: null });
  const stacked = panel.options.orientation === "horizontal";
  const box = h("div", { class: `stats ${stacked ? "stacked" : ""}`, style: columns(values.length, place, stacked) });
  place.replaceChildren(box);
  const named = showsName(panel.options.textMode, values.length);
  box.append(...values.map((value) => stat(value, panel.options, named)));
  fit(box);
}

const showsName = (mode, count) => mode === "value_and_name" || mode === "name" || ((mode ?? "auto") === "auto" && count > 1);

function stat({ text, value, title, color, field, frame, link }, options, named) {
  const mode = options.colorMode ?? "value";
  const filled = mode.startsWith("background") && color && value !== null;
  const style = filled ? { background: color, color: textOn(color) } : {};
  const number = h("span", { class: "number" }, options.textMode === "name" ? title : text);
  if (mode === "value" && color && value !== null) number.style.color = color;
  const box = h(link ? "a" : "div", { class: "stat", style, href: link?.url, title: link?.title }, named && options.textMode !== "name" ? h("span", { class: "name" }, title) : null, options.textMode === "none" ? null : number);
  if (options.graphMode === "area" && frame) box.append(sparkline(frame, field, filled ? textOn(color) : color ?? css("--muted")));
  return box;
}

function columns(count, place, stacked) {
  if (stacked) return {};
  const wide = Math.max(1, Math.min(count, Math.floor(place.clientWidth / 110)));
  return { gridTemplateColumns: `repeat(${Math.ceil(count / Math.ceil(count / wide))}, 1fr)` };
}

// All numbers of a panel have the size in which the longest fits; so have the names.
function fit(box) {
  const { clientWidth, clientHeight } = box.firstElementChild;
  const numbers = [...box.querySelectorAll(".number")];
  const names = [...box.querySelectorAll(".name")];
  const named = names.length && !box.classList.contains("stacked");
  const size = Math.min(150, clientHeight * (named ? 0.52 : 0.7), widest(numbers, clientWidth));
  for (const number of numbers) number.style.fontSize = `${Math.max(14, size)}px`;
  const nameSize = Math.min(26, clientHeight * 0.16, widest(names, clientWidth));
  for (const name of names) name.style.fontSize = `${Math.max(12, nameSize)}px`;
}

// The size of text in which the widest of the elements fits.
function widest(elements, width) {
  return Math.min(
    ...elements.map((element) => {
      element.style.fontSize = "100px";
      return (92 * width) / Math.max(element.scrollWidth, 1);
    }),
  );
}

function sparkline(frame, field, color) {
  const times = frame.fields.find(({ type }) => type === "time")?.values;
  const known = field.values.filter(Number.isFinite);
  if (!times || known.length < 2) return "";
  const [low, high] = [Math.min(0, ...known), Math.max(...known)];
  const span = times.at(-1) - times[0] || 1;
  const points = field.values
    .map((value, at) => [((times[at] - times[0]) / span) * 100, value])
    .filter(([, value]) => Number.isFinite(value))
    .map(([x, value]) => `${x.toFixed(2)},${(30 - (29 * (value - low)) / (high - low || 1)).toFixed(2)}`);
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", "0 0 100 30");
  drawing.setAttribute("preserveAspectRatio", "none");
  drawing.setAttribute("class", "sparkline");
  drawing.innerHTML = `<polygon points="0,30 ${points.join(" ")} 100,30" fill="${withOpacity(color, 0.2)}"/><polyline points="${points.join(" ")}" fill="none" stroke="${color}" stroke-width="1.5" vector-effect="non-scaling-stroke"/>`;
  return drawing;
}
