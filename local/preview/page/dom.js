// Elements, made in one call.

// `attributes`: on… are listeners, `style` an object, the rest attributes; null and false are left out.
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [property, one] of Object.entries(value)) property.startsWith("--") ? element.style.setProperty(property, one) : (element.style[property] = one);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

// A button that opens a box below it. Escape and a click elsewhere close it.
export function menu(attributes, label, ...content) {
  return h("details", { ...attributes, class: `menu ${attributes.class ?? ""}` }, h("summary", {}, label), h("div", { class: "box" }, ...content));
}

export function closeMenus(but = null) {
  for (const open of document.querySelectorAll("details.menu[open]")) if (open !== but) open.open = false;
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  closeMenus();
  open?.querySelector("summary").focus();
});
