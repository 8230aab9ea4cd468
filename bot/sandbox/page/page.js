// The page: who I am, where I stand, and what is fetched again when the server hints that something changed.

import { get, listen, post } from "./api.js";
import { Composer } from "./composer.js";
import { drawBlocks } from "./blocks.js";
import { el, icon } from "./dom.js";
import { drawSidebar, drawTop } from "./frame.js";
import { MessageList } from "./messages.js";
import { Modals } from "./modal.js";
import { stateOf } from "./inputs.js";
import { address, readPlace } from "./place.js";
import { clockText, now, setNow } from "./time.js";
import { speak, t } from "./words.js";

const byId = (id) => document.getElementById(id);
const [top, sidebar, veil, main, threadPane] = ["top", "sidebar", "veil", "main", "thread"].map(byId);

let state = null; // what GET /state last said
let ctx = null; // the same, as drawing needs it
let place = readPlace();
let channelList = null;
let threadList = null;
let homeForm = null;
let tick = () => {};
let source = null;
const drafts = new Map();

const modals = new Modals({
  act,
  suggest,
  submit: (view_id, values) => post("/submit", { as: place.person, view_id, values }),
  close: (view_id) => post("/close", { as: place.person, view_id }),
  refresh: () => Promise.all([showViews(), showMessages(), showState()]),
});

// Saying what happened, for eyes and for screen readers.

function tell(box, text) {
  const node = byId(box);
  node.textContent = text;
  node.classList.toggle("shown", Boolean(text));
  clearTimeout(node.timer);
  if (text) node.timer = setTimeout(() => tell(box, ""), box === "failed" ? 8000 : 4000);
}

async function act(container, element, block_id, payload, state_values) {
  const answer = await post("/action", { as: place.person, container, block_id, action_id: element.action_id, ...payload, state_values });
  if (answer.ok === false) tell("failed", t("not_sent", { why: answer.error ?? t("no_answer") }));
  await Promise.all([showMessages(), showViews()]);
}

async function suggest(container, element, block_id, query) {
  const answer = await post("/suggest", { as: place.person, container, block_id, action_id: element.action_id, query });
  return { options: answer.options ?? [], option_groups: answer.option_groups ?? [] };
}

// Fetching and showing. An answer that comes back after the person or channel changed is dropped.

async function showState() {
  const asked = place.person;
  const answer = await get("/state", { as: asked });
  if (asked !== place.person || answer.ok === false) return false;
  state = answer;
  setNow(answer.now);
  ctx = {
    me: state.me, app: state.app, commands: state.commands,
    people: new Map(state.people.map((one) => [one.id, one])),
    channels: new Map(state.channels.map((one) => [one.id, one])),
    link: (channel) => address({ person: place.person, channel }),
  };
  speak(state.me.locale);
  drawSidebar(sidebar, state, place, { link: ctx.link, closeMenu });
  tick();
  title();
  return true;
}

async function fetchInto(list, parameters) {
  const answer = await get("/messages", { as: place.person, ...parameters });
  if (list.node.isConnected && answer.messages) list.show(answer.messages, ctx);
}

async function showMessages() {
  const { channel, thread } = place;
  const jobs = [];
  if (channelList) jobs.push(fetchInto(channelList, { channel }));
  if (threadList) jobs.push(fetchInto(threadList, { channel, thread_ts: thread }));
  await Promise.all(jobs);
}

async function showViews() {
  const asked = place.person;
  const answer = await get("/views", { as: asked });
  if (asked === place.person && answer.stack) modals.show(answer.stack, ctx);
}

async function showHome() {
  const holder = main.querySelector(".home");
  if (!holder) return;
  const { view } = await get("/home", { as: place.person });
  if (!holder.isConnected) return;
  const fields = [];
  const container = { type: "view", view_id: view?.id };
  const here = {
    ...ctx, fields, level: 2, kept: homeForm?.id === view?.id ? stateOf(homeForm?.fields ?? []) : null,
    act: (element, blockId, payload) => act(container, element, blockId, payload, stateOf(fields)),
    suggest: (element, blockId, query) => suggest(container, element, blockId, query),
  };
  const empty = el("p", { class: "empty" }, t("home_empty", { name: state.app.name }));
  holder.replaceChildren(...(view?.blocks?.length ? drawBlocks(view.blocks, here) : [empty]));
  homeForm = view ? { id: view.id, fields } : null;
}

