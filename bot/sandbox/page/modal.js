// The stack of forms that an app has opened for one person. The top one is shown; those below keep what was typed into them.

import { reasonOf } from "./api.js";
import { LiveBlocks } from "./blocks.js";
import { confirmed } from "./confirm.js";
import { el, freshId, icon } from "./dom.js";
import { plain } from "./elements.js";
import { plainText } from "./emoji.js";
import { isChanged, stateOf } from "./inputs.js";
import { t } from "./words.js";

export class Modals {
  /** `calls`: act, suggest, submit(view_id, values), close(view_id), refresh(), focusBack(). */
  constructor(calls) {
    Object.assign(this, { calls, drawn: new Map(), top: null, opener: null });
    this.dialog = el("dialog", {
      class: "modal",
      on: { cancel: (event) => (event.preventDefault(), this.dismiss()), close: () => this.closedByBrowser() },
    });
    document.body.append(this.dialog);
    document.addEventListener("keydown", (event) => this.escaped(event)); // also when what had the focus is gone
  }

  /** Show the stack as the server has it, last one on top. */
  show(stack, ctx) {
    for (const id of [...this.drawn.keys()]) if (!stack.some((view) => view.id === id)) this.drawn.delete(id);
    stack.forEach((view, index) => this.bringUpToDate(view, ctx, index));
    const top = stack.at(-1);
    if (!top) return this.close();
    return this.present(this.drawn.get(top.id), top.id);
  }

  bringUpToDate(view, ctx, depth) {
    const form = this.drawn.get(view.id) ?? this.newForm(view.id);
    const print = JSON.stringify([view.hash, view.title, view.submit, view.close, view.blocks, depth]);
    if (form.print === print) return;
    this.writeFrame(form, view, depth);
    form.live.show(view.blocks ?? [], { ...ctx, kept: view.state?.values, level: 3, ...this.callsOf(view.id, form) });
    form.print = print;
  }

  callsOf(view_id, form) {
    const container = { type: "view", view_id };
    return {
      // What was typed last goes with the form that is being sent, and is not told once more.
      act: async (element, blockId, payload) => (await this.staysAsSeen(form)) && this.calls.act(container, element, blockId, payload, stateOf(form.live.fields)),
      suggest: (element, blockId, query) => this.calls.suggest(container, element, blockId, query),
    };
  }

  /** The frame of a form, empty as yet. It stays for as long as its view is in the stack. */
  newForm(id) {
    const press = () => this.dismiss();
    const form = {
      id, print: null, leaving: false, pressedAgain: false, sending: null,
      title: el("h2", { id: freshId("title"), class: "modal-title", tabindex: "-1" }),
      away: el("button", { type: "button", class: "tool modal-close", on: { click: press } }),
      body: el("div", { class: "modal-body", tabindex: "-1" }),
      problem: el("p", { class: "form-problem", role: "alert" }),
      cancel: el("button", { type: "button", class: "button", on: { click: press } }),
      send: el("button", { type: "submit", class: "button button-primary" }),
    };
    form.node = el("form", { class: "modal-form", novalidate: true, on: { submit: (event) => (event.preventDefault(), this.submit(form)), keydown: quickSend } },
      el("div", { class: "modal-head" }, form.title, form.away), form.body, el("div", { class: "dialog-foot" }, form.problem, form.cancel, form.send));
    form.live = new LiveBlocks(form.body);
    const forgive = (event) => form.live.fields.filter((field) => field.marked.contains(event.target)).forEach((field) => mark(field, null));
    for (const change of ["input", "change"]) form.body.addEventListener(change, forgive);
    this.drawn.set(id, form);
    return form;
  }

  writeFrame(form, view, depth) {
    const away = depth ? "back" : "close";
    form.title.replaceChildren(...plainText(view.title));
    form.away.setAttribute("aria-label", t(away));
    form.away.replaceChildren(icon(away));
    form.cancel.textContent = plain(view.close) || t("cancel");
    form.send.hidden = !view.submit;
    form.send.replaceChildren(...plainText(view.submit));
  }

  /** The browser lets a page object to Escape only once in a row; so Escape never gets as far as that. */
  escaped(event) {
    if (event.key !== "Escape" || event.defaultPrevented || !this.top || document.querySelector(":popover-open, dialog[open]:not(.modal)")) return;
    event.preventDefault();
    this.dismiss();
  }

  /** A gesture that cannot be refused, such as a phone's way back: the form is shown again until it is truly closed. */
  closedByBrowser() {
    if (!this.top) return;
    this.dialog.showModal();
    this.dismiss();
  }

  present(form, id) {
    const another = this.top !== id;
    const before = this.drawn.get(this.top);
    if (another && before?.node.contains(document.activeElement)) before.wasAt = document.activeElement;
    this.top = id;
    if (this.dialog.firstChild !== form.node) {
      this.dialog.replaceChildren(form.node);
      this.dialog.setAttribute("aria-labelledby", form.title.id);
    }
    if (!this.dialog.open) {
      this.opener = spotOf(document.activeElement);
      this.dialog.showModal();
    }
    if (another) this.focusFirst(form);
    else if (!this.dialog.contains(document.activeElement) && !document.querySelector("dialog.confirm[open]")) form.title.focus();
    if (document.activeElement?.hidden) form.title.focus(); // the button that sent it, where what came has none
  }

