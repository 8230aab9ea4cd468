// The page: who I am, where I stand, and what is fetched again when the server hints that something changed.

import { get, listen, post, reasonOf } from "./api.js";
import { Clock } from "./clock.js";
import { Composer } from "./composer.js";
import { el, icon } from "./dom.js";
import { closeMenu, openMenu } from "./drawer.js";
import { drawSidebar, drawTop } from "./frame.js";
import { shortcutsButton } from "./shortcuts.js";
import { walksLinks, walksParts } from "./keys.js";
import { Home } from "./home.js";
import { MessageList } from "./messages.js";
import { Minute } from "./minute.js";
import { Modals } from "./modal.js";
import { linksInside } from "./mrkdwn.js";
import { address, ofPermalink, readPlace } from "./place.js";
import { setNow } from "./time.js";
import { tell } from "./toast.js";
import { refusesDrops, takesDrops, Uploads } from "./upload.js";
import { speak, t } from "./words.js";

const NEWCOMER = "U0RITA"; // who the page starts as when its address names nobody

const byId = (id) => document.getElementById(id);
const [top, sidebar, main, threadPane] = ["top", "sidebar", "main", "thread"].map(byId);

let state = null; // what GET /state last said
const ctx = {}; // the same, as drawing needs it
let place = readPlace();
let channelList = null;
let threadList = null;
let home = null;
let hushed = () => {};
const drafts = new Map();
const attached = new Map();

const clock = new Clock({
  person: () => place.person,
  nameOf: (id) => nameOf([...state.channels, ...state.dms].find((one) => one.id === id) ?? { name: id }),
});

const minute = new Minute(byId("minute"), { goTo, move: (body) => clock.move(body), place: () => place });

const modals = new Modals({
  act,
  suggest,
  submit: (view_id, values) => post("/submit", { as: place.person, view_id, values }),
  close: (view_id) => post("/close", { as: place.person, view_id }),
  refresh: () => (showMessages(), showState(), showViews()), // a form is done with when it is shown as it is now
  focusBack: () => main.querySelector(".composer-box, .home")?.focus(),
});

// What a person does in a block goes to the app.

async function act(container, element, block_id, payload, state_values) {
  const answer = await post("/action", { as: place.person, container, block_id, action_id: element.action_id, ...payload, state_values });
  if (answer.ok === false) tell("failed", t("not_sent", { why: reasonOf(answer) ?? t("no_answer") }));
  await Promise.all([showMessages(), showViews()]);
}

/** What needs no answer but that it worked. */
async function done(path, body, show) {
  const answer = await post(path, { as: place.person, ...body });
  if (answer.ok === false) tell("failed", t("did_not_work", { why: reasonOf(answer) ?? t("no_answer") }));
  return show();
}

function shortcut(callback_id, about = {}) {
  return done("/shortcut", { callback_id, ...about }, showViews);
}

async function suggest(container, element, block_id, query) {
  const answer = await post("/suggest", { as: place.person, container, block_id, action_id: element.action_id, query });
  return { options: answer.options ?? [], option_groups: answer.option_groups ?? [] };
}

// Fetching and showing. Only the newest answer counts: an older one that comes late, or one for somebody else, is dropped.

const turns = new WeakMap();

/** GET for the part of the page that shows it. */
async function ask(path, part, parameters = {}) {
  const turn = (turns.get(part) ?? 0) + 1;
  turns.set(part, turn);
  const { person } = place;
  const answer = await get(path, { as: person, ...parameters });
  return turns.get(part) === turn && person === place.person && answer.ok !== false ? answer : null;
}

async function showState() {
  const answer = await ask("/state", sidebar);
  if (!answer) return false;
  state = answer;
  setNow(answer.now);
  Object.assign(ctx, {
    me: state.me, app: state.app, commands: state.commands, shortcuts: state.shortcuts,
    people: new Map(state.people.map((one) => [one.id, one])),
    channels: new Map(state.channels.map((one) => [one.id, one])),
    link: (channel) => address({ person: place.person, channel }),
  });
  speak(state.me.locale);
  linksInside((url) => {
    const to = ofPermalink(url, state.team.domain);
    return to && address({ person: place.person, ...to });
  });
  drawSidebar(sidebar, state, place, { link: ctx.link, closeMenu });
  clock.tick();
  minute.show(state);
  title();
  return true;
}

