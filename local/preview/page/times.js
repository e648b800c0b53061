// Time ranges and intervals, in words.

const QUICK = [
  ["now-5m", "Last 5 minutes"],
  ["now-15m", "Last 15 minutes"],
  ["now-30m", "Last 30 minutes"],
  ["now-1h", "Last 1 hour"],
  ["now-3h", "Last 3 hours"],
  ["now-6h", "Last 6 hours"],
  ["now-12h", "Last 12 hours"],
  ["now-24h", "Last 24 hours"],
  ["now-2d", "Last 2 days"],
  ["now-7d", "Last 7 days"],
];

const UNITS = { s: "second", m: "minute", h: "hour", d: "day", w: "week" };

export const quickRanges = [
  ...QUICK.map(([from, label]) => ({ from, to: "now", label })),
  { from: "now/d", to: "now", label: "Today so far" },
  { from: "now-1d/d", to: "now-1d/d", label: "Yesterday" },
];

export function rangeLabel({ from, to }) {
  const quick = quickRanges.find((range) => range.from === from && range.to === to);
  if (quick) return quick.label;
  const [, amount, unit] = to === "now" ? (/^now-(\d+)([smhdw])$/.exec(from) ?? []) : [];
  if (amount) return `Last ${amount} ${UNITS[unit]}${amount === "1" ? "" : "s"}`;
  const text = (time) => (/^\d/.test(time) ? new Date(/^\d+$/.test(time) ? Number(time) : time).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }) : time);
  return `${text(from)} to ${text(to)}`;
}

// A duration such as 30s or 1m, in seconds; 0 where there is none.
export function seconds(text) {
  const [, amount, unit] = /^(\d+)(s|m|h|d)$/.exec(text) ?? [];
  return amount ? Number(amount) * { s: 1, m: 60, h: 3600, d: 86400 }[unit] : 0;
}