// The middle: a channel's heading, its messages and the box to write in.

function here() {
  return state.channels.find((one) => one.id === place.channel) ?? state.dms.find((one) => one.id === place.channel) ?? null;
}

function isApp(channel) {
  return channel?.user !== undefined && channel.user === state.app.bot_user_id;
}

function nameOf(channel) {
  return channel.user === undefined ? `#${channel.name}` : channel.name;
}

function title() {
  const channel = here();
  const unread = [...state.channels, ...state.dms].reduce((sum, one) => sum + Number(one.unread), 0);
  document.title = `${unread ? `(${unread}) ` : ""}${channel ? nameOf(channel) : ""} · ${state.team.name}`;
}

function tabs(channel) {
  if (!isApp(channel)) return null;
  const tab = (key, home) => el("a", { class: "tab", href: address({ ...place, home, thread: null }), "aria-current": place.home === home ? "page" : null }, t(key));
  return el("nav", { class: "tabs", "aria-label": channel.name }, tab("home_tab", true), tab("messages_tab", false));
}

function drawMain() {
  const channel = here();
  channelList = null;
  homeForm = null;
  if (!channel) return main.replaceChildren();
  const mark = channel.user === undefined ? icon(channel.is_private ? "lock" : "hash") : null;
  const head = el("div", { class: "head" }, el("h1", {}, mark, el("bdi", {}, channel.name)), tabs(channel));
  if (place.home) {
    main.replaceChildren(head, el("div", { class: "home", tabindex: "0", role: "region", "aria-label": t("home_tab") }));
    return undefined;
  }
  const name = nameOf(channel);
  channelList = messageList(t("messages_in", { name }), false);
  main.replaceChildren(head, channelList.node, composer({ label: t("write_to", { name }), placeholder: t("placeholder", { name }), thread: null }).node);
  return undefined;
}

function messageList(label, inThread) {
  return new MessageList({ label, ctx, channel: place.channel, inThread, openThread: (ts) => goTo({ ...place, thread: ts }), actIn: act, suggestIn: suggest });
}

function composer({ label, placeholder, thread }) {
  const key = [place.person, place.channel, thread].join("/");
  const { channel } = place;
  return new Composer({
    ctx, label, placeholder, inThread: Boolean(thread),
    hint: thread ? null : newcomerHint,
    draft: drafts.get(key),
    draftChanged: (text) => drafts.set(key, text),
    send: (message) => send(channel, message, thread),
  });
}

/** The one line that a newcomer needs; the command in it can be pressed. */
function newcomerHint(insert) {
  const command = state.commands[0]?.command;
  if (!command) return [];
  const [before, after] = t("newcomer").split("{command}");
  return [before, el("button", { type: "button", class: "hint-command", on: { click: () => insert(`${command} `) } }, command), after];
}

async function send(channel, { command, text }, thread) {
  const as = place.person;
  const answer = command ? await post("/slash", { as, channel, text }) : await post("/say", { as, channel, text, ...(thread ? { thread_ts: thread } : {}) });
  if (answer.ok !== false) {
    for (const list of [channelList, threadList]) if (list) list.sticky = true;
    await Promise.all([showMessages(), showViews()]);
  }
  return answer;
}

// The thread pane.

function drawThread() {
  const channel = here();
  threadList = null;
  threadPane.hidden = !place.thread || !channel;
  document.body.classList.toggle("with-thread", !threadPane.hidden);
  if (threadPane.hidden) return threadPane.replaceChildren();
  const name = nameOf(channel);
  threadPane.setAttribute("aria-label", t("thread_in", { name }));
  threadList = messageList(t("thread_in", { name }), true);
  const box = composer({ label: t("write_reply"), placeholder: t("write_reply"), thread: place.thread });
  const close = el("button", { type: "button", class: "tool", "aria-label": t("close_thread"), on: { click: closeThread } }, icon("close"));
  threadPane.replaceChildren(el("div", { class: "head" }, el("h2", {}, t("thread"), " ", el("bdi", { class: "head-note" }, name)), close), threadList.node, box.node);
  return box.box.focus({ preventScroll: true });
}

