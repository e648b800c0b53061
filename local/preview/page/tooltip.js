// The tooltip beside the pointer.

import { h } from "./dom.js";

const box = h("div", { id: "tooltip", hidden: true });
document.body.append(box);
const MAX_LINES = 14;

// `lines` are `{ title, color, text }`. The place is in the window's coordinates.
export function showTooltip(x, y, { heading, lines }) {
  const more = lines.length - MAX_LINES;
  box.replaceChildren(
    h("strong", {}, heading),
    ...lines.slice(0, MAX_LINES).map(({ title, color, text }) => h("div", {}, h("i", { style: { background: color ?? "transparent" } }), h("span", {}, title), h("b", {}, text))),
    more > 0 ? h("div", {}, `and ${more} more`) : "",
  );
  box.hidden = false;
  const { offsetWidth: width, offsetHeight: height } = box;
  box.style.left = `${Math.max(4, x + 16 + width > innerWidth ? x - width - 12 : x + 16)}px`;
  box.style.top = `${Math.max(4, Math.min(y + 12, innerHeight - height - 8))}px`;
}

export function hideTooltip() {
  box.hidden = true;
}

// A uPlot plugin: `contentOf(plot, index)` is the `{ heading, lines }` of a point in time.
export function tooltip(contentOf) {
  return {
    hooks: {
      setCursor: [
        (plot) => {
          if (!plot.over.matches(":hover")) return;
          const { idx, left, top } = plot.cursor;
          if (idx === null || idx === undefined || left < 0) return hideTooltip();
          const { x, y } = plot.over.getBoundingClientRect();
          showTooltip(x + left, y + top, contentOf(plot, idx));
        },
      ],
      ready: [(plot) => plot.over.addEventListener("mouseleave", hideTooltip)],
      destroy: [hideTooltip],
    },
  };
}
