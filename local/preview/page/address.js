// The page's address keeps what is looked at: board, time range, variables.

export function read() {
  const query = new URLSearchParams(location.search);
  const variables = {};
  for (const [name, value] of query) if (name.startsWith("var-")) (variables[name.slice(4)] ??= []).push(value);
  return {
    uid: decodeURIComponent(location.pathname.split("/")[2] ?? ""),
    from: query.get("from"),
    to: query.get("to"),
    refresh: query.get("refresh"),
    variables,
  };
}

export function query({ from, to, refresh, variables = {} }) {
  const found = new URLSearchParams();
  if (from) found.set("from", from);
  if (to) found.set("to", to);
  if (refresh !== null && refresh !== undefined) found.set("refresh", refresh);
  for (const [name, values] of Object.entries(variables)) for (const value of values) found.append(`var-${name}`, value);
  return found.toString();
}

// Goes to another view of the board, as a step that the browser's Back takes back.
export function change(difference) {
  const now = read();
  const next = { ...now, ...difference, variables: { ...now.variables, ...difference.variables } };
  history.pushState(null, "", `${location.pathname}?${query(next)}`);
  dispatchEvent(new Event("addresschange"));
}

addEventListener("popstate", () => dispatchEvent(new Event("addresschange")));
