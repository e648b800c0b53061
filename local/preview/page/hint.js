// A panel's description: a tooltip on its “i”, by pointer or focus.

import { h } from "./dom.js";

const box = h("div", { id: "hint", role: "tooltip", hidden: true });
document.body.append(box);

function show({ target }) {
  const hint = target.closest?.(".hint");
  if (!hint) return hide();
  box.textContent = hint.dataset.tip;
  box.hidden = false;
  const { left, bottom } = hint.getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(left, innerWidth - box.offsetWidth - 8))}px`;
  box.style.top = `${Math.min(bottom + 6, innerHeight - box.offsetHeight - 8)}px`;
}

function hide() {
  box.hidden = true;
}

document.addEventListener("mouseover", show);
document.addEventListener("focusin", show);
addEventListener("scroll", hide);
