// A box to type in with a list of matches below, for choosing several things or something that is looked up while typing.

import { el, freshId, icon } from "./dom.js";
import { place } from "./popover.js";
import { t } from "./words.js";

const WAIT = 200;

/**
 * `search(query)` promises [{text, description, value}]; `value()` are the chosen values.
 * With `limit` 1 a new choice takes the old one's place.
 */
export class Combo {
  constructor({ id, names, initial, limit, placeholder, search, shortest = 0, changed }) {
    Object.assign(this, { search, limit, shortest, changed, chosen: [...initial], found: [], at: -1, asked: 0 });
    this.list = el("ul", { id: freshId("options"), class: "popover options", popover: "manual", role: "listbox", "aria-label": names["aria-label"], "aria-labelledby": names["aria-labelledby"] });
    this.input = el("input", {
      ...names, id, class: "text", type: "text", role: "combobox", autocomplete: "off", placeholder,
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id,
      on: { input: () => this.later(), keydown: (event) => this.key(event), click: () => this.look(), blur: () => this.hide() },
    });
    this.chips = el("ul", { class: "chips", "aria-label": t("chosen") });
    this.node = el("div", { class: "combo" }, this.chips, this.input, this.list);
    this.drawChips();
  }

  value() {
    return this.chosen.map((option) => option.value);
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => document.activeElement === this.input && this.look(), WAIT);
  }

  async look() {
    const query = this.input.value.trim();
    if (query.length < this.shortest) return this.show([], t("type_to_search"));
    const mine = (this.asked += 1);
    const found = await this.search(query);
    if (mine !== this.asked || document.activeElement !== this.input) return;
    const left = found.filter((option) => !this.chosen.some((one) => one.key === option.key));
    this.show(left, left.length ? null : t("nothing_found"));
  }

  show(found, note) {
    this.found = found;
    this.at = -1;
    const nodes = found.map((option, index) => this.optionNode(option, index));
    const empty = note && el("li", { class: "option-note", role: "option", "aria-disabled": "true", "aria-selected": "false", text: note });
    this.list.replaceChildren(...nodes, ...(empty ? [empty] : []));
    if (!this.list.matches(":popover-open")) this.list.showPopover();
    this.list.style.width = `${this.input.getBoundingClientRect().width}px`;
    place(this.list, this.input);
    this.input.setAttribute("aria-expanded", "true");
    this.mark();
  }

  optionNode(option, index) {
    const description = option.description && el("span", { class: "menu-note", text: option.description });
    // On mousedown the box would lose its focus, and with it the list, before the click arrives.
    return el("li", {
      id: `${this.list.id}-${index}`, class: "menu-item", role: "option", "aria-selected": "false",
      on: { mousedown: (event) => event.preventDefault(), click: () => this.choose(option) },
    }, el("span", { text: option.text }), description);
  }

  hide() {
    clearTimeout(this.timer);
    if (this.list.matches(":popover-open")) this.list.hidePopover();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.isComposing) return;
    const open = this.list.matches(":popover-open");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) this.look();
      else this.step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (open && this.found[this.at]) this.choose(this.found[this.at]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      this.hide();
    } else if (event.key === "Backspace" && !this.input.value && this.chosen.length) this.drop(this.chosen.at(-1));
  }

  step(by) {
    if (!this.found.length) return;
    this.at = (this.at + by + this.found.length) % this.found.length;
    this.mark();
  }

  mark() {
    [...this.list.children].forEach((node, index) => node.setAttribute("aria-selected", String(index === this.at)));
    const marked = this.at >= 0 ? this.list.children[this.at] : null;
    if (marked) this.input.setAttribute("aria-activedescendant", marked.id);
    else this.input.removeAttribute("aria-activedescendant");
    marked?.scrollIntoView({ block: "nearest" });
  }

  choose(option) {
    this.chosen = this.limit === 1 ? [option] : [...this.chosen, option];
    this.input.value = "";
    this.hide();
    this.drawChips();
    this.changed();
  }

  drop(option) {
    this.chosen = this.chosen.filter((one) => one !== option);
    this.drawChips();
    this.input.focus();
    this.changed();
  }

  drawChips() {
    this.chips.hidden = this.chosen.length === 0;
    this.chips.replaceChildren(...this.chosen.map((option) => el("li", { class: "chip" },
      el("span", { text: option.text }),
      el("button", { type: "button", class: "chip-remove", "aria-label": t("remove", { name: option.text }), on: { click: () => this.drop(option) } }, icon("close")),
    )));
  }
}
