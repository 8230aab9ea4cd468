// The app's Home for one person: a view without a stack, redrawn when the app publishes another.

import { LiveBlocks } from "./blocks.js";
import { el } from "./dom.js";
import { stateOf } from "./inputs.js";
import { t } from "./words.js";

export class Home {
  constructor({ ctx, act, suggest }) {
    Object.assign(this, { ctx, act, suggest });
    this.node = el("div", { class: "home", tabindex: "0", role: "region", "aria-label": t("home_tab") });
    this.live = null;
  }

  show(view) {
    if (!view?.blocks?.length) {
      this.live = null;
      return this.node.replaceChildren(el("p", { class: "empty" }, t("home_empty", { name: this.ctx.app.name })));
    }
    if (!this.live) {
      const content = el("div", { class: "content", tabindex: "-1" });
      this.live = new LiveBlocks(content);
      this.node.replaceChildren(content);
    }
    return this.live.show(view.blocks, this.ctxOf(view));
  }

  ctxOf(view) {
    const container = { type: "view", view_id: view.id };
    const state = () => stateOf(this.live.fields);
    return {
      ...this.ctx, kept: view.state?.values, level: 2,
      act: (element, blockId, payload) => this.act(container, element, blockId, payload, state()),
      suggest: (element, blockId, query) => this.suggest(container, element, blockId, query),
    };
  }
}
