// The page's address holds the view: board, time range, variables.

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
  const parameters = new URLSearchParams();
  if (from) parameters.set("from", from);
  if (to) parameters.set("to", to);
  if (refresh !== null && refresh !== undefined) parameters.set("refresh", refresh);
  for (const [name, values] of Object.entries(variables)) for (const value of values) parameters.append(`var-${name}`, value);
  return parameters.toString();
}

// Shows another view of the board, as an entry in the browser's history.
export function change(difference) {
  const current = read();
  const next = { ...current, ...difference, variables: { ...current.variables, ...difference.variables } };
  history.pushState(null, "", `${location.pathname}?${query(next)}`);
  dispatchEvent(new Event("addresschange"));
}

addEventListener("popstate", () => dispatchEvent(new Event("addresschange")));
