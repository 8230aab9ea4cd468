// Slack's markdown and table blocks: the common part of Markdown, built as nodes like everything else here.

import { el } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { linkNode } from "./mrkdwn.js";
import { richText } from "./richtext.js";

const INLINE = /`([^`\n]+)`|\[([^\]\n]+)\]\(([^)\s]+)\)|\*\*([^*\n]+)\*\*|__([^_\n]+)__|~~([^~\n]+)~~|(?<![\p{L}\p{N}])[*_]([^*_\n]+)[*_](?![\p{L}\p{N}])/u;

function inline(text) {
  const found = INLINE.exec(text);
  if (!found) return withEmoji(text);
  const [whole, code, label, url, bold, alsoBold, gone, leaning] = found;
  const node = code ? el("code", {}, code)
    : url ? linkNode(url, label)
    : bold || alsoBold ? el("strong", {}, inline(bold ?? alsoBold))
    : gone ? el("s", {}, inline(gone))
    : el("em", {}, inline(leaning));
  return [...withEmoji(text.slice(0, found.index)), node, ...inline(text.slice(found.index + whole.length))];
}

// Per kind of line: what begins it, and how a run of such lines is drawn.
const RUNS = [
  [/^\s*[-*+]\s+/, (lines) => el("ul", {}, lines.map((line) => el("li", {}, inline(line))))],
  [/^\s*\d+[.)]\s+/, (lines) => el("ol", {}, lines.map((line) => el("li", {}, inline(line))))],
  [/^>\s?/, (lines) => el("blockquote", {}, inline(lines.join("\n")))],
];

/** `level` is the heading's level that stands for one `#`. */
export function markdown(text, level) {
  return text.split(/```[^\n]*\n?([\s\S]*?)```/).flatMap((part, index) => (index % 2 ? [el("pre", { tabindex: "0" }, el("code", {}, part))] : paragraphs(part, level)));
}

function paragraphs(text, level) {
  const made = [];
  const lines = text.split("\n");
  while (lines.length) {
    const [, mark, words] = /^(#{1,6})\s+(.*)$/.exec(lines[0]) ?? [];
    const run = RUNS.find(([begins]) => begins.test(lines[0]));
    if (mark) made.push(el(`h${Math.min(level + mark.length - 1, 6)}`, { class: "block-header" }, inline(words)));
    if (mark || !lines[0].trim()) lines.shift();
    else if (run) made.push(run[1](taken(lines, (line) => run[0].test(line)).map((line) => line.replace(run[0], ""))));
    else made.push(el("p", { class: "lines" }, inline(taken(lines, (line) => line.trim() && !/^#{1,6}\s/.test(line) && !RUNS.some(([begins]) => begins.test(line))).join("\n"))));
  }
  return made;
}

function taken(lines, fits) {
  const until = lines.findIndex((line) => !fits(line));
  return lines.splice(0, until < 0 ? lines.length : until);
}

/** The first row of Slack's table block is its heading. */
export function table(block, ctx) {
  const cell = (tag, one) => el(tag, tag === "th" ? { scope: "col" } : {}, one.type === "rich_text" ? richText(one, ctx) : one.text ?? "");
  const [head = [], ...rows] = block.rows ?? [];
  return el("table", {}, el("thead", {}, el("tr", {}, head.map((one) => cell("th", one)))), el("tbody", {}, rows.map((row) => el("tr", {}, row.map((one) => cell("td", one))))));
}
