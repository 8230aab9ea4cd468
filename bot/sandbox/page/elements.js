// Block Kit's buttons and menus: what does something when it is pressed.

import { confirmed } from "./confirm.js";
import { el, hiddenText, icon } from "./dom.js";
import { plainText } from "./emoji.js";
import { leadsTo } from "./mrkdwn.js";
import { opensMenu } from "./popover.js";
import { t } from "./words.js";

/** The plain text of a text object, for names and placeholders. */
export function plain(text) {
  return text?.text ?? "";
}

/** Runs one press at a time and shows that it is under way; a second press meanwhile does nothing. */
export async function once(control, press) {
  if (control.getAttribute("aria-busy") === "true") return;
  control.setAttribute("aria-busy", "true");
  try {
    await press();
  } finally {
    control.removeAttribute("aria-busy");
  }
}

export async function act(element, use, payload, control) {
  if (element.confirm && !(await confirmed(element.confirm, use.ctx))) return false;
  await once(control, () => use.ctx.act(element, use.blockId, payload));
  return true;
}

export function button(element, use) {
  const style = ["primary", "danger"].includes(element.style) ? ` button-${element.style}` : "";
  const shared = {
    class: `button${style}`,
    "aria-label": element.accessibility_label,
    data: { focus: `${use.blockId}/${element.action_id}` },
    on: { click: (event) => act(element, use, { value: element.value ?? null }, event.currentTarget) },
  };
  const words = plainText(element.text);
  if (!element.url) return el("button", { ...shared, type: "button" }, words);
  const leads = leadsTo(element.url) ?? {};
  return el("a", { ...shared, ...leads }, words, leads.target && hiddenText(` ${t("new_tab")}`));
}

export function overflow(element, use) {
  const name = element.accessibility_label ?? t("more");
  const opener = el("button", { type: "button", class: "button button-icon", "aria-label": name, data: { focus: `${use.blockId}/${element.action_id}` } }, icon("more"));
  opensMenu(opener, {
    label: () => name,
    items: () => (element.options ?? []).map((option) => ({
      content: [el("span", {}, plainText(option.text)), option.description && el("span", { class: "menu-note" }, plain(option.description))],
      leads: option.url && leadsTo(option.url),
      choose: () => act(element, use, { selected: { type: "overflow", selected_option: option } }, opener),
    })),
  });
  return el("span", { class: "menu-holder" }, opener);
}