async function fetchInto(list, parameters) {
  const answer = await ask("/messages", list, parameters);
  if (!answer || !list.node.isConnected) return;
  list.show(answer.messages);
  if (list === channelList) minute.saw(place, answer.messages);
}

async function showMessages() {
  const { channel, thread } = place;
  const jobs = [];
  if (channelList) jobs.push(fetchInto(channelList, { channel }));
  if (threadList) jobs.push(fetchInto(threadList, { channel, thread_ts: thread }));
  await Promise.all(jobs);
}

async function showViews() {
  const answer = await ask("/views", modals);
  if (!answer) return;
  modals.show(answer.stack, ctx);
  minute.sawForms(place.person, answer.stack);
}

async function showHome() {
  if (!home) return;
  const answer = await ask("/home", home);
  if (answer) home?.show(answer.view);
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
  home = null;
  if (!channel) return main.replaceChildren();
  const mark = channel.user === undefined ? icon(channel.is_private ? "lock" : "hash") : null;
  const head = el("div", { class: "head" }, el("h1", {}, mark, el("bdi", {}, channel.name)), tabs(channel), place.home && shortcutsButton(ctx, shortcut));
  if (place.home) {
    home = new Home({ ctx, act, suggest });
    return main.replaceChildren(head, home.node);
  }
  const name = nameOf(channel);
  channelList = messageList(t("messages_in", { name }), false);
  if (channel.is_archived) return main.replaceChildren(head, channelList.node, el("p", { class: "composer closed-note" }, t("channel_archived")));
  return main.replaceChildren(head, channelList.node, composer({ label: t("write_to", { name }), placeholder: t("placeholder", { name }), thread: null }).node);
}

function messageList(label, inThread) {
  const { channel } = place;
  const calls = {
    act, suggest,
    openThread: (ts) => goTo({ ...place, thread: ts }),
    react: (ts, name) => done("/react", { channel, ts, name }, showMessages),
    shortcut: (callback_id, ts) => shortcut(callback_id, { channel, ts }),
  };
  const since = !inThread && Number(here()?.unread) > 0 ? here().last_read : null;
  return new MessageList({ label, ctx, channel, inThread, calls, since });
}

function composer({ label, placeholder, thread }) {
  const key = keyOf(thread);
  const { channel } = place;
  return new Composer({
    ctx, label, placeholder, inThread: Boolean(thread), shortcut, uploads: uploadsOf(key),
    hint: thread ? null : newcomerHint,
    draft: drafts.get(key),
    draftChanged: (text) => drafts.set(key, text),
    send: (message) => send(channel, message, thread),
  });
}

/** Like a half-written text, files wait in their channel until they are sent. */
function uploadsOf(key) {
  if (!attached.has(key)) attached.set(key, new Uploads({ me: state.me }));
  return attached.get(key);
}

function keyOf(thread) {
  return [place.person, place.channel, thread].join("/");
}

/** The one line that a newcomer needs; the command in it can be pressed. */
function newcomerHint(insert) {
  const command = state.commands[0]?.command;
  if (!command) return [];
  const [before, after] = t("newcomer").split("{command}");
  return [before, el("button", { type: "button", class: "hint-command", on: { click: () => insert(`${command} `) } }, command), after];
}

async function send(channel, { command, text, files = [] }, thread) {
  const as = place.person;
  const answer = command ? await post("/slash", { as, channel, text }) : await post("/say", { as, channel, text, files, ...(thread ? { thread_ts: thread } : {}) });
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
  if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector(":popover-open")) closeThread();
});

// Going places. The address is the truth; everything is drawn from it.

