// Numbers as Grafana writes them in each unit.

const SECONDS = [
  [31536000, " years"],
  [604800, " weeks"],
  [86400, " days"],
  [3600, " hours"],
  [60, " mins"],
  [1, " s"],
  [1e-3, " ms"],
  [1e-6, " µs"],
];
const PARTS = [
  [31536000, "year"],
  [2592000, "month"],
  [604800, "week"],
  [86400, "day"],
  [3600, "hour"],
  [60, "minute"],
  [1, "second"],
];
const UNITS = {
  none: fixed,
  short: (value, decimals) => scaled(value, decimals, 1000, ["", " K", " Mil", " Bil", " Tri"]),
  percent: (value, decimals) => `${fixed(value, decimals)}%`,
  percentunit: (value, decimals) => `${fixed(value * 100, decimals)}%`,
  s: seconds,
  ms: (value, decimals) => (Math.abs(value) < 1000 ? `${fixed(value, decimals)} ms` : seconds(value / 1000, decimals)),
  m: (value, decimals) => seconds(value * 60, decimals),
  h: (value, decimals) => seconds(value * 3600, decimals),
  d: (value, decimals) => seconds(value * 86400, decimals),
  dtdurations: inWords,
  dtdurationms: (value, decimals) => inWords(value / 1000, decimals),
  dthms: clock,
  locale: (value, decimals) => value.toLocaleString(undefined, { maximumFractionDigits: decimals ?? 3 }),
  bytes: (value, decimals) => scaled(value, decimals, 1024, [" B", " KiB", " MiB", " GiB", " TiB"]),
  decbytes: (value, decimals) => scaled(value, decimals, 1000, [" B", " kB", " MB", " GB", " TB"]),
  reqps: (value, decimals) => `${fixed(value, decimals)} req/s`,
  cps: (value, decimals) => `${fixed(value, decimals)} c/s`,
  cpm: (value, decimals) => `${fixed(value, decimals)} c/m`,
  dateTimeFromNow: fromNow,
  dateTimeAsIso: dateTime,
  dateTimeAsIsoNoDateIfToday: (value) => (isToday(value) ? time(value) : dateTime(value)),
  dateTimeAsLocal: dateTime,
  dateTimeAsLocalNoDateIfToday: (value) => (isToday(value) ? time(value) : dateTime(value)),
  dateTimeAsSystem: dateTime,
  string: String,
};

export const knows = (unit) => !unit || unit in UNITS || /^(suffix|prefix|time):/.test(unit);

// A unit that is not known is written after the number, as Grafana does.
export function format(value, unit, decimals) {
  if (!unit) return fixed(value, decimals);
  if (UNITS[unit]) return UNITS[unit](value, decimals);
  if (unit.startsWith("prefix:")) return `${unit.slice(7)}${fixed(value, decimals)}`;
  if (unit.startsWith("suffix:")) return `${fixed(value, decimals)}${unit.slice(7)}`;
  if (unit.startsWith("time:")) return dateTime(value);
  return `${fixed(value, decimals)} ${unit}`;
}

export function dateTime(milliseconds) {
  const moment = new Date(milliseconds);
  const two = (part) => String(part).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())} ${time(milliseconds)}`;
}

export function time(milliseconds) {
  return new Date(milliseconds).toTimeString().slice(0, 8);
}

function isToday(milliseconds) {
  return new Date(milliseconds).toDateString() === new Date().toDateString();
}

// As many decimals as tell about two digits, where none are set.
function fixed(value, decimals) {
  if (decimals !== null && decimals !== undefined) return value.toFixed(decimals);
  if (Number.isInteger(value)) return String(value);
  const places = 1 - Math.floor(Math.log10(Math.abs(value)));
  return value.toFixed(Math.min(20, Math.max(0, value / 10 ** -places > 2.25 ? places + 1 : places)));
}

function scaled(value, decimals, step, names) {
  let index = 0;
  while (Math.abs(value) >= step && index < names.length - 1) {
    value /= step;
    index += 1;
  }
  return fixed(value, decimals) + names[index];
}

function seconds(value, decimals) {
  if (value === 0) return "0 s";
  const [size, name] = SECONDS.find(([least]) => Math.abs(value) >= least) ?? [1e-9, " ns"];
  return fixed(value / size, decimals) + name;
}

// `decimals` further parts after the first: 1 gives hours and minutes.
function inWords(value, decimals) {
  const sign = value < 0 ? " ago" : "";
  let left = Math.abs(value);
  const parts = [];
  for (const [size, name] of PARTS) {
    if (parts.length > (decimals ?? 0)) break;
    const whole = Math.floor(left / size);
    if (whole || parts.length) parts.push(`${whole} ${name}${whole === 1 ? "" : "s"}`);
    left -= whole * size;
  }
  return (parts.join(", ") || "0 seconds") + sign;
}

function clock(value) {
  const left = Math.round(Math.abs(value));
  const parts = [Math.floor(left / 3600), Math.floor((left % 3600) / 60), left % 60];
  return (value < 0 ? "-" : "") + parts.map((part) => String(part).padStart(2, "0")).join(":");
}

function fromNow(milliseconds) {
  const ago = (Date.now() - milliseconds) / 1000;
  const distance = Math.abs(ago);
  if (distance < 10) return "just now";
  const [size, name] = PARTS.find(([least]) => distance >= least);
  const whole = Math.round(distance / size);
  const words = `${whole} ${name}${whole === 1 ? "" : "s"}`;
  return ago >= 0 ? `${words} ago` : `in ${words}`;
}
