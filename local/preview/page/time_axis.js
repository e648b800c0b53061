// Times on an axis and in tooltips.

import { two } from "./dates.js";

// For uPlot: labels for times in seconds, `step` seconds apart.
export function ticks(_, times, __, ___, step) {
  return times.map((time) => tick(new Date(time * 1000), step));
}

function tick(date, step) {
  const midnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
  if (step >= 86400 || midnight) return date.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return step < 60 ? `${clock}:${two(date.getSeconds())}` : clock;
}

export function timeLabel(seconds) {
  return new Date(seconds * 1000).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

const STEPS = [1, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800];

// At most `most` whole times between two, in milliseconds: `[{ time, label }]`.
export function wholeTimes(from, to, most) {
  const step = STEPS.find((seconds) => (to - from) / 1000 / seconds <= most) ?? STEPS.at(-1);
  const offset = new Date(from).getTimezoneOffset() * 60000;
  const times = [];
  for (let time = Math.ceil((from - offset) / 1000 / step) * step * 1000 + offset; time < to; time += step * 1000) times.push({ time, label: tick(new Date(time), step) });
  return times;
}
