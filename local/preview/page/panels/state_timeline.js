// A line of coloured segments for each series. Only visible lines are drawn, so there may be thousands.

import { css, textOn } from "../colours.js";
import { h } from "../dom.js";
import { display } from "../fields.js";
import { wholeTimes } from "../time_axis.js";
import { hideTooltip, showTooltip } from "../tooltip.js";
import { format } from "../units.js";

const MIN_HEIGHT = 22;
const MAX_HEIGHT = 44;
const AXIS = 24;
const FONT = "12px system-ui, sans-serif";

export function draw(place, { panel, frames, from, to }) {
  const lines = linesOf(frames, from, to, panel.options.mergeValues !== false);
  if (!lines.length) throw new Error("The preview needs a time field and a state field to draw a state timeline.");
  const canvas = h("canvas", { role: "img", "aria-label": `${lines.length} timelines: ${lines.slice(0, 20).map(({ title }) => title).join(", ")}` });
  const tall = h("div", { class: "tall" });
  const box = h("div", { class: "timelines", tabindex: "0" }, canvas, tall);
  const scrolled = place.firstElementChild?.scrollTop ?? 0;
  place.replaceChildren(box);
  place.dataset.lines = lines.length;
  const view = { box, canvas, lines, from, to, size: panel.options.rowHeight ?? 0.9 };
  view.row = Math.max(MIN_HEIGHT, Math.min(MAX_HEIGHT, (box.clientHeight - AXIS) / lines.length));
  view.names = nameWidth(lines, box.clientWidth);
  tall.style.height = `${Math.max(0, lines.length * view.row + AXIS - box.clientHeight)}px`;
  box.scrollTop = scrolled;
  paint(view);
  box.addEventListener("scroll", () => paint(view));
  canvas.addEventListener("mousemove", (event) => point(view, event));
  canvas.addEventListener("mouseleave", hideTooltip);
  return { end: hideTooltip };
}

// `[{ title, segments: [{ from, to, text, color }] }]`. A segment lasts until the next value, the last until the end.
function linesOf(frames, from, to, merge) {
  return frames.flatMap((frame) => {
    const times = frame.fields.find(({ type }) => type === "time")?.values;
    if (!times) return [];
    return frame.fields
      .filter((field) => field.type !== "time" && !field.config.custom?.hideFrom?.viz)
      .map((field) => ({ title: field.title, segments: segmentsOf(field, times, from, to, merge) }));
  });
}

function segmentsOf(field, times, from, to, merge) {
  const segments = [];
  field.values.forEach((value, at) => {
    const end = Math.min(times[at + 1] ?? to, to);
    if (value === null || value === undefined || end <= from) return;
    const last = segments.at(-1);
    if (merge && last?.value === value && last.to === times[at]) last.to = end;
    else segments.push({ value, from: Math.max(times[at], from), to: end, ...display(field, value) });
  });
  return segments;
}

function nameWidth(lines, width) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = FONT;
  const longest = Math.max(...lines.map(({ title }) => pen.measureText(title).width));
  return Math.min(longest + 14, width * 0.32);
}

function paint(view) {
  const { box, canvas, lines, from, to, row, names, size } = view;
  const [width, height, ratio] = [box.clientWidth, box.clientHeight, devicePixelRatio];
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  pen.font = FONT;
  pen.textBaseline = "middle";
  const x = (time) => names + ((time - from) / (to - from)) * (width - names - 4);
  axis(pen, view, x, width, height);
  pen.save();
  pen.beginPath();
  pen.rect(0, 0, width, height - AXIS);
  pen.clip();
  for (let index = Math.floor(box.scrollTop / row); index < lines.length && index * row - box.scrollTop < height; index++) {
    const top = index * row - box.scrollTop + ((1 - size) * row) / 2;
    pen.fillStyle = css("--text");
    pen.fillText(cut(pen, lines[index].title, names - 10), 0, top + (row * size) / 2);
    for (const segment of lines[index].segments) bar(pen, segment, x, top, row * size);
  }
  pen.restore();
}

function bar(pen, { from, to, text, color }, x, top, height) {
  const [left, right] = [x(from), x(to)];
  const width = Math.max(right - left - (right - left > 3 ? 1 : 0), 0.5);
  pen.fillStyle = color ?? css("--muted");
  pen.fillRect(left, top, width, height);
  if (width > 34) {
    const label = cut(pen, text, width - 10);
    pen.fillStyle = textOn(color ?? css("--muted"));
    if (label.length > 2) pen.fillText(label, left + 5, top + height / 2 + 1);
  }
}

function axis(pen, { from, to, names }, x, width, height) {
  pen.textAlign = "center";
  for (const { time, label } of wholeTimes(from, to, (width - names) / 80)) {
    pen.fillStyle = css("--grid");
    pen.fillRect(x(time), 0, 1, height - AXIS);
    pen.fillStyle = css("--muted");
    if (x(time) > names + 16 && x(time) < width - 18) pen.fillText(label, x(time), height - AXIS / 2);
  }
  pen.textAlign = "left";
}

function cut(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let length = Math.floor((text.length * width) / pen.measureText(text).width);
  while (length > 0 && pen.measureText(`${text.slice(0, length)}…`).width > width) length -= 1;
  return length > 0 ? `${text.slice(0, length)}…` : "";
}

function point({ box, lines, from, to, row, names }, event) {
  const line = lines[Math.floor((event.offsetY + box.scrollTop) / row)];
  const time = from + ((event.offsetX - names) / (box.clientWidth - names - 4)) * (to - from);
  const segment = event.offsetY < box.clientHeight - AXIS && line?.segments.find((one) => one.from <= time && time < one.to);
  if (!segment) return hideTooltip();
  const clock = (at) => new Date(at).toLocaleTimeString("en-GB");
  const lasted = format((segment.to - segment.from) / 1000, "s", 1);
  showTooltip(event.clientX, event.clientY, { heading: line.title, lines: [{ title: segment.text, color: segment.color, text: lasted }, { title: "", text: `${clock(segment.from)} – ${clock(segment.to)}` }] });
}
