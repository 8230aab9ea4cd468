// One line at the foot of the page about what just happened, for eyes and for screen readers.

import { el } from "./dom.js";

const STAYS = { said: 4000, failed: 9000 };
const WITH_BUTTON = 10_000; // time enough to get there by keyboard; it waits while the focus or the pointer is on it

/**
 * `kind` is "said" (read when there is a pause) or "failed" (read at once); an empty text takes it away.
 * `offer` {label, press} adds a button.
 */
export function tell(kind, text, offer) {
  const node = document.getElementById(kind);
  const press = () => {
    tell(kind, "");
    offer.press();
  };
  node.replaceChildren(text, ...(offer && text ? [el("button", { type: "button", class: "toast-button", on: { click: press } }, offer.label)] : []));
  node.classList.toggle("shown", Boolean(text));
  clearTimeout(node.timer);
  if (text) later(node, kind, offer ? WITH_BUTTON : STAYS[kind]);
}

function later(node, kind, stays) {
  node.timer = setTimeout(() => (node.matches(":hover, :focus-within") ? later(node, kind, stays) : tell(kind, "")), stays);
}
