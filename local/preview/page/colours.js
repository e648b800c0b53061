// Colours: Grafana's names, the palette of series, and text that can be read on a colour.

const NAMED = {
  green: "#56a64b",
  yellow: "#e0b400",
  orange: "#ff780a",
  red: "#e02f44",
  blue: "#3274d9",
  purple: "#a352cc",
  gray: "#8e8e8e",
  grey: "#8e8e8e",
  white: "#ffffff",
  black: "#000000",
};
const SHADES = { "super-light": 0.6, light: 0.3, "semi-dark": -0.15, dark: -0.35 };
const PALETTE = ["#5b9bd5", "#e0a33e", "#6bbf8a", "#b07cc6", "#d9705f", "#4fb3bf", "#c2a878", "#8592d1", "#93b04a", "#d286a8"];

// A CSS colour for a name of Grafana's, such as `dark-red`, or for a colour of CSS; null for a transparent one.
export function colour(name) {
  if (name === "transparent") return null;
  if (name === "text") return css("--text");
  if (NAMED[name]) return NAMED[name];
  const [, shade, base] = /^(super-light|light|semi-dark|dark)-(\w+)$/.exec(name ?? "") ?? [];
  return NAMED[base] ? shaded(NAMED[base], SHADES[shade]) : name;
}

export const paletteColour = (index) => PALETTE[index % PALETTE.length];

export const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// Black or white, whichever can be read better on the colour.
export function textOn(background) {
  const light = luminance(background);
  return 1.05 / (light + 0.05) > (light + 0.05) / 0.05 ? "#ffffff" : "#101418";
}

export function withOpacity(name, opacity) {
  const [red, green, blue] = rgb(name);
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}

// The opaque colour that a transparent one has on a panel's background.
export function onPanel(name, opacity) {
  const below = rgb(css("--panel"));
  return hex(rgb(name).map((part, index) => part * opacity + below[index] * (1 - opacity)));
}

function shaded(name, amount) {
  const towards = amount > 0 ? 255 : 0;
  return hex(rgb(name).map((part) => part + (towards - part) * Math.abs(amount)));
}

const hex = (parts) => `#${parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;

const canvas = document.createElement("canvas").getContext("2d");

function rgb(name) {
  canvas.fillStyle = "#888888";
  canvas.fillStyle = name;
  const written = canvas.fillStyle;
  if (written.startsWith("#")) return [1, 3, 5].map((at) => parseInt(written.slice(at, at + 2), 16));
  return written.match(/[\d.]+/g).slice(0, 3).map(Number);
}

function luminance(name) {
  const [red, green, blue] = rgb(name).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
