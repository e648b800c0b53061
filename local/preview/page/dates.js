// Dates and times, in the reader's time zone.

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

export const two = (part) => String(part).padStart(2, "0");

// The tokens of Moment's formats that boards use.
const TOKENS = {
  YYYY: (date) => date.getFullYear(),
  YY: (date) => two(date.getFullYear() % 100),
  MMMM: (date) => MONTHS[date.getMonth()],
  MMM: (date) => MONTHS[date.getMonth()].slice(0, 3),
  MM: (date) => two(date.getMonth() + 1),
  M: (date) => date.getMonth() + 1,
  DD: (date) => two(date.getDate()),
  D: (date) => date.getDate(),
  dddd: (date) => DAYS[date.getDay()],
  ddd: (date) => DAYS[date.getDay()].slice(0, 3),
  HH: (date) => two(date.getHours()),
  H: (date) => date.getHours(),
  hh: (date) => two(date.getHours() % 12 || 12),
  h: (date) => date.getHours() % 12 || 12,
  mm: (date) => two(date.getMinutes()),
  m: (date) => date.getMinutes(),
  ss: (date) => two(date.getSeconds()),
  s: (date) => date.getSeconds(),
  SSS: (date) => String(date.getMilliseconds()).padStart(3, "0"),
  A: (date) => (date.getHours() < 12 ? "AM" : "PM"),
  a: (date) => (date.getHours() < 12 ? "am" : "pm"),
  X: (date) => Math.floor(date.getTime() / 1000),
  x: (date) => date.getTime(),
};
const TOKEN = new RegExp(`\\[([^\\]]*)\\]|${Object.keys(TOKENS).join("|")}`, "g");

// `pattern` is one of Moment's, such as `YYYY-MM-DD HH:mm`; text in square brackets stays.
export function formatDate(milliseconds, pattern) {
  const date = new Date(milliseconds);
  return pattern.replace(TOKEN, (token, literal) => literal ?? TOKENS[token](date));
}

export const dateTime = (milliseconds) => formatDate(milliseconds, "YYYY-MM-DD HH:mm:ss");
export const time = (milliseconds) => formatDate(milliseconds, "HH:mm:ss");
export const isToday = (milliseconds) => new Date(milliseconds).toDateString() === new Date().toDateString();

// How far it is from now, in Moment's words: each unit is rounded, and counts up to a limit of its own.
export function fromNow(milliseconds, now = Date.now()) {
  const seconds = (milliseconds - now) / 1000;
  const text = distance(Math.abs(seconds));
  return seconds > 0 ? `in ${text}` : `${text} ago`;
}

function distance(seconds) {
  const days = seconds / 86400;
  const months = (days * 4800) / 146097;
  if (Math.round(seconds) < 45) return "a few seconds";
  for (const [amount, limit, one, many] of [
    [seconds / 60, 45, "a minute", "minutes"],
    [seconds / 3600, 22, "an hour", "hours"],
    [days, 26, "a day", "days"],
    [months, 11, "a month", "months"],
    [months / 12, Infinity, "a year", "years"],
  ]) {
    if (Math.round(amount) <= 1) return one;
    if (Math.round(amount) < limit) return `${Math.round(amount)} ${many}`;
  }
}
