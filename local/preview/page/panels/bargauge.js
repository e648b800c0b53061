// A bar for each value, on one scale.

import { h } from "../dom.js";
import { valuesOf } from "../values.js";

export function draw(place, { panel, frames }) {
  const values = valuesOf(panel, frames);
  const numbers = values.map(({ value }) => value).filter(Number.isFinite);
  const low = values[0]?.field.config.min ?? Math.min(0, ...numbers);
  const high = values[0]?.field.config.max ?? Math.max(...numbers, 0);
  const share = (value) => Math.max(0, Math.min(1, (value - low) / (high - low || 1)));
  place.replaceChildren(
    h(
      "div",
      { class: "gauges", role: "list" },
      values.map(({ title, value, text, color, link }) =>
        h(
          link ? "a" : "div",
          { class: "gauge", role: "listitem", href: link?.url, title: link?.title },
          h("span", { class: "name", title }, title),
          h("span", { class: "track" }, h("span", { class: "bar", style: { width: `${100 * share(Number.isFinite(value) ? value : low)}%`, background: color ?? "var(--accent)" } })),
          h("span", { class: "value" }, text),
        ),
      ),
    ),
  );
}
