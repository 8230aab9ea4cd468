// Slack's mrkdwn into nodes. Only Slack's own sequences in <...> are live; `&amp; &lt; &gt;` are read exactly once, at the leaves.

import { el, hiddenText } from "./dom.js";
import { emojiNode } from "./emoji.js";
import { slackDate } from "./time.js";
import { scriptOf, spoken, t } from "./words.js";

const ENTITIES = { amp: "&", lt: "<", gt: ">" };
const SAFE_LINK = /^(https?:\/\/|mailto:|tel:)/i;

export function decode(text) {
  return text.replace(/&(amp|lt|gt);/g, (whole, name) => ENTITIES[name]);
}

let inside = () => null;

/** `find(url)` gives the page's own address for a link to one of its messages, or null. */
export function linksInside(find) {
  inside = find;
}

/** Attributes of a link: a message of this workspace opens here, anything else in a new tab; null where it is none of the web's. */
export function leadsTo(url) {
  if (!SAFE_LINK.test(url)) return null;
  const here = inside(url);
  return here ? { href: here } : { href: url, target: "_blank", rel: "noopener noreferrer" };
}

/** An address that is none of the web's is shown as text. */
export function linkNode(url, label) {
  const leads = leadsTo(url);
  if (!leads) return document.createTextNode(label || url);
  if (!leads.target) return el("a", leads, label || url);
  const link = el("a", { ...leads, title: url }, label || url);
  if (url.toLowerCase().startsWith("http")) link.append(hiddenText(` ${t("new_tab")}`));
  return link;
}

export function personMention(id, ctx) {
  const name = ctx.people.get(id)?.real_name ?? id;
  const mine = id === ctx.me.id;
  return el("span", { class: mine ? "mention mention-me" : "mention" }, `@${name}`, mine && hiddenText(` (${t("mentions_you")})`));
}

export function channelMention(id, ctx, label) {
  const channel = ctx.channels.get(id);
  if (!channel) return el("span", { class: "mention" }, `#${label ?? id}`);
  return el("a", { class: "mention", href: ctx.link(id) }, `#${channel.name}`);
}

export function groupMention(text) {
  return el("span", { class: "mention mention-me" }, text);
}

export function dateNode(seconds, pattern, fallback, url, ctx) {
  const text = slackDate(seconds, pattern, ctx.me.tz);
  if (text === null) return document.createTextNode(fallback ?? "");
  const time = el("time", { datetime: new Date(Number(seconds) * 1000).toISOString() }, text);
  if (!url || !SAFE_LINK.test(url)) return time;
  const link = linkNode(url, " ");
  link.firstChild.replaceWith(time);
  return link;
}

/** What stands between < and >: a mention, a date, a group or a link. */
function sequence(inside, ctx) {
  const bar = inside.indexOf("|");
  const head = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : decode(inside.slice(bar + 1));
  if (/^@[UWB]/.test(head)) return personMention(head.slice(1), ctx);
  if (/^#[CG]/.test(head)) return channelMention(head.slice(1), ctx, label);
  if (head.startsWith("!date^")) return dateSequence(head, label, ctx);
  if (head.startsWith("!subteam^")) return groupMention(label ?? `@${head.slice("!subteam^".length)}`);
  if (/^!(here|channel|everyone)$/.test(head)) return groupMention(`@${head.slice(1)}`);
  if (head.startsWith("!")) return document.createTextNode(label ?? `<${inside}>`);
  return SAFE_LINK.test(head) ? linkNode(decode(head), label) : document.createTextNode(decode(`<${inside}>`));
}

function dateSequence(head, fallback, ctx) {
  const [, seconds, pattern = "", url] = head.split("^");
  return dateNode(seconds, decode(pattern), fallback, url && decode(url), ctx);
}

// Every live token of a text is put aside behind this one character, in order; the same character typed by a person is put aside too.
const ASIDE = "\uE000";
const TOKENS = /<([^<>\n]+)>|`([^`\n]+)`|:([a-z0-9_+'-]+):|(https?:\/\/[^\s<>|`\uE000]+[^\s<>|`\uE000.,;:!?)\]'"*_~。、」』）])|\uE000/giu;

function putAside(text, ctx) {
  const nodes = [];
  const rest = text.replace(TOKENS, (whole, inside, code, emoji, url) => {
    if (inside) nodes.push(sequence(inside, ctx));
    else if (code) nodes.push(el("code", {}, decode(code)));
    else if (emoji) nodes.push(emojiNode(emoji.toLowerCase()));
    else if (url) nodes.push(linkNode(decode(url)));
    else nodes.push(document.createTextNode(whole));
    return ASIDE;
  });
  return { nodes, rest };
}

// A mark opens after a boundary and closes before one, as in Slack: `*굵게*는` stays as it is there too.
const EMPHASIS = /(?<![\p{L}\p{N}])([*_~])(?=\S)((?:(?!\1).)+?)(?<=\S)\1(?![\p{L}\p{N}])/u;
const EMPHASIS_TAG = { "*": "strong", _: "em", "~": "s" };

function emphasised(text, nodes) {
  const made = [];
  let rest = text;
  for (let found = EMPHASIS.exec(rest); found; found = EMPHASIS.exec(rest)) {
    made.push(...leaves(rest.slice(0, found.index), nodes));
    made.push(el(EMPHASIS_TAG[found[1]], {}, emphasised(found[2], nodes)));
    rest = rest.slice(found.index + found[0].length);
  }
  return [...made, ...leaves(rest, nodes)];
}

/** Text without marks: the nodes put aside come back in their order. */
function leaves(text, nodes) {
  return text.split(ASIDE).flatMap((part, index) => [...(index ? [nodes.shift()] : []), ...(part ? [decode(part)] : [])]);
}

function inline(text, ctx) {
  const { nodes, rest } = putAside(text, ctx);
  return emphasised(rest, nodes);
}

const QUOTE = /^(?:&gt;|>) ?/;
const QUOTE_ALL = /^(?:&gt;|>){3} ?/;

/** Lines, with runs of `>` lines as quotes and `>>>` quoting all that follows. */
function lines(text, ctx) {
  const made = [];
  const all = text.split("\n");
  for (let at = 0; at < all.length; ) {
    const quoted = QUOTE.test(all[at]);
    let end = at + 1;
    if (QUOTE_ALL.test(all[at])) end = all.length;
    else while (end < all.length && QUOTE.test(all[end]) === quoted) end += 1;
    const run = all.slice(at, end).map((line, index) => line.replace(index === 0 && QUOTE_ALL.test(line) ? QUOTE_ALL : QUOTE, ""));
    const nodes = inline(run.join("\n"), ctx);
    made.push(quoted ? el("blockquote", {}, nodes) : el("span", { class: "lines" }, nodes));
    at = end;
  }
  return made;
}

/** The whole of a mrkdwn text as a list of nodes. */
export function mrkdwn(text, ctx) {
  return (text ?? "").split(/```\n?([\s\S]*?)```\n?/).flatMap((part, index) => {
    if (index % 2) return [el("pre", { tabindex: "0" }, el("code", {}, decode(part)))];
    return part ? lines(part, ctx) : [];
  });
}

/** Marks the language of a text that is plainly not in the page's own, for its font and for screen readers. */
export function inItsLanguage(node) {
  const language = scriptOf(node.textContent);
  if (language && language !== spoken()) node.lang = language;
  return node;
}
