// A legend: names with their colours and, if given, values. With `toggle`, its entries switch series off and on.

import { h } from "./dom.js";

// `entries` are `{ title, color, values: [text…], off, link }`.
export function legend(entries, { placement = "bottom", headers = [], toggle = null } = {}) {
  const asTable = headers.length > 0;
  const items = entries.map((entry, index) => {
    const name = [h("i", { style: { background: entry.color } }), h("span", { title: entry.title }, entry.title)];
    const values = (entry.values ?? []).map((text) => h("b", {}, text));
    return toggle
      ? h("button", { type: "button", class: "entry", "aria-pressed": String(!entry.off), onclick: () => toggle(index) }, name, values)
      : h("div", { class: "entry" }, name, values);
  });
  const head = asTable ? h("div", { class: "entry head", "aria-hidden": "true" }, h("i", {}), h("span", {}), headers.map((text) => h("b", {}, text))) : null;
  return h("div", { class: `legend ${placement} ${asTable ? "table" : ""}`, style: { "--values": headers.length } }, head, items);
}
