// The app's Home for one person: a view without a stack, redrawn when the app publishes another.

import { drawBlocks } from "./blocks.js";
import { el, reconcile } from "./dom.js";
import { stateOf } from "./inputs.js";
import { t } from "./words.js";

export class Home {
  constructor({ ctx, act, suggest }) {
    Object.assign(this, { ctx, act, suggest, fields: [], id: null });
    this.node = el("div", { class: "home", tabindex: "0", role: "region", "aria-label": t("home_tab") });
  }

  show(view) {
    const empty = { key: "empty", print: "empty", draw: () => el("p", { class: "empty" }, t("home_empty", { name: this.ctx.app.name })) };
    const drawn = { key: `home-${view?.id}`, print: view?.hash, draw: () => this.draw(view) };
    reconcile(this.node, [view?.blocks?.length ? drawn : empty]);
  }

  draw(view) {
    const kept = this.id === view.id ? stateOf(this.fields) : view.state?.values;
    const fields = [];
    const container = { type: "view", view_id: view.id };
    const ctx = {
      ...this.ctx, fields, kept, level: 2,
      act: (element, blockId, payload) => this.act(container, element, blockId, payload, stateOf(fields)),
      suggest: (element, blockId, query) => this.suggest(container, element, blockId, query),
    };
    Object.assign(this, { fields, id: view.id });
    return el("div", { class: "content", tabindex: "-1" }, drawBlocks(view.blocks, ctx));
  }
}