  focusFirst(form) {
    const wanted = form.live.fields.find((field) => field.element.focus_on_load)?.control;
    const first = form.body.querySelector(":is(input, textarea, select, button, a[href])");
    (form.wasAt?.isConnected ? form.wasAt : wanted ?? first ?? form.title).focus();
  }

  close() {
    this.top = null;
    if (!this.dialog.open) return;
    this.dialog.close();
    this.dialog.replaceChildren();
    const back = nodeAt(this.opener);
    if (back) back.focus();
    else this.calls.focusBack();
  }

  /** Close or back. What would be lost by it is asked about first. */
  async dismiss() {
    const form = this.drawn.get(this.top);
    if (!form) return;
    form.pressedAgain = !document.querySelector("dialog.confirm[open]");
    if (form.leaving) return;
    form.leaving = true;
    if ((await this.staysAsSeen(form)) && (await this.mayGo(form))) {
      await this.calls.close(form.id);
      await this.calls.refresh();
    }
    form.leaving = false;
  }

  /** The browser tells late that the question was closed: who pressed Escape again before that is asked again. */
  async mayGo(form) {
    if (!isChanged(form.live.fields)) return true;
    let leave = false;
    do {
      form.pressedAgain = false;
      leave = await confirmed(unsaved(), {});
    } while (form.pressedAgain && !leave);
    return leave && this.top === form.id;
  }

  /** Once no answer is awaited: whether the form is still there, and is what it was when somebody pressed something in it. */
  async staysAsSeen(form) {
    const { print, sending } = form;
    const went = await sending?.over;
    return this.drawn.get(form.id) === form && form.print === print && !(went && sending.print === print);
  }

  async submit(form) {
    if (form.sending?.print === form.print || !(await this.staysAsSeen(form)) || form.sending) return;
    const wrong = form.live.fields.filter((field) => field.inInputBlock).filter((field) => mark(field, problemOf(field)));
    form.problem.textContent = "";
    if (wrong.length) wrong[0].control.focus();
    else if (!form.send.hidden) this.send(form); // Enter in a form that the app only shows sends nothing
  }

  async send(form) {
    const marks = ["aria-busy", "aria-disabled"];
    for (const name of marks) form.send.setAttribute(name, "true");
    form.sending = { print: form.print, over: this.deliver(form) };
    await form.sending.over;
    form.sending = null;
    for (const name of marks) form.send.removeAttribute(name);
  }

  /** Whether the app took it. */
  async deliver(form) {
    const answer = await this.calls.submit(form.id, stateOf(form.live.fields));
    if (answer.errors) this.refuse(form, answer.errors);
    else if (answer.ok === false) form.problem.textContent = t("not_sent", { why: reasonOf(answer) ?? t("no_answer") });
    else await this.calls.refresh();
    return answer.errors === undefined && answer.ok !== false;
  }

  /** The app's own objections, each beside its field; what belongs to no field is said below. */
  refuse(form, errors) {
    const wrong = form.live.fields.filter((field) => mark(field, errors[field.blockId]));
    const homeless = Object.entries(errors).filter(([blockId]) => !form.live.fields.some((field) => field.blockId === blockId && field.error));
    form.problem.textContent = homeless.map(([, text]) => text).join(" ");
    wrong[0]?.control.focus();
  }
}

/** Where a control stands, so that it is found again when its message has been redrawn meanwhile. */
function spotOf(node) {
  return { node, key: node.closest("[data-key]")?.dataset.key, name: node.dataset.focus };
}

function nodeAt({ node, key, name }) {
  if (node.isConnected && node !== document.body) return node;
  const item = key && [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  return item && ([...item.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === name) ?? item);
}

/** Ctrl and Enter (or the Mac's command key) sends from anywhere in the form. */
function quickSend(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
}

function mark(field, text) {
  if (!field.error) return false;
  field.error.textContent = text ?? "";
  field.error.hidden = !text;
  if (text) field.marked.setAttribute("aria-invalid", "true");
  else field.marked.removeAttribute("aria-invalid");
  return Boolean(text);
}

function unsaved() {
  const words = (key) => ({ type: "plain_text", text: t(key), emoji: false });
  return { title: words("unsaved_title"), text: words("unsaved_text"), confirm: words("unsaved_leave"), deny: words("unsaved_stay"), style: "danger" };
}

/** What Slack's own client refuses before it asks the app. */
function problemOf({ element, optional, value, busy }) {
  if (busy?.()) return t("still_uploading");
  const given = value();
  const empty = given === null || given === undefined || given.length === 0;
  if (empty) return optional ? null : t("required");
  if (typeof given !== "string") return element.max_selected_items < given.length ? t("too_many", { n: element.max_selected_items }) : null;
  const length = [...given].length;
  if (length < element.min_length) return t("too_short", { n: element.min_length });
  if (length > (element.max_length ?? 3000)) return t("too_long", { n: element.max_length ?? 3000, over: length - (element.max_length ?? 3000) });
  return null;
}
