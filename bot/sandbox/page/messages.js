// The list of messages of a channel or a thread, kept up to date without disturbing who is reading or answering in it.

import { drawBlocks } from "./blocks.js";
import { el, icon, reconcile } from "./dom.js";
import { filesIn } from "./files.js";
import { stateOf } from "./inputs.js";
import { oneStop, walksMessages } from "./keys.js";
import { inItsLanguage, mrkdwn } from "./mrkdwn.js";
import { opensMenu } from "./popover.js";
import { opensPicker, reactions } from "./reactions.js";
import { dayHeading, dayOf, hourAndMinute, longTime, now, slackDate } from "./time.js";
import { count, t } from "./words.js";

const NEAR = 80;
const TOGETHER = 5 * 60 * 1000;
const AT_ONCE = 100;

function instant(message) {
  return new Date(Number.parseFloat(message.ts) * 1000);
}

/** One of eight colours, the same for the same person everywhere. */
function tone(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 997;
  return sum % 8;
}

export function avatar(person, small = false) {
  const name = person.real_name || person.name || "?";
  const letter = [...new Intl.Segmenter().segment(name)][0].segment.toLocaleUpperCase();
  const size = small ? " avatar-small" : "";
  if (person.isApp) return el("img", { class: `avatar avatar-app${size}`, src: "icon.svg", alt: "" });
  return el("span", { class: `avatar tone-${tone(person.id)}${size}`, "aria-hidden": "true" }, letter);
}

function authorOf(message, ctx) {
  const person = ctx.people.get(message.user);
  const isApp = Boolean(message.bot_id) || message.user === ctx.app.bot_user_id;
  if (isApp) return { id: ctx.app.bot_user_id, name: message.name ?? ctx.app.name, isApp };
  return { id: message.user ?? "?", name: person?.real_name ?? message.name ?? message.user ?? "?", isApp };
}

/** Mounted once per channel or thread; `show(messages)` brings it up to date. */
export class MessageList {
  /** `calls`: openThread(ts), act, suggest, react(ts, name), shortcut(callback_id, ts). */
  constructor({ label, ctx, channel, inThread, calls, since = null }) {
    Object.assign(this, { ctx, channel, inThread, calls, since, sticky: true, most: AT_ONCE });
    this.list = el("div", { class: "log-items" });
    this.log = el("div", { class: "log", role: "log", tabindex: "0", "aria-label": label, "aria-description": t("walk_hint"), "aria-busy": "true", on: { scroll: () => this.scrolled() } }, this.list);
    walksMessages(this.log, () => this.toBox());
    this.below = el("button", { type: "button", class: "new-below", hidden: true, on: { click: () => this.toEnd() } }, t("new_below"), icon("down"));
    this.node = el("div", { class: "log-holder" }, this.log, this.below);
    const grown = new ResizeObserver(() => this.sticky && this.toEnd());
    for (const node of [this.log, this.list]) grown.observe(node);
  }

  scrolled() {
    this.sticky = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
    if (this.sticky) this.below.hidden = true;
  }

  /** From the messages back into the box below them; in a thread Escape closes it instead. */
  toBox() {
    const box = this.inThread ? null : this.node.parentElement?.querySelector(".composer-box");
    box?.focus();
    return Boolean(box);
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.below.hidden = true;
    this.sticky = true;
  }

  show(messages) {
    this.shown = messages;
    const before = this.last;
    if (document.hidden) this.since ??= before ?? null; // what comes while nobody looks is new to whoever comes back
    this.last = messages.at(-1)?.id ?? messages.at(-1)?.ts;
    const stay = !this.sticky;
    reconcile(this.list, this.items(messages));
    this.log.removeAttribute("aria-busy");
    if (!stay) this.toEnd();
    else if (before !== this.last) this.below.hidden = false;
  }

  items(messages) {
    const empty = { key: "empty", print: "empty", draw: () => el("p", { class: "empty" }, t("nothing_yet")) };
    if (!messages.length) return [empty];
    const first = Math.max(0, messages.length - this.most);
    const made = first ? [this.earlierItem(first)] : [];
    messages.slice(first).forEach((message, index, shown) => {
      const day = dayOf(instant(message), this.ctx.me.tz);
      const earlier = shown[index - 1];
      const newDay = !earlier || dayOf(instant(earlier), this.ctx.me.tz) !== day;
      if (newDay) made.push(this.dayItem(message, day));
      const firstNew = message === this.firstNew(messages);
      if (firstNew) made.push({ key: "new", print: "new", draw: () => el("div", { class: "new-line" }, el("span", {}, t("new_line"))) });
      made.push(this.messageItem(message, !newDay && !firstNew && follows(message, earlier)));
      if (this.inThread && first + index === 0) made.push(this.countItem(messages.length - 1));
    });
    return made;
  }

  /** Where the unread ones begin, as far as the page was told how far this channel had been read. */
  firstNew(messages) {
    if (!this.since) return null;
    return messages.find((message) => instant(message) > instant({ ts: this.since }) && message.user !== this.ctx.me.id);
  }

  countItem(n) {
    const text = n > 0 ? count("replies", n) : "";
    return { key: "count", print: text, draw: () => el("div", { class: "reply-count", hidden: !text }, el("span", {}, text)) };
  }

