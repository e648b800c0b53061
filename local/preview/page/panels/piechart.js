// Shares of a whole: a ring or a disc, and a legend with the numbers.

import { textOn } from "../colours.js";
import { h } from "../dom.js";
import { legend } from "../legend.js";
import { valuesOf } from "../values.js";

const FULL = 2 * Math.PI;

export function draw(place, { panel, frames }) {
  const values = valuesOf(panel, frames).filter(({ value }) => Number.isFinite(value));
  const total = values.reduce((all, { value }) => all + Math.max(0, value), 0);
  const percent = (value) => (total ? `${((100 * value) / total).toFixed(0)}%` : "–");
  const { legend: wanted = {}, pieType, displayLabels = [] } = panel.options;
  const headers = wanted.displayMode === "table" ? (wanted.values ?? []).map((name) => (name === "percent" ? "Percent" : "Value")) : [];
  const entries = values.map(({ title, color, text, value }) => ({
    title,
    color,
    values: (wanted.values ?? []).map((name) => (name === "percent" ? percent(value) : text)),
  }));
  const wide = wanted.placement === "right" && place.clientWidth > 400;
  const drawing = pie(values, total, pieType === "donut" ? 0.6 : 0, (one) => displayLabels.map((name) => ({ value: one.text, percent: percent(one.value), name: one.title })[name]).join(" "));
  place.replaceChildren(
    h("div", { class: `pie ${wide ? "wide" : ""}`, role: "img", "aria-label": values.map(({ title, text }) => `${title} ${text}`).join(", ") }, drawing, wanted.showLegend === false ? null : legend(entries, { placement: wide ? "right" : "bottom", headers })),
  );
}

function pie(values, total, hole, label) {
  const drawing = svg("svg", { viewBox: "-1 -1 2 2" });
  let at = -Math.PI / 2;
  for (const one of values) {
    const size = total ? (FULL * Math.max(0, one.value)) / total : 0;
    if (!size) continue;
    const slice = svg("path", { d: arc(at, Math.min(size, FULL - 1e-4), hole), fill: one.color, stroke: "var(--panel)", "stroke-width": 0.012 });
    slice.append(svg("title", {}, `${one.title}: ${one.text}`));
    drawing.append(slice);
    if (size > 0.35 && label(one)) {
      const [x, y] = point(at + size / 2, (1 + hole) / 2);
      drawing.append(svg("text", { x, y, fill: textOn(one.color), "font-size": 0.14, "text-anchor": "middle", "dominant-baseline": "central" }, label(one)));
    }
    at += size;
  }
  return drawing;
}

function arc(start, size, hole) {
  const large = size > Math.PI ? 1 : 0;
  const [a, b, c, d] = [point(start, 0.98), point(start + size, 0.98), point(start + size, hole), point(start, hole)];
  return `M${a} A0.98 0.98 0 ${large} 1 ${b} L${c} ${hole ? `A${hole} ${hole} 0 ${large} 0 ${d}` : ""} Z`;
}

const point = (angle, radius) => [Math.cos(angle) * radius, Math.sin(angle) * radius].map((part) => part.toFixed(4));

function svg(tag, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
}