function closeThread() {
  const ts = place.thread;
  goTo({ ...place, thread: null });
  const message = [...main.querySelectorAll(".message")].find((node) => node.dataset.key === `message-${ts}`);
  (message?.querySelector("[data-focus=replies], [data-focus=reply]") ?? main.querySelector(".composer-box"))?.focus();
}

threadPane.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) closeThread();
});

// Going places. The address is the truth; everything is drawn from it.

function goTo(next) {
  const wanted = address(next);
  if (location.hash === wanted) return;
  history.pushState(null, "", wanted);
  arrive();
}

async function arrive() {
  const before = place;
  const next = readPlace();
  const person = next.person ?? before.person;
  place = { ...next, person };
  if (person !== before.person || !state) return begin();
  settle();
  closeMenu();
  if (place.channel !== before.channel || place.home !== before.home) drawMain();
  if (place.thread !== before.thread || place.channel !== before.channel) drawThread();
  drawSidebar(sidebar, state, place, { link: ctx.link, closeMenu });
  return fill();
}

/** An address without a channel, or with one that this person cannot see, leads to the first that they can. */
function settle() {
  if (here()) return;
  place = { ...place, channel: (state.channels.find((one) => one.member !== false) ?? state.channels[0] ?? state.dms[0])?.id ?? null, thread: null, home: false };
  history.replaceState(null, "", address(place));
}

async function fill() {
  if (place.home) await post("/open_home", { as: place.person });
  await Promise.all([showMessages(), showHome()]);
  await showState();
}

/** Become somebody: everything is drawn afresh, in their language and time. */
async function begin() {
  source?.close();
  if (!(await showState())) return undefined;
  place.person ??= state.me.id;
  settle();
  tick = drawTop(top, state, { become: (person) => goTo({ person, channel: place.channel }), moveClock, openMenu });
  drawSidebar(sidebar, state, place, { link: ctx.link, closeMenu });
  drawMain();
  drawThread();
  closeMenu();
  source = listen(place.person, heard, connection);
  await Promise.all([fill(), showViews()]);
  if (document.activeElement === document.body) main.querySelector(".composer-box")?.focus();
  return undefined;
}

// Hints from the server. Several at once are answered with one fetch.

const due = new Set();
let waiting = null;

function heard(hint) {
  due.add(hint.type === "message_changed" || hint.type === "message_deleted" || hint.type === "ephemeral" ? "message" : hint.type);
  if (hint.channel === place.channel) due.add("here");
  waiting ??= setTimeout(catchUp, 30);
}

async function catchUp() {
  const kinds = new Set(due);
  due.clear();
  waiting = null;
  if (kinds.has("here") || kinds.has("clock")) await showMessages();
  if (kinds.has("view")) await showViews();
  if (kinds.has("home")) await showHome();
  if (["message", "read", "clock"].some((kind) => kinds.has(kind))) await showState();
}

let lost = false;

function connection(open) {
  if (open && lost) {
    tell("failed", "");
    tell("said", t("connected"));
    Promise.all([showMessages(), showViews(), showHome()]).then(showState);
  }
  if (!open && !lost) tell("failed", t("reconnecting"));
  lost = !open;
}

async function moveClock(body) {
  const answer = await post("/clock", body);
  if (answer.ok === false) return tell("failed", t("not_sent", { why: answer.error }));
  setNow(answer.now);
  tick();
  return tell("said", t("clock_moved", { time: clockText(now(), state.me.tz) }));
}

// The list of channels as a drawer, where the window is narrow.

function openMenu() {
  document.body.classList.add("menu-open");
  veil.hidden = false;
  top.querySelector(".menu-button").setAttribute("aria-expanded", "true");
  (sidebar.querySelector("[aria-current]") ?? sidebar.querySelector("a"))?.focus();
}

function closeMenu() {
  if (!document.body.classList.contains("menu-open")) return;
  document.body.classList.remove("menu-open");
  veil.hidden = true;
  const opener = top.querySelector(".menu-button");
  opener.setAttribute("aria-expanded", "false");
  if (sidebar.contains(document.activeElement) || document.activeElement === document.body) opener.focus();
}

veil.addEventListener("click", closeMenu);
sidebar.addEventListener("keydown", (event) => event.key === "Escape" && closeMenu());
window.addEventListener("popstate", arrive);
window.addEventListener("hashchange", () => address(place) !== location.hash && arrive());
setInterval(() => tick(), 1000);
begin();