  /** A channel of a thousand cards is drawn in portions, the newest first. */
  earlierItem(hidden) {
    const more = () => {
      const height = this.log.scrollHeight - this.log.scrollTop;
      this.most += AT_ONCE;
      this.sticky = false;
      reconcile(this.list, this.items(this.shown));
      this.log.scrollTop = this.log.scrollHeight - height;
      this.log.focus();
    };
    return { key: "earlier", print: String(hidden), draw: () => el("button", { type: "button", class: "button earlier", on: { click: more } }, t("earlier")) };
  }

  dayItem(message, day) {
    const heading = dayHeading(instant(message), this.ctx.me.tz);
    return { key: `day-${day}`, print: heading, draw: () => el("div", { class: "day" }, el("span", {}, heading)) };
  }

  messageItem(message, compact) {
    const print = JSON.stringify([message, compact, dayOf(now(), this.ctx.me.tz)]);
    return { key: `message-${message.id ?? message.ts}`, print, draw: (old) => this.draw(message, compact, old) };
  }

  draw(message, compact, old) {
    const author = authorOf(message, this.ctx);
    const at = instant(message);
    const name = t("message_from", { name: author.name, time: hourAndMinute(at, this.ctx.me.tz) });
    const time = el("time", { class: "time", datetime: at.toISOString(), title: longTime(at, this.ctx.me.tz) }, hourAndMinute(at, this.ctx.me.tz));
    const content = this.content(message, old);
    const node = el("article", { class: `message${compact ? " compact" : ""}${message.ephemeral ? " ephemeral" : ""}`, tabindex: "-1", "aria-label": name },
      el("div", { class: "gutter" }, compact ? time : avatar(author)),
      el("div", { class: "message-body" },
        !compact && el("div", { class: "message-head" }, el("bdi", { class: "name" }, author.name), author.isApp && el("span", { class: "badge" }, t("app")), time),
        message.ephemeral && el("p", { class: "only-you" }, icon("eye"), t("only_you")),
        content.node,
        filesIn(message),
        reactions(message, this.ctx, (name) => this.calls.react(message.ts, name)),
        this.replies(message),
      ),
      this.tools(message),
    );
    node.fields = content.fields;
    return node;
  }

  content(message, old) {
    const container = { type: message.ephemeral ? "ephemeral" : "message", channel: this.channel, ...(message.ephemeral ? { id: message.id } : { ts: message.ts }) };
    const fields = [];
    const state = () => stateOf(fields);
    const ctx = {
      ...this.ctx, fields, level: this.inThread ? 3 : 2, spoken: !message.bot_id, kept: old?.fields && stateOf(old.fields),
      act: (element, blockId, payload) => this.calls.act(container, element, blockId, payload, state()),
      suggest: (element, blockId, query) => this.calls.suggest(container, element, blockId, query),
    };
    const edited = message.edited && el("span", { class: "edited" }, ` ${t("edited")}`);
    const inside = message.blocks?.length ? drawBlocks(message.blocks, ctx) : inItsLanguage(el("div", { class: "block" }, mrkdwn(message.text, ctx)));
    return { node: el("div", { class: "content" }, inside, edited), fields };
  }

  replies(message) {
    if (this.inThread || !message.reply_count) return null;
    const who = (message.reply_users ?? []).slice(0, 4).map((user) => avatar(authorOf({ user }, this.ctx), true));
    const when = message.latest_reply && t("last_reply", { time: slackDate(Math.floor(Number(message.latest_reply)), "{date_short_pretty} {time}", this.ctx.me.tz) });
    return el("button", { type: "button", class: "replies", data: { focus: "replies" }, on: { click: () => this.calls.openThread(message.ts) } }, who.length ? el("span", { class: "faces" }, who) : icon("reply"), count("replies", message.reply_count), when && el("span", { class: "menu-note" }, when));
  }

  tools(message) {
    if (message.ephemeral || message.subtype === "tombstone") return null;
    const offers = () => this.moreOf(message);
    const react = tool("add_reaction", "smile", "react");
    const reply = !this.inThread && tool("reply", "reply", "reply", () => this.calls.openThread(message.ts));
    const more = offers().length > 0 && tool("more_actions", "more", "more");
    opensPicker(react, (name) => this.calls.react(message.ts, name));
    if (more) opensMenu(more, { label: () => t("more_actions"), items: offers });
    const bar = el("div", { class: "tools", role: "toolbar", "aria-label": t("message_tools") }, react, reply, more);
    oneStop(bar, [react, reply, more].filter(Boolean));
    return bar;
  }

  /** What else can be done with a message: answer it, or hand it to the app by one of its shortcuts. */
  moreOf(message) {
    const shortcuts = this.ctx.shortcuts.filter((one) => one.kind === "message");
    const reply = { content: [icon("reply"), t("reply")], choose: () => this.calls.openThread(message.ts) };
    const own = { group: this.ctx.app.name, items: shortcuts.map((one) => ({ content: [icon("bolt"), one.name], choose: () => this.calls.shortcut(one.callback_id, message.ts) })) };
    return [...(this.inThread ? [] : [reply]), ...(shortcuts.length ? [own] : [])];
  }
}

function follows(message, earlier) {
  const same = (message.user ?? message.bot_id) === (earlier.user ?? earlier.bot_id) && message.name === earlier.name;
  const plain = !message.ephemeral && !earlier.ephemeral && !message.bot_id;
  return same && plain && instant(message) - instant(earlier) < TOGETHER;
}

function tool(key, drawing, focus, press) {
  return el("button", { type: "button", class: `tool tool-${focus}`, title: t(key), "aria-label": t(key), data: { focus }, on: press ? { click: press } : {} }, icon(drawing));
}
