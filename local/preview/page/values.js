// The single values that stat, bar gauge and pie chart show: one for each field, or for each row.

import { display, rowColour } from "./fields.js";
import { linkOf } from "./links.js";
import { pattern } from "./mappings.js";
import { reduced } from "./reduce.js";

const MAX_ROWS = 25;

// `[{ title, value, text, color, field, frame, link }]`
export function valuesOf(panel, frames) {
  const { calcs = ["lastNotNull"], fields: fieldFilter = "", values = false, limit = MAX_ROWS } = panel.options.reduceOptions ?? {};
  const shown = [];
  for (const frame of frames) {
    const fields = frame.fields.filter((field) => (fieldFilter ? pattern(fieldFilter).test(field.title) : field.type === "number"));
    for (const field of fields) {
      if (values) shown.push(...rows(panel, frame, field, fields.length > 1).slice(0, limit));
      else {
        const value = reduced(field.values, calcs[0]);
        shown.push({ title: field.title, value, ...display(field, value), field, frame, link: linkOf(field, frame, frame.length - 1) });
      }
    }
  }
  return shown;
}

function rows(panel, frame, field, several) {
  const names = frame.fields.filter((one) => one.type === "string" && one !== field);
  return field.values.map((value, row) => {
    const name = names.map((one) => display(one, one.values[row]).text).join(" ");
    const title = !name ? field.title : several ? `${name} ${field.title}` : name;
    const palette = { ...field, series: row };
    const shown = display(palette, value);
    return { title, value, ...shown, color: rowColour(panel.fieldConfig, title) ?? shown.color, field, frame, link: linkOf(field, frame, row) };
  });
}
