// Requests to the preview's server.

export class Unreachable extends Error {}

async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unreachable("The preview's server does not answer.");
  }
  const body = await response.json();
  if (!response.ok) throw new Error(body.error);
  return body;
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export const boards = () => request("/api/boards");

// `query` is the address's own.
export function board(uid, query, now) {
  return request(`/api/boards/${encodeURIComponent(uid)}?${query}&now=${now}&zone=${encodeURIComponent(zone)}`);
}

export async function panelData(uid, panel, view, signal) {
  const data = await request(`/api/boards/${encodeURIComponent(uid)}/panels/${panel}`, {
    method: "POST",
    body: JSON.stringify({ ...view, zone }),
    signal,
  });
  for (const { fields } of data.frames) for (const { values, entities } of fields) restore(values, entities);
  return data;
}

const ENTITIES = { NaN, Inf: Infinity, NegInf: -Infinity };

// Puts back the numbers that JSON does not have: `entities` lists their rows by name.
function restore(values, entities = {}) {
  for (const [name, rows] of Object.entries(entities)) for (const row of rows) values[row] = ENTITIES[name];
}
