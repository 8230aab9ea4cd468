// The app's global shortcuts behind one button, as in Slack's box to write in.

import { el, icon } from "./dom.js";
import { opensMenu } from "./popover.js";
import { t } from "./words.js";

/** Null where the app has none. `run(callback_id)` starts one. */
export function shortcutsButton(ctx, run) {
  const held = () => ctx.shortcuts.filter((one) => one.kind === "global");
  if (!held().length) return null;
  const opener = el("button", { type: "button", class: "tool", title: t("shortcuts"), "aria-label": t("shortcuts") }, icon("bolt"));
  const items = () => held().map((one) => ({ content: [icon("bolt"), one.name], choose: () => run(one.callback_id) }));
  opensMenu(opener, { label: () => t("shortcuts"), items: () => [{ group: ctx.app.name, items: items() }] });
  return opener;
}
