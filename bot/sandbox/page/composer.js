// The box to write in: messages, slash commands with their completion, @people and #channels. What could not be sent stays.

import { reasonOf } from "./api.js";
import { el, freshId, icon } from "./dom.js";
import { once } from "./elements.js";
import { emojiNode, emojiNames } from "./emoji.js";
import { oneStop } from "./keys.js";
import { opensPicker } from "./reactions.js";
import { shortcutsButton } from "./shortcuts.js";
import { filesOf } from "./upload.js";
import { t } from "./words.js";

const TALLEST = 240;

/** `send({command, text})` or `send({text})` promises {ok} or {ok: false, error}. */
export class Composer {
  constructor({ ctx, label, placeholder, inThread, hint, draft, send, draftChanged, shortcut, uploads }) {
    Object.assign(this, { ctx, inThread, send, draftChanged, offers: [], at: 0, hint, uploads });
    this.list = el("ul", { id: freshId("completions"), class: "completions", role: "listbox", "aria-label": t("completions"), hidden: true });
    this.note = el("p", { id: freshId("note"), class: "composer-note", role: "status" });
    this.box = el("textarea", {
      class: "composer-box", rows: "1", "aria-label": label, placeholder, "aria-autocomplete": "list", "aria-controls": this.list.id,
      "aria-describedby": this.note.id, spellcheck: "true",
      on: { input: () => this.typed(), keydown: (event) => this.key(event), blur: () => this.hide(), click: () => this.offer(), paste: (event) => this.pasted(event) },
    });
    this.button = el("button", { type: "submit", class: "send", "aria-label": t("send"), title: t("sends_hint") }, icon("send"));
    this.node = el("form", { class: "composer", on: { submit: (event) => (event.preventDefault(), this.submit()) } },
      this.list, el("div", { class: "composer-row" }, this.box, uploads.node, el("div", { class: "composer-tools" }, this.tools(shortcut), this.button)), this.note);
    this.box.value = draft ?? "";
    this.say();
  }

  tools(shortcut) {
    const emoji = el("button", { type: "button", class: "tool", title: t("add_emoji"), "aria-label": t("add_emoji") }, icon("smile"));
    opensPicker(emoji, (name) => this.write(`:${name}: `));
    const chosen = el("input", { type: "file", multiple: true, hidden: true, on: { change: () => (this.uploads.add([...chosen.files]), (chosen.value = "")) } });
    const attach = el("button", { type: "button", class: "tool", title: t("attach"), "aria-label": t("attach"), on: { click: () => chosen.click() } }, icon("clip"), chosen);
    const buttons = [attach, emoji, shortcutsButton(this.ctx, shortcut)].filter(Boolean);
    this.uploads.focusAfter = this.box;
    const bar = el("div", { class: "composer-bar", role: "toolbar", "aria-label": t("composer_tools") }, buttons);
    oneStop(bar, buttons);
    return bar;
  }

