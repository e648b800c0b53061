// A text; the server has rendered its Markdown as HTML.

import { h } from "../dom.js";

export function draw(place, { panel }) {
  const box = h("div", { class: "prose" });
  if (panel.html) box.innerHTML = panel.html;
  else box.textContent = panel.options.content;
  place.replaceChildren(box);
}
