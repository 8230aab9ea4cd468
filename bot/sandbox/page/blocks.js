// Slack's blocks into nodes. One row of BLOCKS per type; what is not in it is shown as a plain note, never swallowed.

import { el, freshId } from "./dom.js";
import { button, overflow, plain } from "./elements.js";
import { plainText } from "./emoji.js";
import { input, isGroup, isInput } from "./inputs.js";
import { inItsLanguage, mrkdwn } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { t } from "./words.js";

function words(text, ctx) {
  if (!text) return [];
  return text.type === "mrkdwn" ? mrkdwn(text.text, ctx) : [el("span", { class: "lines" }, plainText(text))];
}

function unknown(kind) {
  return el("p", { class: "not-drawn" }, t("not_drawn", { kind }));
}

/** Pictures come from this server alone; one from elsewhere is named, not fetched. */
function picture(element, kind) {
  const address = element.image_url ?? element.slack_file?.url ?? "";
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
  return el("figure", { class: "picture" }, title, picture(block, "picture-large"));
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
  const text = [...plainText(block.label), block.optional && el("span", { class: "optional" }, ` ${t("optional")}`)];
  const label = isGroup(item.type) ? el("span", { id: labelId, class: "label" }, text) : el("label", { id: labelId, class: "label", for: drawn.id }, text);
  const hint = el("p", { id: hintId, class: "hint", hidden: !block.hint }, plainText(block.hint));
  return el("div", { class: "field", data: { block: blockId } }, label, drawn.node, error, hint);
}

const BLOCKS = {
  header,
  section,
  context,
  actions,
  image,
  input: inputBlock,
  divider: () => el("hr"),
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