function goTo(next) {
  const wanted = address(next);
  if (location.hash === wanted) return undefined;
  history.pushState(null, "", wanted);
  return arrive();
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

/** An address without a channel, or with one that this person cannot see, leads to the first of theirs, or to their own app. */
function settle() {
  if (here()) return;
  const first = state.channels.find((one) => one.member) ?? state.channels[0];
  const channel = (place.channel?.startsWith("D") ? state.dms[0] : first) ?? state.dms[0];
  place = { ...place, channel: channel?.id ?? null, thread: null, home: false };
  history.replaceState(null, "", address(place));
}

async function fill() {
  if (place.home) await post("/open_home", { as: place.person });
  await Promise.all([showMessages(), showHome()]);
  await showState();
}

/** Become somebody: everything is drawn afresh, in their language and time. */
async function begin() {
  hushed();
  const asked = (place.person ??= NEWCOMER);
  // A hint of a moment ago may have asked as well, and then only the later answer counts: ask once more.
  if (!(await showState()) && !(asked === place.person && (await showState()))) return asked === place.person ? beSomebody(asked) : undefined;
  settle();
  drawTop(top, state, { become: (person) => goTo({ person, channel: place.channel }), clock, help: minute.button(), openMenu });
  drawSidebar(sidebar, state, place, { link: ctx.link, closeMenu });
  drawMain();
  drawThread();
  closeMenu();
  hushed = listen(place.person, heard, connection);
  await Promise.all([fill(), showViews()]);
  if (document.activeElement === document.body) main.querySelector(".composer-box")?.focus();
  return undefined;
}

/** Whoever the address names is not here: be the newcomer, or anybody who is. */
async function beSomebody(asked) {
  const { people = [] } = await get("/state");
  const others = people.filter((one) => !one.is_bot && one.id !== asked);
  const person = others.find((one) => one.id === NEWCOMER) ?? others[0];
  if (person) goTo({ person: person.id });
}

// Hints from the server. Several at once are answered with one fetch.

const PAUSE = 100; // between two rounds of fetching, so that an import of a thousand cards does not drown the page
const due = new Set();
let waiting = null;

function heard(hint) {
  notify(hint);
  clock.heard(hint);
  due.add(hint.type === "message_changed" || hint.type === "message_deleted" || hint.type === "ephemeral" ? "message" : hint.type);
  if (hint.channel === place.channel) due.add("here");
  waiting ??= setTimeout(catchUp, 20);
}

const notified = new Set();

/** What comes for this person alone, and not where they look, is told at the foot of the page. */
function notify({ type, channel, ts, thread_ts }) {
  const shown = channel === place.channel && !place.home && (!thread_ts || thread_ts === place.thread);
  const mine = type === "ephemeral" || (type === "message" && channel?.startsWith("D"));
  if (shown || !mine || notified.has(ts)) return;
  notified.add(ts);
  const room = [...state.channels, ...state.dms].find((one) => one.id === channel);
  if (!room) return;
  const name = nameOf(room);
  const words = type === "ephemeral" ? t("whispered", { app: state.app.name, name }) : t("wrote_to_you", { app: state.app.name });
  tell("said", words, { label: t("show"), press: () => goTo({ person: place.person, channel, thread: thread_ts ?? null }) });
}

async function catchUp() {
  const kinds = new Set(due);
  due.clear();
  if (kinds.has("here") || kinds.has("clock")) await showMessages();
  if (kinds.has("view")) await showViews();
  if (kinds.has("home")) await showHome();
  if (["message", "read", "clock"].some((kind) => kinds.has(kind))) await showState();
  waiting = due.size ? setTimeout(catchUp, PAUSE) : null;
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

takesDrops(main, () => (main.querySelector(".composer") ? uploadsOf(keyOf(null)) : null));
takesDrops(threadPane, () => uploadsOf(keyOf(place.thread)));
refusesDrops();
walksLinks(sidebar);
walksParts(() => [
  { holder: top, target: top.querySelector("button, a") },
  { holder: sidebar, target: sidebar.querySelector("[aria-current]") ?? sidebar.querySelector("a") },
  { holder: byId("minute"), target: byId("minute").querySelector("h2") },
  { holder: main.querySelector(".log-holder, .home"), target: main.querySelector(".log, .home") },
  { holder: main.querySelector(".composer"), target: main.querySelector(".composer-box") },
  { holder: threadPane.querySelector(".log-holder"), target: threadPane.querySelector(".log") },
  { holder: threadPane.querySelector(".composer"), target: threadPane.querySelector(".composer-box") },
]);
window.addEventListener("popstate", arrive);
window.addEventListener("hashchange", () => address(place) !== location.hash && arrive());
setInterval(() => clock.tick(), 1000);
begin();
