// Numbers as Grafana writes them in each unit.

import { dateTime, formatDate, fromNow, isToday, time, two } from "./dates.js";

const SI_PREFIXES = ["f", "p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E", "Z", "Y"];
const BINARY_PREFIXES = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"];
const PLURAL = new Set([" min", " hour", " day", " week", " year"]);

// The unit that a time is written in: `[limit, size, suffix]`, for times below the limit. Each number is Grafana's own,
// and each unit has its own idea of a year.
const NANOSECONDS = [
  [1e3, 1, " ns"],
  [1e6, 1e3, " µs"],
  [1e9, 1e6, " ms"],
  [6e10, 1e9, " s"],
  [3.6e12, 6e10, " min"],
  [8.64e13, 3.6e12, " hour"],
  [Infinity, 8.64e13, " day"],
];
const MICROSECONDS = NANOSECONDS.slice(1).map(([limit, size, suffix]) => [limit / 1e3, size / 1e3, suffix]);
const MILLISECONDS = [
  [1e3, 1, " ms"],
  [6e4, 1e3, " s"],
  [3.6e6, 6e4, " min"],
  [8.64e7, 3.6e6, " hour"],
  [3.1536e10, 8.64e7, " day"],
  [Infinity, 3.1536e10, " year"],
];
const SECONDS = [
  [1e-6, 1e-9, " ns"],
  [1e-3, 1e-6, " µs"],
  [1, 1e-3, " ms"],
  [60, 1, " s"],
  [3600, 60, " min"],
  [86400, 3600, " hour"],
  [604800, 86400, " day"],
  [31536000, 604800, " week"],
  [Infinity, 3.15569e7, " year"],
];
const MINUTES = [
  [60, 1, " min"],
  [1440, 60, " hour"],
  [10080, 1440, " day"],
  [604800, 10080, " week"],
  [Infinity, 5.25948e5, " year"],
];
const HOURS = [
  [24, 1, " hour"],
  [168, 24, " day"],
  [8760, 168, " week"],
  [Infinity, 8760, " year"],
];
const DAYS = [
  [7, 1, " day"],
  [365, 7, " week"],
  [Infinity, 365, " year"],
];
// The parts of a duration in words, in milliseconds.
const PARTS = [
  [31536e6, "year"],
  [2592e6, "month"],
  [6048e5, "week"],
  [864e5, "day"],
  [36e5, "hour"],
  [6e4, "minute"],
  [1e3, "second"],
  [1, "millisecond"],
];
const RATES = {
  cps: "c/s", ops: "ops/s", reqps: "req/s", rps: "rd/s", wps: "wr/s", iops: "io/s", eps: "evt/s", mps: "msg/s", recps: "rec/s", rowsps: "rows/s",
  cpm: "c/m", opm: "ops/m", reqpm: "req/m", rpm: "rd/m", wpm: "wr/m", epm: "evts/m", mpm: "msgs/m", recpm: "rec/m", rowspm: "rows/m",
};
const UNITS = {
  none: fixed,
  short: scaled(1000, ["", " K", " Mil", " Bil", " Tri", " Quadr", " Quint", " Sext", " Sept"]),
  sishort: si(""),
  percent: (value, decimals) => `${fixed(value, decimals)}%`,
  percentunit: (value, decimals) => `${fixed(100 * value, decimals)}%`,
  ns: timesIn(NANOSECONDS),
  "µs": timesIn(MICROSECONDS),
  ms: timesIn(MILLISECONDS),
  s: (value, decimals) => (value === 0 ? "0 s" : timesIn(SECONDS)(value, decimals)),
  m: timesIn(MINUTES),
  h: timesIn(HOURS),
  d: timesIn(DAYS),
  dtdurations: (value, decimals) => duration(value, decimals, 1000, "second"),
  dtdurationms: (value, decimals) => duration(value, decimals, 1, "millisecond"),
  dthms: clock,
  dtdhms: clockWithDays,
  locale: (value, decimals) => value.toLocaleString(undefined, { maximumFractionDigits: decimals ?? 3 }),
  bits: binary("b"),
  bytes: binary("B"),
  decbits: si("b"),
  decbytes: si("B"),
  dateTimeFromNow: (value) => fromNow(value),
  dateTimeAsIso: dateTime,
  dateTimeAsIsoNoDateIfToday: (value) => (isToday(value) ? time(value) : dateTime(value)),
  dateTimeAsLocal: dateTime,
  dateTimeAsLocalNoDateIfToday: (value) => (isToday(value) ? time(value) : dateTime(value)),
  dateTimeAsSystem: dateTime,
  string: String,
  ...Object.fromEntries(Object.entries(RATES).map(([unit, symbol]) => [unit, rate(symbol)])),
};
// Units with a parameter after a colon.
const PARAMETRIC = {
  prefix: (symbol) => (value, decimals) => symbol + fixed(value, decimals),
  suffix: (symbol) => (value, decimals) => `${fixed(value, decimals)} ${symbol}`,
  time: (pattern) => (value) => formatDate(value, pattern),
  count: rate,
};

