// The stack of forms that an app has opened for one person. The top one is shown; those below keep what was typed into them.

import { reasonOf } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { el, freshId, icon } from "./dom.js";
import { once, plain } from "./elements.js";
import { plainText } from "./emoji.js";
import { stateOf } from "./inputs.js";
import { t } from "./words.js";

export class Modals {
  /** `calls`: act, suggest, submit(view_id, values), close(view_id), refresh(), focusBack(). */
  constructor(calls) {
    Object.assign(this, { calls, drawn: new Map(), top: null, opener: null });
    this.dialog = el("dialog", { class: "modal", on: { cancel: (event) => (event.preventDefault(), this.dismiss()) } });
    document.body.append(this.dialog);
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
    const old = this.drawn.get(view.id);
    const print = JSON.stringify([view.hash, view.title, view.submit, view.close, view.blocks, depth]);
    if (old?.print === print) return;
    const fields = [];
    const kept = old ? stateOf(old.fields) : view.state?.values;
    const form = { view, fields, print, busy: false };
    const here = { ...ctx, fields, kept, level: 3, ...this.callsOf(view, fields) };
    Object.assign(form, this.form(form, here, depth));
    this.drawn.set(view.id, form);
  }

  callsOf(view, fields) {
    const container = { type: "view", view_id: view.id };
    return {
      act: (element, blockId, payload) => this.calls.act(container, element, blockId, payload, stateOf(fields)),
      suggest: (element, blockId, query) => this.calls.suggest(container, element, blockId, query),
    };
  }

  form(form, ctx, depth) {
    const { view } = form;
    const title = freshId("title");
    const problem = el("p", { class: "form-problem", role: "alert" });
    const away = depth ? "back" : "close";
    const submit = view.submit && el("button", { type: "submit", class: "button button-primary" }, plainText(view.submit));
    const node = el("form", { class: "modal-form", novalidate: true, on: { submit: (event) => (event.preventDefault(), this.submit(form)), keydown: quickSend } },
      el("div", { class: "modal-head" },
        el("h2", { id: title, class: "modal-title", tabindex: "-1" }, plainText(view.title)),
        el("button", { type: "button", class: "tool modal-close", "aria-label": t(away), on: { click: () => this.dismiss() } }, icon(away)),
      ),
      el("div", { class: "modal-body", tabindex: "-1" }, drawBlocks(view.blocks ?? [], ctx)),
      el("div", { class: "dialog-foot" }, problem,
        el("button", { type: "button", class: "button", on: { click: () => this.dismiss() } }, plain(view.close) || t("cancel")), submit),
    );
    return { node, title, problem, submitButton: submit };
  }

  present(form, id) {
    const focused = this.focusKey();
    const scrolled = this.dialog.querySelector(".modal-body")?.scrollTop ?? 0;
    if (this.dialog.firstChild !== form.node) {
      this.dialog.replaceChildren(form.node);
      this.dialog.setAttribute("aria-labelledby", form.title);
    }
    const another = this.top !== id;
    this.top = id;
    if (!this.dialog.open) {
      this.opener = document.activeElement;
      this.dialog.showModal();
    }
    if (another) this.focusFirst(form);
    else this.focusAgain(form, focused, scrolled);
  }

  /** Where the focus is, in words that survive a redrawing. */
  focusKey() {
    const form = this.drawn.get(this.top);
    const active = document.activeElement;
    const tag = active?.dataset?.focus;
    return { form, id: active?.closest?.(".field")?.dataset.block, tag, caret: active?.selectionStart };
  }

  focusFirst(form) {
    const first = form.node.querySelector(".modal-body :is(input, textarea, select, button, a[href])");
    (first ?? form.node.querySelector(".modal-title")).focus();
  }

  focusAgain(form, focused, scrolled) {
    const body = form.node.querySelector(".modal-body");
    body.scrollTop = scrolled;
    if (form.node.contains(document.activeElement)) return;
    const field = form.fields.find((one) => one.blockId === focused.id);
    const same = field?.control ?? [...form.node.querySelectorAll("[data-focus]")].find((node) => node.dataset.focus === focused.tag);
    (same ?? form.node.querySelector(".modal-title")).focus({ preventScroll: true });
    if (field && focused.caret !== undefined && focused.caret !== null && same.setSelectionRange) same.setSelectionRange(focused.caret, focused.caret);
  }

  close() {
    this.top = null;
    if (!this.dialog.open) return;
    this.dialog.close();
    this.dialog.replaceChildren();
    if (this.opener?.isConnected) this.opener.focus();
    else this.calls.focusBack();
  }

  async dismiss() {
    if (!this.top) return;
    await this.calls.close(this.top);
    await this.calls.refresh();
  }

  submit(form) {
    const wrong = form.fields.filter((field) => field.inInputBlock).filter((field) => mark(field, problemOf(field)));
    form.problem.textContent = "";
    if (wrong.length) return wrong[0].control.focus();
    return once(form.submitButton, () => this.deliver(form));
  }

  async deliver(form) {
    const answer = await this.calls.submit(form.view.id, stateOf(form.fields));
    if (answer.errors) return this.refuse(form, answer.errors);
    if (answer.ok === false) {
      form.problem.textContent = t("not_sent", { why: reasonOf(answer) ?? t("no_answer") });
      return undefined;
    }
    return this.calls.refresh();
  }

  /** The app's own objections, each beside its field; what belongs to no field is said below. */
  refuse(form, errors) {
    const wrong = form.fields.filter((field) => mark(field, errors[field.blockId]));
    const homeless = Object.entries(errors).filter(([blockId]) => !form.fields.some((field) => field.blockId === blockId && field.error));
    form.problem.textContent = homeless.map(([, text]) => text).join(" ");
    wrong[0]?.control.focus();
  }
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

/** What Slack's own client refuses before it asks the app. */
function problemOf({ element, optional, value }) {
  const given = value();
  const empty = given === null || given === undefined || given.length === 0;
  if (empty) return optional ? null : t("required");
  if (typeof given !== "string") return element.max_selected_items < given.length ? t("too_many", { n: element.max_selected_items }) : null;
  const length = [...given].length;
  if (length < element.min_length) return t("too_short", { n: element.min_length });
  if (length > (element.max_length ?? 3000)) return t("too_long", { n: element.max_length ?? 3000, over: length - (element.max_length ?? 3000) });
  return null;
}
