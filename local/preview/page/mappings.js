// Value mappings: a text and a colour for a value.

// The mapping's `{ text, color }` for a value, or nothing.
export function mappingOf(mappings, value) {
  for (const { type, options } of mappings ?? []) {
    if (type === "value" && value !== null && options[String(value)]) return options[String(value)];
    if (type === "range" && typeof value === "number" && within(options, value)) return options.result;
    if (type === "regex" && typeof value === "string" && pattern(options.pattern).test(value)) return options.result;
    if (type === "special" && isSpecial(options.match, value)) return options.result;
  }
  return null;
}

// A regular expression: `/…/flags` as Grafana writes them, or a text to search for.
export function pattern(text) {
  const [, body, flags] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? [null, text, ""];
  return new RegExp(body, flags.replace("g", ""));
}

function within({ from, to }, value) {
  return (from ?? -Infinity) <= value && value <= (to ?? Infinity);
}

function isSpecial(match, value) {
  const empty = value === null || value === undefined;
  if (match === "null") return empty;
  if (match === "nan") return Number.isNaN(value);
  if (match === "null+nan") return empty || Number.isNaN(value);
  if (match === "true" || match === "false") return value === (match === "true");
  return match === "empty" && value === "";
}