// An unknown unit is written after the number.
export function format(value, unit, decimals) {
  if (Number.isNaN(value)) return "NaN";
  return formatter(unit || "none")(value, decimals);
}

function formatter(unit) {
  if (UNITS[unit]) return UNITS[unit];
  const [, name, parameter] = /^(\w+):(.*)$/s.exec(unit) ?? [];
  return (PARAMETRIC[name] ?? PARAMETRIC.suffix)(PARAMETRIC[name] ? parameter : unit);
}

// Without decimals, three digits, but none of them after the point for a whole number.
function fixed(value, decimals) {
  if (!Number.isFinite(value)) return value.toLocaleString();
  const places = decimals ?? (Number.isInteger(value) ? 0 : Math.max(0, 2 - Math.floor(Math.log(Math.abs(value)) / Math.LN10)));
  const factor = 10 ** places;
  const text = String(Math.round(value * factor) / factor);
  if (text.includes("e")) return text;
  const [whole, fraction = ""] = text.split(".");
  return places > fraction.length ? `${whole}.${fraction.padEnd(places, "0")}` : text;
}

// `suffixes` are those of one, `factor`, `factor`² …; the first `offset` are those of parts of one.
function scaled(factor, suffixes, offset = 0) {
  return (value, decimals) => {
    if (!Number.isFinite(value)) return fixed(value);
    const power = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)) / Math.log10(factor));
    const known = Math.min(Math.max(power, -offset), suffixes.length - offset - 1);
    return fixed(value / factor ** known, decimals) + suffixes[known + offset];
  };
}

function si(symbol) {
  return scaled(1000, SI_PREFIXES.map((prefix) => ` ${prefix}${symbol}`), SI_PREFIXES.indexOf(""));
}

function binary(symbol) {
  return scaled(1024, BINARY_PREFIXES.map((prefix) => ` ${prefix}${symbol}`));
}

function rate(symbol) {
  return scaled(1000, ["", "K", "M", "B", "T"].map((prefix) => `${prefix} ${symbol}`));
}

// A time in the units of a table above. The table's own unit has no plural; days alone have one.
function timesIn(units) {
  return (value, decimals) => {
    const [, size, suffix] = units.find(([limit]) => Math.abs(value) < limit) ?? units.at(-1);
    // Parts of one are multiplied, as Grafana does: a division would have another last digit.
    const amount = size < 1 ? value * Math.round(1 / size) : value / size;
    const isOwn = size === 1 && suffix !== " day";
    return fixed(amount, decimals) + suffix + (PLURAL.has(suffix) && !isOwn && Math.abs(amount) > 1 ? "s" : "");
  };
}

// Words for a number of units that last `unit` milliseconds: its greatest part, and `decimals` further ones.
function duration(value, decimals, unit, name) {
  if (value === 0) return `0 ${name}s`;
  let left = Math.abs(value) * unit;
  const words = [];
  for (const [size, part] of PARTS) {
    if (words.length > (decimals ?? 0)) break;
    const whole = Math.floor(left / size);
    if (whole || words.length) words.push(`${whole} ${part}${whole === 1 ? "" : "s"}`);
    left %= size;
  }
  return words.join(", ") + ago(value);
}

// 25:01:01, of seconds.
function clock(value) {
  const size = Math.abs(value);
  return [size / 3600, (size % 3600) / 60, size % 60].map((part) => two(Math.floor(part))).join(":") + ago(value);
}

function clockWithDays(value) {
  const days = Math.floor(Math.abs(value) / 86400);
  return (days ? `${days} d ` : "") + clock(Math.abs(value) % 86400) + ago(value);
}

const ago = (value) => (value < 0 ? " ago" : "");
