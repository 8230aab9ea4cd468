// Emoji under a message: who reacted with what, and the small picker to add one. Pressing one's own takes it away.

import { el } from "./dom.js";
import { emojiNode, OFFERED } from "./emoji.js";
import { opens, walk } from "./popover.js";
import { t } from "./words.js";

const COLUMNS = 6;

function namesOf(users, ctx) {
  const names = (users ?? []).map((id) => (id === ctx.me.id ? t("you") : ctx.people.get(id)?.real_name ?? id));
  return names.join(", ");
}

/** The reactions as buttons, pressed where one of them is mine. */
export function reactions(message, ctx, react) {
  if (!message.reactions?.length) return null;
  return el("ul", { class: "reactions", "aria-label": t("reactions") }, message.reactions.map((one) => el("li", {}, chip(one, ctx, react))));
}

function chip({ name, users, count }, ctx, react) {
  const n = count ?? users?.length ?? 1;
  const who = namesOf(users, ctx);
  return el("button", {
    type: "button", class: "reaction", "aria-pressed": String(users?.includes(ctx.me.id) ?? false), "aria-label": `${name.replaceAll("_", " ")} ${n} (${who})`,
    title: `${who} :${name}:`, data: { focus: `reaction/${name}` }, on: { click: () => react(name) },
  }, emojiNode(name), el("span", { class: "reaction-count" }, String(n)));
}

/** Make a button open the picker; `choose(name)` gets what was picked. */
export function opensPicker(opener, choose) {
  return opens(opener, {
    role: "menu",
    haspopup: "menu",
    label: () => t("pick_emoji"),
    fill: (panel, close) => {
      const pick = (name) => () => {
        close();
        choose(name);
      };
      const nodes = OFFERED.map((name) => el("button", {
        type: "button", class: "menu-item picker-item", role: "menuitem", tabindex: "-1", "aria-label": name.replaceAll("_", " "), title: `:${name}:`, on: { click: pick(name) },
      }, emojiNode(name)));
      panel.classList.add("picker");
      panel.append(...nodes);
      panel.addEventListener("keydown", (event) => walk(event, nodes, close, COLUMNS));
      return nodes[0];
    },
  });
}
