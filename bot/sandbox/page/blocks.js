// Slack's blocks into nodes. One row of BLOCKS per type; what is not in it is shown as a plain note, never swallowed.

import { el, freshId, reconcile } from "./dom.js";
import { button, overflow, plain } from "./elements.js";
import { plainText } from "./emoji.js";
import { input, isGroup, isInput, keptOf, sameControl } from "./inputs.js";
import { inItsLanguage, mrkdwn } from "./mrkdwn.js";
import { markdown, table } from "./markdown.js";
import { openLarge } from "./files.js";
import { richText } from "./richtext.js";
import { t } from "./words.js";

function words(text, ctx) {
  if (!text) return [];
  return text.type === "mrkdwn" ? mrkdwn(text.text, ctx) : [el("span", { class: "lines" }, plainText(text))];
}

function unknown(kind) {
  return el("p", { class: "not-drawn" }, t("not_drawn", { kind }));
}

/** A file of this workspace by its id or by the address that the app knows, which is closed to browsers. */
function fileAddress(file) {
  const id = file?.id ?? /\/files-pri\/[^/]*-(F[^/]+)\//.exec(file?.url ?? "")?.[1];
  return id ? `/sandbox/files/${id}` : file?.url;
}

/** Pictures come from this server alone; one from elsewhere is named, not fetched. */
function picture(element, kind) {
  const address = element.image_url ?? fileAddress(element.slack_file) ?? "";
  const url = URL.canParse(address, location.href) ? new URL(address, location.href) : null;
  if (url?.origin === location.origin) return el("img", { class: kind, src: url.href, alt: element.alt_text ?? "" });
  return el("span", { class: "not-drawn" }, t("picture_elsewhere", { alt: element.alt_text ?? "" }));
}

/** A button, menu or input that stands outside an input block: each change is told to the app. */
function element(item, blockId, name, ctx) {
  const use = { ctx, blockId };
  if (item.type === "button" || item.type === "workflow_button") return button(item, use);
  if (item.type === "overflow") return overflow(item, use);
  if (item.type === "image") return picture(item, "picture-small");
  if (!isInput(item.type)) return unknown(item.type);
  const label = item.accessibility_label ?? (plain(item.placeholder) || name || t("choose"));
  return input(item, { ctx, blockId, names: { "aria-label": label }, dispatches: true }).node;
}

function header(block, ctx) {
  return el(`h${ctx.level}`, { class: "block-header" }, plainText(block.text));
}

function section(block, ctx, blockId) {
  const fields = block.fields && el("div", { class: "fields" }, block.fields.map((field) => inItsLanguage(el("div", { class: "field-text" }, words(field, ctx)))));
  const text = block.text && inItsLanguage(el("div", {}, words(block.text, ctx)));
  const name = text?.textContent.slice(0, 100);
  const beside = block.accessory && el("div", { class: "accessory" }, element(block.accessory, blockId, name, ctx));
  return el("div", { class: "section" }, el("div", { class: "section-main" }, text, fields), beside);
}

function context(block, ctx) {
  const items = (block.elements ?? []).map((item) => (item.type === "image" ? picture(item, "picture-tiny") : el("span", {}, words(item, ctx))));
  return inItsLanguage(el("div", { class: "context" }, items));
}

function actions(block, ctx, blockId) {
  return el("div", { class: "actions" }, (block.elements ?? []).map((item) => element(item, blockId, "", ctx)));
}

function image(block) {
  const title = block.title && el("figcaption", {}, plainText(block.title));
  const drawn = picture(block, "picture-large");
  const large = drawn.matches("img") && el("button", {
    type: "button", class: "thumbnail", "aria-haspopup": "dialog", "aria-label": t("open_picture", { name: block.alt_text }), data: { focus: `picture/${block.block_id}` },
    on: { click: () => openLarge(drawn.src, block.alt_text, plain(block.title) || block.alt_text) },
  }, drawn);
  return el("figure", { class: "picture" }, title, large || drawn);
}

/** A label, its input, its hint, and room for what is wrong with it. */
function inputBlock(block, ctx, blockId) {
  const item = block.element ?? {};
  if (!isInput(item.type)) return unknown(item.type ?? "input");
  const [labelId, hintId, errorId] = [freshId("label"), freshId("hint"), freshId("error")];
  const names = { "aria-describedby": `${hintId} ${errorId}`, "aria-labelledby": labelId };
  const error = el("p", { id: errorId, class: "field-error", hidden: true });
  const field = { label: plain(block.label), optional: block.optional === true, error, inInputBlock: true };
  const drawn = input(item, { ctx, blockId, names, dispatches: block.dispatch_action === true, field });
  const label = isGroup(item.type) ? el("span", { id: labelId, class: "label" }) : el("label", { id: labelId, class: "label", for: drawn.id });
  const hint = el("p", { id: hintId, class: "hint" });
  const node = el("div", { class: "field", data: { block: blockId } }, label, drawn.node, error, hint);
  const write = (now) => {
    label.replaceChildren(...plainText(now.label), ...(now.optional ? [el("span", { class: "optional" }, ` ${t("optional")}`)] : []));
    hint.replaceChildren(...plainText(now.hint));
    hint.hidden = !now.hint;
  };
  write(block);
  node.revise = (now) => {
    if (now.type !== "input" || !sameControl(now.element, drawn.field.element) || (now.dispatch_action === true) !== (block.dispatch_action === true)) return false;
    Object.assign(drawn.field, { element: now.element, label: plain(now.label), optional: now.optional === true });
    if ("placeholder" in drawn.control) drawn.control.placeholder = plain(now.element.placeholder);
    write(now);
    return true;
  };
  return node;
}

const BLOCKS = {
  header,
  section,
  context,
  actions,
  image,
  input: inputBlock,
  divider: () => el("hr"),
  markdown: (block, ctx) => inItsLanguage(el("div", { class: "rich-text" }, markdown(block.text ?? "", ctx.level))),
  table: (block, ctx) => el("div", { class: "table-holder", tabindex: "0", role: "region", "aria-label": t("table") }, table(block, ctx)),
  rich_text: (block, ctx) => inItsLanguage(el("div", { class: "rich-text" }, richText(block, ctx))),
};

/**
 * Draw blocks for `ctx` {me, people, channels, app, link(id), level, act, suggest, kept, fields}.
 * Inputs register themselves in `ctx.fields`.
 */
export function drawBlocks(blocks, ctx) {
  return blocks.map((block, index) => {
    const drawn = BLOCKS[block.type]?.(block, ctx, block.block_id ?? `block-${index}`) ?? unknown(block.type);
    drawn.classList.add("block");
    return drawn;
  });
}

/**
 * Blocks that an app changes while a person is in the middle of them. What the app left alone stays the very same node, and a
 * box to type in stays even if its label or hint changed: no letter, cursor or half-composed syllable is lost.
 */
export class LiveBlocks {
  constructor(node) {
    Object.assign(this, { node, fields: [] });
  }

  show(blocks, ctx) {
    const items = blocks.map((block, index) => {
      const key = block.block_id ?? `block-${index}`;
      return { key, print: JSON.stringify(block), draw: (old) => this.draw({ ...block, block_id: key }, old, ctx) };
    });
    reconcile(this.node, items, { roams: true });
    this.fields = [...this.node.children].flatMap((node) => node.fields ?? []);
  }

  draw(block, old, ctx) {
    if (old?.revise?.(block)) return old;
    const before = old?.fields ? keptOf(old.fields) : { kept: ctx.kept };
    const fields = [];
    const [node] = drawBlocks([block], { ...ctx, ...before, fields });
    node.fields = fields;
    return node;
  }
}
