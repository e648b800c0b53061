// What the server is asked.

export class Unreachable extends Error {}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unreachable("The preview's server does not answer.");
  }
  const told = await response.json();
  if (!response.ok) throw new Error(told.error);
  return told;
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export const boards = () => ask("/api/boards");

// `query` is the address's own.
export function board(uid, query, now) {
  return ask(`/api/boards/${encodeURIComponent(uid)}?${query}&now=${now}&zone=${encodeURIComponent(zone)}`);
}

export function panelData(uid, panel, view, signal) {
  return ask(`/api/boards/${encodeURIComponent(uid)}/panels/${panel}`, {
    method: "POST",
    body: JSON.stringify({ ...view, zone }),
    signal,
  });
}
