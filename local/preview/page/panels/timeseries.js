// Numbers through time, drawn by uPlot.

import * as address from "../address.js";
import { css, onPanel, withOpacity } from "../colours.js";
import { h } from "../dom.js";
import { display, seriesColour } from "../fields.js";
import { legend } from "../legend.js";
import { reduced, reduceNames } from "../reduce.js";
import { format } from "../units.js";
import { tooltip } from "../tooltip.js";
import { timeLabel, ticks } from "../time_axis.js";

const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400, 172800, 604800];
const WHOLE = Array.from({ length: 30 }, (_, index) => [1, 2, 5][index % 3] * 10 ** Math.floor(index / 3));
const FONT = "12px system-ui, sans-serif";

export function draw(place, { panel, frames, from, to }) {
  const series = seriesOf(frames);
  if (!series.length) throw new Error("The preview needs a time field and a number field to draw a time series.");
  const off = (place.off ??= new Set());
  const shown = series.filter(({ title }) => !off.has(title));
  const chart = h("div", { class: "chart" });
  const key = panel.options.legend?.showLegend === false ? null : legendOf(panel, series, off, () => draw(place, { panel, frames, from, to }));
  const right = panel.options.legend?.placement === "right" && place.clientWidth > 480;
  place.replaceChildren(h("div", { class: `timeseries ${right ? "right" : ""}` }, chart, key));
  const plot = new uPlot(optionsOf(shown, chart, from, to), dataOf(shown), chart);
  return { end: () => plot.destroy() };
}

// Every number field of every frame, with its times. Booleans are drawn as 0 and 1, and what is not finite as a gap.
function seriesOf(frames) {
  return frames.flatMap((frame) => {
    const times = frame.fields.find(({ type }) => type === "time");
    if (!times) return [];
    return frame.fields
      .filter(({ type, config }) => (type === "number" || type === "boolean") && frame.length && !config.custom?.hideFrom?.viz)
      .map((field) => {
        const values = field.values.map((value) => (value !== null && Number.isFinite(Number(value)) ? Number(value) : null));
        return { title: field.title, field, times: times.values, values, color: seriesColour(field), custom: field.config.custom ?? {} };
      });
  });
}

// Columns over one common time axis; a stacked series is the sum of all up to it.
function dataOf(series) {
  const seconds = new Map();
  const timesOf = (times) => {
    if (!seconds.has(times)) seconds.set(times, times.map((time) => time / 1000));
    return seconds.get(times);
  };
  const joined = uPlot.join(series.map(({ times, values }) => [timesOf(times), values]));
  const sums = {};
  const known = joined[0].map((_, at) => series.some((_, index) => Number.isFinite(joined[index + 1][at])));
  series.forEach(({ custom }, index) => {
    const values = joined[index + 1];
    if (isStacked(custom)) {
      // A series without a value has no height in the stack.
      const below = (sums[custom.stacking.group] ??= new Array(values.length).fill(0));
      joined[index + 1] = values.map((value, at) => (known[at] ? (below[at] += value ?? 0) : null));
    } else if (custom.drawStyle === "bars") joined[index + 1] = values.map((value) => value ?? null);
  });
  return joined;
}

const isStacked = (custom) => Boolean(custom.stacking) && custom.stacking.mode !== "none";

function optionsOf(series, chart, from, to) {
  const scales = scalesOf(series);
  return {
    width: Math.max(chart.clientWidth, 50),
    height: Math.max(chart.clientHeight, 50),
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: "board" }, points: { size: 6 }, drag: { x: true, y: false, setScale: false } },
    // Stacked bars all start at zero, so the highest are drawn first.
    series: [{}, ...series.map((one) => seriesOptions(one, scales))],
    bands: bandsOf(series),
    scales: { x: { time: true, range: [from / 1000, to / 1000] }, ...Object.fromEntries(scales.map((scale) => [scale.key, { range: rangeOf(scale) }])) },
    axes: [xAxis(), ...scales.map(yAxis)],
    hooks: { draw: [thresholds(series, scales)], setSelect: [zoom] },
    drawOrder: ["axes", "series"],
    plugins: [tooltip((plot, at) => tooltipContent(series, plot, at))],
  };
}

// One scale for each unit; the second is read on the right.
function scalesOf(series) {
  const scales = new Map();
  for (const { field, custom } of series) {
    const unit = field.config.unit ?? "";
    if (!scales.has(unit)) scales.set(unit, { key: unit || "y", unit, config: field.config, custom, right: custom.axisPlacement === "right" || scales.size > 0 });
  }
  return [...scales.values()];
}

function rangeOf({ config, custom }) {
  return (_, low, high) => {
    const least = config.min ?? Math.min(0, low ?? 0, custom.axisSoftMin ?? 0);
    const most = config.max ?? Math.max(high ?? 1, custom.axisSoftMax ?? -Infinity);
    return [least, config.max ?? (most > least ? most + 0.08 * (most - least) : least + 1)];
  };
}

