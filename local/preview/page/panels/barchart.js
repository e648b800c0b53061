// Groups of bars: a text names each group, each number is a bar in it.

import { textOn } from "../colours.js";
import { h } from "../dom.js";
import { display, seriesColour } from "../fields.js";
import { legend } from "../legend.js";
import { linkOf } from "../links.js";

export function draw(place, { panel, frames }) {
  const frame = frames.find(({ length }) => length);
  const groups = frame.fields.find(({ type, title }) => (panel.options.xField ? title === panel.options.xField : type === "string")) ?? frame.fields.find(({ type }) => type === "time");
  if (!groups) throw new Error("The preview needs a text field to name the groups of a bar chart.");
  const bars = frame.fields.filter((field) => field.type === "number" && !field.config.custom?.hideFrom?.viz);
  const stacking = panel.options.stacking ?? "none";
  const sums = groups.values.map((_, row) => bars.reduce((all, { values }) => all + Math.max(0, values[row] ?? 0), 0));
  const greatest = Math.max(...(stacking === "none" ? bars.flatMap(({ values }) => values.map((value) => value ?? 0)) : sums), 0);
  const scale = (row) => (stacking === "percent" ? sums[row] : bars[0]?.config.max ?? greatest) || 1;

  const bar = (field, row) => {
    const value = field.values[row];
    if (value === null) return "";
    const [color, { text }, link] = [seriesColour(field), display(field, value), linkOf(field, frame, row)];
    const width = `${(100 * Math.max(0, value)) / scale(row)}%`;
    const inside = stacking === "none" ? "" : h("span", {}, text);
    return h(link ? "a" : "span", { class: "bar", href: link?.url, title: `${field.title}: ${text}`, style: { width, background: color, color: textOn(color) } }, inside);
  };
  const line = (field, row) => h("span", { class: "line" }, bar(field, row), h("span", { class: "value" }, display(field, field.values[row]).text));
  const rows = groups.values.map((group, row) => {
    const drawn = stacking === "none" ? bars.map((field) => line(field, row)) : h("span", { class: "line stack" }, bars.map((field) => bar(field, row)));
    const name = display(groups, group).text;
    return h("div", { class: "group", role: "listitem" }, h("span", { class: "name", title: name }, name), h("span", { class: "lines" }, drawn));
  });
  const entries = bars.map((field) => ({ title: field.title, color: seriesColour(field) }));
  const shown = panel.options.legend?.showLegend !== false && bars.length > 1;
  place.replaceChildren(h("div", { class: "barchart" }, h("div", { class: "groups", role: "list" }, rows), shown ? legend(entries) : null));
}
