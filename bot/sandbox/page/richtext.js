// Slack's rich_text block into nodes: sections, lists, quotes and preformatted text with their styled pieces.

import { el } from "./dom.js";
import { emojiNode, withEmoji } from "./emoji.js";
import { channelMention, dateNode, groupMention, linkNode, personMention } from "./mrkdwn.js";

const STYLE_TAGS = [["code", "code"], ["bold", "strong"], ["italic", "em"], ["strike", "s"], ["underline", "u"]];

const PIECES = {
  // What a person typed still has its :names: in it; an app's text means what it says.
  text: (piece, ctx) => (ctx.spoken ? el("span", {}, withEmoji(piece.text ?? "")) : document.createTextNode(piece.text ?? "")),
  link: (piece) => linkNode(piece.url ?? "", piece.text),
  user: (piece, ctx) => personMention(piece.user_id, ctx),
  usergroup: (piece) => groupMention(`@${piece.usergroup_id}`),
  channel: (piece, ctx) => channelMention(piece.channel_id, ctx),
  broadcast: (piece) => groupMention(`@${piece.range}`),
  emoji: (piece) => emojiNode(piece.name ?? "", piece.unicode),
  date: (piece, ctx) => dateNode(piece.timestamp, piece.format ?? "{date} {time}", piece.fallback, piece.url, ctx),
  color: (piece) => document.createTextNode(piece.value ?? ""),
};

function piece(element, ctx) {
  let node = PIECES[element.type]?.(element, ctx) ?? document.createTextNode(element.text ?? "");
  for (const [style, tag] of STYLE_TAGS) if (element.style?.[style]) node = el(tag, {}, node);
  return node;
}

function pieces(holder, ctx) {
  return (holder.elements ?? []).map((element) => piece(element, ctx));
}

function list(element, ctx) {
  const ordered = element.style === "ordered";
  const start = ordered && element.offset ? element.offset + 1 : null;
  const indent = Math.min(element.indent ?? 0, 8);
  const items = (element.elements ?? []).map((item) => el("li", {}, pieces(item, ctx)));
  return el(ordered ? "ol" : "ul", { class: `indent-${indent}`, start }, items);
}

const PARTS = {
  rich_text_section: (element, ctx) => el("div", { class: "lines" }, pieces(element, ctx)),
  rich_text_list: list,
  rich_text_quote: (element, ctx) => el("blockquote", {}, pieces(element, ctx)),
  rich_text_preformatted: (element, ctx) => el("pre", { tabindex: "0" }, el("code", {}, pieces(element, ctx))),
};

export function richText(block, ctx) {
  return (block.elements ?? []).map((element) => PARTS[element.type]?.(element, ctx) ?? el("div", {}, pieces(element, ctx)));
}
