// Value mappings: what a value is called, and its colour.

// The mapping's `{ text, color }` for a value, or nothing.
export function mapped(mappings, value) {
  for (const { type, options } of mappings ?? []) {
    if (type === "value" && value !== null && options[String(value)]) return options[String(value)];
    if (type === "range" && typeof value === "number" && within(options, value)) return options.result;
    if (type === "regex" && typeof value === "string" && pattern(options.pattern).test(value)) return options.result;
    if (type === "special" && isSpecial(options.match, value)) return options.result;
  }
  return null;
}

// `/…/` as Grafana writes expressions, or a text that is to be found.
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
  if (match === "nan") return value === "NaN";
  if (match === "null+nan") return empty || value === "NaN";
  if (match === "true" || match === "false") return value === (match === "true");
  return match === "empty" && value === "";
}
