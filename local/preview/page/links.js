// Data links: addresses with the values of a row.

// The first link of a field, for a row of its frame.
export function linkOf(field, frame, row) {
  const link = field.config.links?.[0];
  if (!link) return null;
  return { title: link.title, url: address(link.url, field, frame, row), blank: link.targetBlank };
}

// The server has interpolated the dashboard's variables; what is left refers to the row.
function address(url, field, frame, row) {
  const valueOf = (name) => frame.fields.find((one) => one.name === name || one.title === name)?.values[row] ?? "";
  return url
    .replace(/\$\{__data\.fields(?:\.(\w+)|\[(["'])(.*?)\2\])(?:\.(?:text|numeric))?(?::percentencode)?\}/g, (_, plain, __, quoted) => encodeURIComponent(valueOf(plain ?? quoted)))
    .replace(/\$\{__value\.(?:raw|text|numeric)(?::percentencode)?\}/g, () => encodeURIComponent(field.values[row] ?? ""))
    .replace(/\$\{__field\.labels\.(\w+)(?::percentencode)?\}/g, (_, label) => encodeURIComponent(field.labels?.[label] ?? ""))
    .replace(/\$\{__field\.name\}/g, () => encodeURIComponent(field.name));
}