function seriesOptions({ title, field, color, custom }, scales) {
  const style = custom.drawStyle ?? "line";
  const opacity = (custom.fillOpacity ?? 0) / 100;
  const { bars, stepped, spline, linear, points } = uPlot.paths;
  const paths = { smooth: spline?.(), stepAfter: stepped({ align: 1 }), stepBefore: stepped({ align: -1 }) }[custom.lineInterpolation] ?? linear();
  return {
    label: title,
    scale: (scales.find(({ unit }) => unit === (field.config.unit ?? "")) ?? scales[0]).key,
    stroke: color,
    width: style === "bars" ? 0 : (custom.lineWidth ?? 1),
    fill: style === "bars" ? (isStacked(custom) ? onPanel(color, 0.92) : withOpacity(color, opacity || 0.8)) : opacity ? withOpacity(color, opacity) : undefined,
    paths: style === "bars" ? bars({ size: [0.75, 60] }) : style === "points" ? points() : paths,
    points: { show: style === "points" || custom.showPoints === "always" },
    dash: custom.lineStyle?.fill === "dash" ? (custom.lineStyle.dash ?? [8, 6]) : undefined,
    spanGaps: custom.spanNulls === true,
  };
}

// What lies between a stacked series and the one below it is of the upper one's colour.
function bandsOf(series) {
  const last = {};
  const bands = [];
  series.forEach(({ custom, color }, index) => {
    if (!isStacked(custom)) return;
    const { group } = custom.stacking;
    const style = custom.drawStyle === "bars" ? onPanel(color, 0.92) : withOpacity(color, (custom.fillOpacity ?? 10) / 100);
    if (last[group]) bands.push({ series: [index + 1, last[group]], fill: style });
    last[group] = index + 1;
  });
  return bands;
}

function xAxis() {
  return { stroke: css("--muted"), font: FONT, grid: { stroke: css("--grid"), width: 1 }, ticks: { show: false }, size: 28, space: 70, values: ticks };
}

function yAxis({ key, unit, config, custom, right }) {
  const size = (_, texts) => Math.max(36, 12 + 7 * Math.max(0, ...(texts ?? []).map((text) => text.length)));
  return {
    scale: key,
    side: right ? 1 : 3,
    stroke: css("--muted"),
    font: FONT,
    grid: { show: !right, stroke: css("--grid"), width: 1 },
    ticks: { show: false },
    label: custom.axisLabel || undefined,
    labelSize: 18,
    labelFont: FONT,
    size,
    space: 34,
    incrs: steps(unit, config.decimals),
    values: (_, splits) => splits.map((value) => format(value, unit, config.decimals)),
  };
}

// Steps between ticks: whole minutes and hours of times, whole numbers of what has no decimals.
function steps(unit, decimals) {
  if (unit === "s" || unit === "dthms") return SECONDS;
  if (unit === "ms") return [...WHOLE.slice(0, 9), ...SECONDS.map((seconds) => seconds * 1000)];
  return decimals === 0 && unit !== "percentunit" ? WHOLE : undefined;
}

function thresholds(series, scales) {
  const lines = series.flatMap(({ field, custom }) => {
    const style = custom.thresholdsStyle?.mode ?? "off";
    return style === "off" ? [] : field.config.thresholds.steps.filter(({ value }) => value !== null).map(({ value, color }) => ({ value, color, unit: field.config.unit ?? "" }));
  });
  return (plot) => {
    for (const { value, color, unit } of lines) {
      const y = plot.valToPos(value, scales.find((scale) => scale.unit === unit).key, true);
      if (y < plot.bbox.top || y > plot.bbox.top + plot.bbox.height) continue;
      plot.ctx.save();
      plot.ctx.strokeStyle = color;
      plot.ctx.setLineDash([6 * devicePixelRatio, 5 * devicePixelRatio]);
      plot.ctx.beginPath();
      plot.ctx.moveTo(plot.bbox.left, y);
      plot.ctx.lineTo(plot.bbox.left + plot.bbox.width, y);
      plot.ctx.stroke();
      plot.ctx.restore();
    }
  };
}

// A selection with the pointer becomes the time range.
function zoom(plot) {
  if (plot.select.width < 8) return;
  const [start, end] = [plot.select.left, plot.select.left + plot.select.width].map((at) => Math.round(plot.posToVal(at, "x") * 1000));
  plot.setSelect({ width: 0, left: 0 }, false);
  address.change({ from: String(start), to: String(end) });
}

function tooltipContent(series, plot, at) {
  const lines = series
    .map(({ title, field, color, times, values }) => {
      const value = values[times.indexOf(plot.data[0][at] * 1000)];
      return { title, color, value, text: value === undefined || value === null ? null : display(field, value).text };
    })
    .filter(({ text }) => text !== null)
    .sort((a, b) => b.value - a.value);
  return { heading: timeLabel(plot.data[0][at]), lines };
}

function legendOf(panel, series, off, redraw) {
  const calcs = panel.options.legend?.calcs ?? [];
  const entries = series.map(({ title, field, color }) => ({ title, color, off: off.has(title), values: calcs.map((calc) => display(field, reduced(field.values, calc)).text) }));
  const headers = panel.options.legend?.displayMode === "table" ? calcs.map((calc) => reduceNames[calc] ?? calc) : [];
  const toggle = (index) => {
    const { title } = entries[index];
    if (!off.delete(title)) off.add(title);
    redraw();
  };
  return legend(entries, { placement: panel.options.legend?.placement, headers, toggle });
}