  /** A pasted picture is a file; pasted text stays text, also where the clipboard holds both. */
  pasted(event) {
    const files = filesOf(event.clipboardData);
    if (!files.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    this.uploads.add(files);
  }

  /** Puts something where the cursor is. */
  write(text) {
    this.box.setRangeText(text, this.box.selectionStart, this.box.selectionEnd, "end");
    this.box.focus();
    this.typed();
  }

  typed() {
    this.draftChanged?.(this.box.value);
    this.grow();
    this.offer();
    this.say();
  }

  grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, TALLEST)}px`;
  }

  /** The line below: how the command at the start is used, else the hint for a newcomer. */
  say(problem) {
    const command = this.commandTyped();
    this.note.classList.toggle("composer-problem", Boolean(problem));
    if (problem) this.note.replaceChildren(problem);
    else if (command && !this.inThread) this.note.replaceChildren(el("code", {}, `${command.command} ${command.usage_hint ?? ""}`.trim()), ` ${command.description ?? ""}`);
    else this.note.replaceChildren(...(this.hint?.((text) => this.insert(text)) ?? []));
  }

  insert(text) {
    this.box.value = text;
    this.box.focus();
    this.typed();
  }

  commandTyped() {
    const first = this.box.value.split(/\s/)[0];
    return first.startsWith("/") ? this.ctx.commands.find((one) => one.command === first) : undefined;
  }

  /** What the word before the cursor could become. */
  offer() {
    const before = this.box.value.slice(0, this.box.selectionStart);
    const word = /(^|\s)([@#]\S*|:[a-z0-9_+-]{2,})$/.exec(before)?.[2] ?? (/^\/\S*$/.test(before) && !this.inThread ? before : "");
    this.word = word;
    const wanted = word.slice(1).toLocaleLowerCase();
    const starts = (name) => name.toLocaleLowerCase().startsWith(wanted);
    const meant = (offer) => offer.text.slice(1).toLocaleLowerCase() !== wanted && (starts(offer.text.slice(1)) || starts(offer.name ?? ""));
    this.offers = word ? this.offersFor(word[0]).filter(meant).slice(0, 8) : [];
    this.at = 0;
    this.draw();
  }

  offersFor(mark) {
    if (mark === "/") return this.ctx.commands.map((one) => ({ text: one.command, note: `${one.usage_hint ?? ""} ${one.description ?? ""}`.trim() }));
    if (mark === ":") return emojiNames().map((name) => ({ text: `:${name}:`, note: emojiNode(name) }));
    if (mark === "#") return [...this.ctx.channels.values()].map((one) => ({ text: `#${one.name}`, note: "" }));
    return [...this.ctx.people.values()].map((one) => ({ text: `@${one.name}`, name: one.real_name, note: one.is_bot ? t("app") : one.real_name }));
  }

  draw() {
    this.list.hidden = this.offers.length === 0;
    this.list.replaceChildren(...this.offers.map((offer, index) => el("li", {
      id: `${this.list.id}-${index}`, class: "menu-item", role: "option", "aria-selected": String(index === this.at),
      on: { mousedown: (event) => event.preventDefault(), click: () => this.complete(offer) },
    }, el("span", {}, offer.text), offer.note && el("span", { class: "menu-note" }, offer.note))));
    if (this.offers.length) this.box.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  hide() {
    this.offers = [];
    this.draw();
  }

  complete(offer) {
    const end = this.box.selectionStart;
    const start = end - this.word.length;
    this.box.setRangeText(`${offer.text} `, start, end, "end");
    this.hide();
    this.typed();
  }

  key(event) {
    if (event.isComposing) return;
    if (this.offers.length && this.chooses(event)) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    }
  }

  chooses(event) {
    if (event.key === "ArrowDown") this.at = (this.at + 1) % this.offers.length;
    else if (event.key === "ArrowUp") this.at = (this.at - 1 + this.offers.length) % this.offers.length;
    else if (event.key === "Escape") return event.stopPropagation(), this.hide(), true;
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") return this.complete(this.offers[this.at]), true;
    else return false;
    this.draw();
    return true;
  }

  submit() {
    const text = this.box.value.trim();
    const files = this.uploads.ready().map((file) => file.id);
    if (this.uploads.busy) return this.say(t("still_uploading"));
    if (!text && !files.length) return undefined;
    const command = this.commandTyped();
    if (text.startsWith("/") && this.inThread) return this.say(t("not_in_thread"));
    if (text.startsWith("/") && !command) return this.say(t("no_command", { command: text.split(/\s/)[0] }));
    const message = command ? { command: command.command, text } : { text: this.asSlack(text), files };
    return once(this.button, () => this.deliver(message));
  }

  async deliver(message) {
    const typed = this.box.value;
    const answer = await this.send(message);
    if (answer.ok === false) return this.say(t("not_sent", { why: reasonOf(answer) ?? t("no_answer") }));
    if (this.box.value === typed) this.box.value = "";
    if (!message.command) this.uploads.clear();
    return this.typed();
  }

  /** As Slack's own client sends it: @names and #channels as live sequences. The server escapes the rest. */
  asSlack(text) {
    const names = new Map([...this.ctx.people.values()].map((one) => [one.name, one.id]));
    const channels = new Map([...this.ctx.channels.values()].map((one) => [one.name, one.id]));
    return text.replace(/(^|\s)([@#])([^\s@#]+?)(?=[\s.,;:!?)]|$)/gu, (whole, before, mark, name) => {
      const id = mark === "@" ? names.get(name) : channels.get(name);
      if (!id) return whole;
      return mark === "@" ? `${before}<@${id}>` : `${before}<#${id}|${name}>`;
    });
  }
}
