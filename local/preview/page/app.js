// The page: loads the board of the address, lays its panels out, and keeps their data fresh.

import * as address from "./address.js";
import * as api from "./api.js";
import { drawControls, drawVariables } from "./controls.js";
import { h } from "./dom.js";
import "./hint.js";
import { PanelView } from "./panel.js";
import { seconds } from "./times.js";

const RETRY_SECONDS = 10;

const page = {
  board: null,
  search: null, // the query of the address that it was loaded for
  views: [],
  timer: null,
  running: null, // aborts the current refresh
  refreshedAt: null, // when all data sources last answered
};

const byId = (id) => document.getElementById(id);

// Loads the board and its variables, then the panels' data.
async function load() {
  const { uid } = address.read();
  if (!uid) return loadFirst();
  page.running?.abort();
  page.running = new AbortController();
  const { signal } = page.running;
  const now = Date.now();
  try {
    const board = await api.board(uid, location.search.slice(1), now);
    if (signal.aborted) return;
    // While a data source is unreachable, the variables of the last refresh stay.
    const known = page.board?.uid === uid && page.search === location.search;
    if (!known || !board.variables.some(({ unreachable }) => unreachable)) show(board);
    await fetchPanels(now, signal);
  } catch (error) {
    if (error.name === "AbortError") return;
    showBanner(error.message);
    byId("board").setAttribute("aria-busy", "false");
  }
  if (!signal.aborted) schedule();
}

async function loadFirst() {
  try {
    const boards = await api.boards();
    if (!boards.length) return showBanner("There are no dashboards in the folder yet.");
    history.replaceState(null, "", `/d/${encodeURIComponent(boards[0].uid)}`);
    await load();
  } catch (error) {
    showBanner(error.message);
    page.timer = setTimeout(load, RETRY_SECONDS * 1000);
  }
}

function show(board) {
  const same = page.board?.uid === board.uid && layoutOf(page.board) === layoutOf(board);
  page.board = board;
  page.search = location.search;
  document.title = board.title;
  byId("title").textContent = board.title;
  byId("title").title = board.description ?? "";
  document.body.classList.toggle("kiosk", new URLSearchParams(location.search).has("kiosk"));
  drawBoards(board);
  drawControls(byId("time"), board, load);
  drawVariables(byId("variables"), board.variables);
  if (same) page.views.forEach((view, index) => view.update(panelsOf(board)[index]));
  else layOut(board);
}

const panelsOf = (board) => board.panels.flatMap((panel) => (panel.type === "row" ? panel.panels ?? [] : [panel]));
const layoutOf = (board) => JSON.stringify(board.panels.map(({ id, type, gridPos, panels }) => [id, type, gridPos, panels?.length]));

// The links to other boards, with this one's time range and variables.
function drawBoards(board) {
  const current = address.read();
  const links = board.links?.find(({ type }) => type === "dashboards");
  const tags = links?.tags ?? [];
  const others = board.boards.filter((other) => !tags.length || other.tags.some((tag) => tags.includes(tag)));
  const variables = links?.includeVars === false ? {} : current.variables;
  const range = links?.keepTime ? { from: current.from, to: current.to } : {};
  byId("boards").replaceChildren(
    ...others.map(({ uid, title, description }) => {
      const query = address.query({ ...range, variables });
      const isShown = uid === board.uid ? "page" : null;
      return h("a", { href: `/d/${encodeURIComponent(uid)}${query && `?${query}`}`, title: description, "aria-current": isShown }, title);
    }),
  );
}

// Sections under their rows, each with a grid of 24 columns.
function layOut(board) {
  page.views.forEach((view) => view.end());
  page.views = [];
  const sections = [{ row: null, panels: [] }];
  for (const panel of [...board.panels].sort((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x)) {
    if (panel.type === "row") sections.push({ row: panel, panels: [...(panel.panels ?? [])] });
    else sections.at(-1).panels.push(panel);
  }
  byId("board").replaceChildren(...sections.filter(({ row, panels }) => row || panels.length).map(section));
  page.views.sort((a, b) => panelsOf(board).indexOf(a.panel) - panelsOf(board).indexOf(b.panel));
}

function section({ row, panels }) {
  const top = Math.min(...panels.map(({ gridPos }) => gridPos.y));
  const views = panels.map((panel) => new PanelView(panel, top));
  page.views.push(...views);
  const grid = h("div", { class: "grid" }, views.map((view) => view.element));
  if (!row) return h("section", {}, grid);
  return h("details", { class: "row", open: !row.collapsed }, h("summary", {}, h("h2", {}, row.title)), grid);
}

async function fetchPanels(now, signal) {
  const { board } = page;
  const values = Object.fromEntries(board.variables.map(({ name, value }) => [name, value]));
  const view = { from: board.time.from, to: board.time.to, now, values };
  byId("board").setAttribute("aria-busy", "true");
  const unreachable = new Set();
  await Promise.all(
    page.views.map(async (panel) => {
      const data = await panel.fetch(board.uid, view, signal);
      if (data?.unreachable) unreachable.add(data.error);
    }),
  );
  if (signal.aborted) return;
  byId("board").setAttribute("aria-busy", "false");
  byId("board").dataset.refreshed = now;
  if (unreachable.size) {
    const since = page.refreshedAt ? ` What is shown is of ${new Date(page.refreshedAt).toLocaleTimeString()}.` : "";
    showBanner(`${[...unreachable].slice(0, 2).join(" ")}${since} Trying again.`);
  } else {
    page.refreshedAt = now;
    showBanner("");
  }
}

// One message above all panels; an empty one hides it.
function showBanner(text) {
  byId("banner").hidden = !text;
  byId("banner").textContent = text;
}

function schedule() {
  clearTimeout(page.timer);
  const interval = seconds(address.read().refresh ?? page.board?.refresh ?? "");
  const wait = byId("banner").hidden ? interval : Math.min(interval || RETRY_SECONDS, RETRY_SECONDS);
  if (wait) page.timer = setTimeout(refresh, wait * 1000);
}

// A hidden page is refreshed when it is shown again.
function refresh() {
  if (document.hidden) document.addEventListener("visibilitychange", load, { once: true });
  else load();
}

addEventListener("addresschange", load);
addEventListener("themechange", () => page.views.forEach((view) => view.draw()));
addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='/d/']");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || link.target === "_blank") return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  scrollTo(0, 0);
  load();
});
load();
