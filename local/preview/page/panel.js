// A panel: its frame, title, description, errors, and its visualization.

import * as api from "./api.js";
import { h } from "./dom.js";
import { withConfig } from "./fields.js";
import { PANELS } from "./panels/index.js";

const ROW = 30;
const GAP = 8;

export class PanelView {
  // `top` is the y of the section that the panel stands in.
  constructor(panel, top) {
    this.panel = panel;
    this.data = null;
    this.drawn = null;
    this.body = h("div", { class: "body" });
    this.heading = h("h3", { id: `panel-${panel.id}` });
    this.hint = h("button", { type: "button", class: "hint", "aria-label": "Description" }, "i");
    this.problem = h("p", { class: "problem", role: "status", hidden: true });
    this.element = h("article", { class: "panel", "data-panel": panel.id, "data-type": panel.type, "data-state": "loading", "aria-labelledby": `panel-${panel.id}` }, h("header", {}, this.heading, this.hint), this.problem, this.body);
    this.place(top);
    this.update(panel);
    this.resized = new ResizeObserver(() => this.data && this.draw());
    this.resized.observe(this.body);
  }

  place(top) {
    const { x, y, w, h: height } = this.panel.gridPos;
    const { style } = this.element;
    style.setProperty("--column", `${x + 1} / span ${w}`);
    style.setProperty("--row", `${y - top + 1} / span ${height}`);
    style.setProperty("--height", `${height * (ROW + GAP) - GAP}px`);
  }

  // The same panel with new values in its texts.
  update(panel) {
    this.panel = panel;
    this.heading.textContent = panel.title ?? "";
    this.hint.hidden = !panel.description;
    this.hint.dataset.tip = panel.description ?? "";
    this.hint.setAttribute("aria-label", panel.description ?? "");
    this.element.classList.toggle("untitled", !panel.title);
    this.element.classList.toggle("transparent", Boolean(panel.transparent));
    if (!needsData(panel)) {
      this.data = { frames: [] };
      this.draw();
    }
  }

  // Fetches the data and draws it. Where the data source does not answer, the last drawing stays.
  async fetch(uid, view, signal) {
    if (!needsData(this.panel)) return null;
    let data;
    try {
      data = await api.panelData(uid, this.panel.id, { ...view, maxDataPoints: Math.max(100, Math.round(this.body.clientWidth)) }, signal);
    } catch (error) {
      if (error.name === "AbortError") return null;
      data = { error: error.message, unreachable: error instanceof api.Unreachable, frames: [], notices: [] };
    }
    if (signal.aborted) return null;
    this.element.classList.toggle("stale", Boolean(data.unreachable));
    if (data.unreachable && this.data) return data;
    this.data = data.unreachable ? null : data;
    if (data.unreachable) this.setState("waiting");
    else this.draw();
    return data;
  }

  draw() {
    if (!this.data || !this.element.isConnected) return;
    const { panel, data } = this;
    const type = PANELS[panel.type];
    this.showProblem([data.error, ...(data.notices ?? [])].filter(Boolean).join("\n"));
    if (!type) return this.showMessage(`The preview does not support panels of the type “${panel.type}”.`, "unknown");
    const frames = data.frames.filter((frame) => frame.fields.length);
    if (data.error && !frames.length) return this.showMessage("", "error");
    try {
      const fields = withConfig(frames, panel.fieldConfig);
      if (needsData(panel) && !type.drawsNoData && !fields.some((frame) => frame.length)) return this.showMessage(panel.fieldConfig?.defaults?.noValue?.length > 2 ? panel.fieldConfig.defaults.noValue : "No data", "empty");
      this.drawn?.end?.();
      this.drawn = type.draw(this.body, { panel, frames: fields, from: data.from, to: data.to }) ?? null;
      this.setState(fields.some((frame) => frame.length) || !needsData(panel) ? "drawn" : "empty");
    } catch (error) {
      this.showProblem(error.message);
      this.showMessage("", "error");
      if (!error.message.startsWith("The preview")) console.error(error);
    }
  }

  // A message in place of the visualization.
  showMessage(text, state) {
    this.drawn?.end?.();
    this.drawn = null;
    this.body.replaceChildren(h("p", { class: "empty" }, text));
    this.setState(state);
  }

  setState(name) {
    this.element.dataset.state = name;
  }

  showProblem(text) {
    this.problem.hidden = !text;
    this.problem.textContent = text;
  }

  end() {
    this.resized.disconnect();
    this.drawn?.end?.();
  }
}

const needsData = (panel) => panel.type !== "text";
