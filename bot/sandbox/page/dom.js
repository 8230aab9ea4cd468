// Builds elements out of plain values. Text always becomes a text node, so nothing a person or a bot writes can turn into markup.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  menu: "M3 5h14M3 10h14M3 15h14",
  close: "M5 5l10 10M15 5L5 15",
  back: "M12 4l-6 6 6 6",
  down: "M5 8l5 5 5-5",
  send: "M3 10l14-7-5 14-3-6-6-1z",
  more: "M4 10h.01M10 10h.01M16 10h.01",
  reply: "M4 4h12v9H9l-4 3v-3H4z",
  clock: "M10 2.5a7.5 7.5 0 100 15 7.5 7.5 0 000-15zM10 6v4l3 2",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 016 0V9",
  hash: "M7.5 3l-1.5 14M14 3l-1.5 14M3.5 7.5h13M3 12.5h13",
  smile: "M10 2.5a7.5 7.5 0 100 15 7.5 7.5 0 000-15zM7.3 8h.01M12.7 8h.01M6.5 11.8c1.8 2.7 5.2 2.7 7 0",
  bolt: "M11.5 2.5L4.5 11h4.6l-.9 6.5 7.3-9h-4.8z",
  clip: "M15.5 9.2l-5.7 5.7a3.4 3.4 0 01-4.8-4.8l6.1-6.1a2.3 2.3 0 013.2 3.2l-6 6a1.1 1.1 0 01-1.6-1.6l5.3-5.3",
  file: "M5 2.5h6l4 4v11H5zM11 2.5v4h4",
  eye: "M2 10s3-5.5 8-5.5 8 5.5 8 5.5-3 5.5-8 5.5S2 10 2 10zM10 8a2 2 0 100 4 2 2 0 000-4z",
};

/** An element: `class`, `text`, `on` (listeners) and `data` are special, true/false switch an attribute, the rest are attributes. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function set(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name === "text") node.textContent = value;
  else if (name === "on") for (const [event, heard] of Object.entries(value)) node.addEventListener(event, heard);
  else if (name === "data") Object.assign(node.dataset, value);
  else node.setAttribute(name, value === true ? "" : value);
}

/** A decorative drawing; the control that holds it carries the name. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 20 20", class: `icon icon-${name}`, "aria-hidden": "true", focusable: "false" })) {
    svg.setAttribute(key, value);
  }
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function hiddenText(text) {
  return el("span", { class: "visually-hidden", text });
}

let lastId = 0;

/** A fresh id for label, hint and error to point at. */
export function freshId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/**
 * Bring a list of children up to date and leave the unchanged ones alone, so that focus, scrolling and half-typed
 * answers survive. `items` are {key, print, draw}: the same key and print keep the node that is there. `roams`: the focus
 * may follow its control into another item.
 */
export function reconcile(parent, items, { roams = false } = {}) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const focus = focusInside(parent);
  const nodes = items.map((item) => {
    const node = old.get(item.key);
    if (node && node.print === item.print) return node;
    const drawn = item.draw(node);
    drawn.dataset.key = item.key;
    drawn.print = item.print;
    return drawn;
  });
  place(parent, nodes);
  if (focus && !parent.contains(document.activeElement)) giveBack(parent, focus, roams);
}

/** Moves only what is out of place: a node that is moved loses its focus. */
function place(parent, nodes) {
  const wanted = new Set(nodes);
  for (const node of [...parent.children]) if (!wanted.has(node)) node.remove();
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
}

function focusInside(parent) {
  const active = document.activeElement;
  if (!active || active === parent || !parent.contains(active)) return null;
  const item = [...parent.children].find((node) => node.contains(active));
  return { key: item?.dataset.key, at: [...parent.children].indexOf(item), name: active.dataset.focus, caret: caretOf(active) };
}

function caretOf(control) {
  return typeof control.selectionStart === "number" ? [control.selectionStart, control.selectionEnd] : null;
}

function giveBack(parent, { key, at, name, caret }, roams) {
  const item = [...parent.children].find((node) => node.dataset.key === key);
  const among = (holder) => [...holder.querySelectorAll("[data-focus]")];
  const action = name?.slice(name.indexOf("/"));
  const same = name && (among(item ?? parent).find((node) => node.dataset.focus === name) ?? (roams && among(parent).find((node) => node.dataset.focus.endsWith(action))));
  // What stands now where the control was: the next Tab goes on from there, and no second press of Enter hits something else.
  const there = roams ? parent.children[at] : null;
  there?.setAttribute("tabindex", "-1");
  (same || item || there || parent).focus({ preventScroll: true });
  if (same && caret && caretOf(same)) same.setSelectionRange(...caret);
}
