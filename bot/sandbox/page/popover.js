// What opens beside a button and goes away again: menus with arrow keys, and panels with controls of their own.

import { el, freshId } from "./dom.js";

const GAP = 6;

/** Puts a shown popover below its opener, above it where there is no room, and always inside the window. */
export function place(panel, opener) {
  const from = opener.getBoundingClientRect();
  const size = panel.getBoundingClientRect();
  const below = from.bottom + GAP;
  const fits = below + size.height <= window.innerHeight - GAP;
  const top = fits ? below : Math.max(GAP, from.top - GAP - size.height);
  const left = Math.min(Math.max(GAP, from.right - size.width), window.innerWidth - size.width - GAP);
  panel.style.top = `${top}px`;
  panel.style.left = `${Math.max(GAP, size.width > from.width ? left : from.left)}px`;
}

/**
 * Make `opener` open a panel. `fill(panel, close)` draws its content each time; the element it returns gets the focus.
 * The browser closes it on Escape and on a click elsewhere; focus goes back to the opener.
 */
export function opens(opener, { role, label, haspopup, fill }) {
  let panel = null;
  const close = () => panel?.hidePopover();
  const show = () => {
    panel = el("div", { id: freshId("panel"), class: "popover", popover: "auto", role, "aria-label": label() });
    opener.after(panel);
    const first = fill(panel, close);
    panel.showPopover();
    place(panel, opener);
    opener.setAttribute("aria-expanded", "true");
    panel.addEventListener("toggle", (event) => event.newState === "closed" && gone());
    first?.focus();
  };
  const gone = () => {
    const hadFocus = panel?.contains(document.activeElement) || document.activeElement === document.body;
    panel?.remove();
    panel = null;
    opener.setAttribute("aria-expanded", "false");
    if (hadFocus) opener.focus();
  };
  opener.setAttribute("aria-haspopup", haspopup);
  opener.setAttribute("aria-expanded", "false");
  // A press on the opener closes the panel before the click arrives; without this the click would open it again.
  let wasOpen = false;
  opener.addEventListener("pointerdown", () => (wasOpen = panel !== null));
  opener.addEventListener("click", () => {
    if (panel) close();
    else if (!wasOpen) show();
    wasOpen = false;
  });
  return { close };
}

/** A menu button. `items()` are {content, checked?, choose}, {content, leads} (where to) or {group, items}: some of them under a heading. */
export function opensMenu(opener, { label, items }) {
  return opens(opener, {
    role: "menu",
    label,
    haspopup: "menu",
    fill: (panel, close) => {
      panel.append(...items().map((item) => (item.items ? menuGroup(item, close) : menuItem(item, close))));
      const nodes = [...panel.querySelectorAll(".menu-item")];
      panel.addEventListener("keydown", (event) => walk(event, nodes, close));
      const first = nodes.find((node) => node.getAttribute("aria-checked") === "true") ?? nodes[0];
      first?.setAttribute("tabindex", "0"); // a menu that scrolls must be reachable by Tab
      return first;
    },
  });
}

function menuGroup({ group, items, class: kind }, close) {
  const heading = el("div", { id: freshId("group"), class: "menu-heading" }, group);
  return el("div", { role: "group", class: kind, "aria-labelledby": heading.id }, heading, items.map((item) => menuItem(item, close)));
}

function menuItem({ content, checked, leads, choose }, close) {
  const shared = { class: "menu-item", tabindex: "-1", on: { click: () => (close(), choose?.()) } };
  if (leads) return el("a", { ...shared, ...leads, role: "menuitem" }, content);
  const kind = checked === undefined ? { role: "menuitem" } : { role: "menuitemradio", "aria-checked": String(checked) };
  return el("button", { ...shared, ...kind, type: "button" }, content);
}

/** Arrow keys in a menu; with `columns` it is a grid, and up and down go by rows. */
export function walk(event, nodes, close, columns = 1) {
  const at = nodes.indexOf(document.activeElement);
  const by = (steps) => (at + steps + nodes.length) % nodes.length;
  const sideways = columns > 1 ? { ArrowRight: by(1), ArrowLeft: by(-1) } : {};
  const to = { ArrowDown: by(columns), ArrowUp: by(-columns), Home: 0, End: nodes.length - 1, ...sideways }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    nodes[to].focus();
  } else if (event.key === "Tab") close();
}
