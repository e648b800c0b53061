// Fields with their names and settings: the panel's defaults, and the overrides that match.

import { colour, paletteColour } from "./colours.js";
import { dateTime } from "./dates.js";
import { mappingOf, pattern } from "./mappings.js";
import { format } from "./units.js";

// The frames with fields that have `title`, `config` and `series`, the number that picks a colour of the palette.
export function withConfig(frames, fieldConfig = {}) {
  const { defaults = {}, overrides = [] } = fieldConfig;
  const single = singleLabel(frames);
  let series = 0;
  return frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) => {
      const title = field.displayName ?? titleOf(field, single);
      const config = { ...defaults, custom: { ...defaults.custom } };
      for (const override of overrides) {
        if (!matches(override.matcher, { ...field, title }, frame)) continue;
        for (const { id, value } of override.properties) set(config, id, value);
      }
      const named = config.displayName ? interpolateName(config.displayName, field) : title;
      return { ...field, title: named, config, series: field.type === "number" ? series++ : 0 };
    }),
  }));
}

// A value's display: `{ text, color }`; the colour may be null.
export function display(field, value) {
  const { config } = field;
  const mapping = mappingOf(config.mappings, value);
  return { text: mapping?.text ?? textOf(config, field.type, value), color: mapping?.color ? colour(mapping.color) : valueColour(field, value) };
}

function thresholdColour(config, value) {
  const steps = config.thresholds?.steps ?? [];
  const share = config.thresholds?.mode === "percentage" ? (100 * (value - (config.min ?? 0))) / ((config.max ?? 100) - (config.min ?? 0)) : value;
  let found = steps[0]?.color;
  for (const step of steps) if (step.value === null || share >= step.value) found = step.color;
  return found ? colour(found) : null;
}

// The colour of a whole field: of its line, bar or legend entry.
export function seriesColour(field) {
  const mode = field.config.color?.mode;
  if (mode === "fixed") return colour(field.config.color.fixedColor);
  if (mode === "shades") return colour(field.config.color.fixedColor ?? "blue");
  if (mode === "thresholds") return valueColour(field, field.values.findLast((value) => value !== null) ?? null);
  return paletteColour(field.series);
}

// The colour that a byName override gives to a row of that name: a slice, a bar.
export function rowColour(fieldConfig, name) {
  for (const { matcher, properties } of fieldConfig?.overrides ?? []) {
    const found = properties.find(({ id }) => id === "color")?.value;
    if (matcher.id === "byName" && matcher.options === name && found?.mode === "fixed") return colour(found.fixedColor);
  }
  return null;
}

function valueColour(field, value) {
  const color = field.config.color ?? {};
  if (color.mode === "fixed") return colour(color.fixedColor);
  if (color.mode?.startsWith("palette-classic")) return paletteColour(field.series);
  return thresholdColour(field.config, typeof value === "number" ? value : -Infinity);
}

function textOf(config, type, value) {
  if (value === null || value === undefined) return config.noValue ?? "–";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (type === "time") return config.unit ? format(value, config.unit, config.decimals) : dateTime(value);
  return typeof value === "number" ? format(value, config.unit, config.decimals) : String(value);
}

function titleOf(field, single) {
  const labels = Object.entries(field.labels ?? {});
  if (!labels.length) return field.name;
  const label = single ? field.labels[single] : `{${labels.map(([name, value]) => `${name}="${value}"`).join(", ")}}`;
  return field.name === "Value" || !field.name ? label : `${field.name} ${label}`;
}

// The one label that all fields with labels have, if it is the only one.
function singleLabel(frames) {
  const names = new Set(frames.flatMap((frame) => frame.fields.flatMap((field) => Object.keys(field.labels ?? {}))));
  return names.size === 1 ? [...names][0] : null;
}

function interpolateName(name, field) {
  return name.replace(/\$\{__field\.(?:labels\.(\w+)|(name))\}/g, (_, label) => (label ? field.labels?.[label] ?? "" : field.name));
}

function matches({ id, options }, field, frame) {
  if (id === "byName") return field.title === options || field.name === options;
  if (id === "byNames") return options.names.includes(field.title) !== (options.mode === "exclude");
  if (id === "byRegexp") return pattern(options).test(field.title);
  if (id === "byType") return field.type === options;
  if (id === "byFrameRefID") return frame.refId === options;
  throw new Error(`The preview does not support overrides “${id}”.`);
}

function set(config, path, value) {
  if (path.startsWith("custom.")) config.custom[path.slice(7)] = value;
  else config[path] = value;
}
