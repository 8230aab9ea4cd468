// The clock: the time as people say it, what will fall due, and the ways forward. It never goes back.

import { get, post, reasonOf } from "./api.js";
import { el, freshId, hiddenText, icon } from "./dom.js";
import { opens } from "./popover.js";
import { clockText, longTime, nextMonday, now, setNow, zoneName } from "./time.js";
import { tell } from "./toast.js";
import { count, t } from "./words.js";

const HOUR = 3_600;
const DAY = 86_400;
const LISTED = 6;
const STRAGGLERS = 2_000; // hints come by another connection than the answer, so the last ones may be a little later

/** The words for what falls due, by the topic of its work row. */
const KINDS = {
  ask: "coming_ask", close_survey: "coming_close", publish_digest: "coming_digest", digest: "coming_digest",
  survey: "coming_survey", survey_reminder: "coming_reminder", pulse: "coming_pulse",
  survey_close: "coming_end", nudge: "coming_nudge", wake: "coming_wake",
  told: "coming_told", card: "coming_card", moved_card: "coming_card", line: "coming_line",
};

/** "Ask 3 reporters how it is now"; a kind that this page has not heard of is only counted. */
export function inWords({ kind, n, about }) {
  const key = KINDS[kind] ?? "coming_other";
  if (key === "coming_digest" && about) return t("coming_digest_of", { about });
  return about ? `${count(key, n)} · ${about}` : count(key, n);
}

export class Clock {
  /** `calls`: person() and nameOf(channel id). */
  constructor(calls) {
    Object.assign(this, { calls, zone: "UTC", coming: null, arrived: null, moving: false, panel: null });
  }

  /** The button in the top bar, which opens the panel; times are told in `zone` from now on. */
  button(zone) {
    Object.assign(this, { zone, arrived: null, panel: null, words: el("span", { class: "clock-words" }) });
    this.opener = el("button", { type: "button", class: "top-button clock-button" }, icon("clock"), this.words);
    opens(this.opener, { role: "dialog", haspopup: "dialog", label: () => t("clock"), fill: (panel) => this.fill(panel) });
    const holder = el("div", { class: "menu-holder" }, this.opener);
    this.tick();
    return holder;
  }

  tick() {
    if (!this.opener) return;
    const at = now();
    this.words.textContent = clockText(at, this.zone);
    this.opener.setAttribute("aria-label", t("clock_is", { time: longTime(at, this.zone) }));
    if (this.panel) this.panel.hands.textContent = longTime(at, this.zone);
  }

  fill(panel) {
    const names = freshId("coming");
    const toNext = this.step("next_thing", () => this.next() && { to: this.next().at });
    const monday = this.step("next_monday", () => ({ to: nextMonday(now(), this.zone).toISOString() }));
    const steps = [this.step("plus_hour", () => ({ by_seconds: HOUR })), this.step("plus_day", () => ({ by_seconds: DAY })), monday, toNext];
    this.panel = {
      node: panel, toNext, steps,
      hands: el("p", { class: "clock-now" }, longTime(now(), this.zone)),
      progress: el("progress", { class: "clock-progress", "aria-label": t("clock_moving"), hidden: true }),
      said: el("p", { class: "clock-said", role: "status" }),
      list: el("ul", { class: "clock-list", "aria-labelledby": names }),
      more: el("p", { class: "hint" }),
    };
    this.panel.coming = el("div", { class: "clock-coming", hidden: true }, el("p", { id: names, class: "clock-heading" }, t("coming")), this.panel.list, this.panel.more);
    panel.classList.add("clock-panel");
    panel.append(this.panel.hands, el("div", { class: "clock-steps" }, steps), this.panel.progress, this.panel.said, this.panel.coming,
      el("p", { class: "hint" }, t("clock_help", { zone: zoneName(this.zone) })));
    panel.addEventListener("toggle", (event) => event.newState === "closed" && (this.panel = null));
    this.draw();
    this.look();
    return steps[0];
  }

  step(key, body) {
    return el("button", { type: "button", class: "button", on: { click: () => this.move(body()) } }, t(key));
  }

  /** What falls due first, of all that is still to come. */
  next() {
    return this.coming?.find((one) => new Date(one.at) > now());
  }

  /** Fetch what will fall due; a server that does not know shows no list. */
  async look() {
    const answer = await get("/clock", { as: this.calls.person() });
    if (answer.ok === false) return;
    this.coming = answer.coming ?? null;
    this.draw();
  }

  draw() {
    if (!this.panel) return;
    const { node, steps, toNext, progress, coming, list, more } = this.panel;
    const found = this.coming ?? [];
    const held = list.contains(document.activeElement);
    node.setAttribute("aria-busy", String(this.moving));
    progress.hidden = !this.moving;
    for (const step of steps) step.setAttribute("aria-disabled", String(this.moving || (step === toNext && !this.next())));
    coming.hidden = this.coming === null;
    list.replaceChildren(...found.slice(0, LISTED).map((one) => this.row(one)));
    more.textContent = found.length > LISTED ? count("coming_more", found.length - LISTED) : found.length ? "" : t("coming_none");
    if (held) (list.querySelector("button") ?? steps[0]).focus();
  }

  row(one) {
    const at = new Date(one.at);
    const words = [el("span", {}, inWords(one)), el("time", { class: "menu-note", datetime: at.toISOString() }, clockText(at, this.zone)), hiddenText(` ${t("clock_to_there")}`)];
    return el("li", {}, el("button", { type: "button", class: "menu-item", "aria-disabled": String(this.moving), on: { click: () => this.move({ to: one.at }) } }, words));
  }

  /** Go forward, and say what came of it. Answers whether the clock moved. */
  async move(body) {
    if (this.moving || !body) return false;
    Object.assign(this, { moving: true, arrived: new Map() });
    this.say(t("clock_moving"));
    this.draw();
    const answer = await post("/clock", body);
    this.moving = false;
    if (answer.ok === false) this.fail(answer);
    else this.landed(answer.now);
    await this.look();
    this.draw();
    return answer.ok !== false;
  }

  fail(answer) {
    this.arrived = null;
    const text = t("clock_stuck", { why: reasonOf(answer) ?? t("no_answer") });
    if (!this.panel) tell("said", "");
    this.say(text, "failed");
  }

  landed(iso) {
    setNow(iso);
    this.tick();
    this.say(this.outcome());
    const mine = this.arrived;
    setTimeout(() => this.arrived === mine && (this.arrived = null), STRAGGLERS);
  }

  /** A hint from the server: what arrives while the clock moves is counted. */
  heard(hint) {
    if (hint.type === "clock" && !this.moving && this.panel) this.look();
    if (hint.type !== "message" || !this.arrived) return;
    this.arrived.set(hint.channel, (this.arrived.get(hint.channel) ?? 0) + 1);
    this.say(this.moving ? t("clock_moving_so_far", { arrived: this.counted() }) : this.outcome());
  }

  outcome() {
    return `${t("clock_moved", { time: clockText(now(), this.zone) })} ${this.counted()}`;
  }

  /** "2 messages arrived: #team-payments, Snag." */
  counted() {
    const sum = [...this.arrived.values()].reduce((so_far, n) => so_far + n, 0);
    const where = [...this.arrived.keys()].map((channel) => this.calls.nameOf(channel)).join(", ");
    return sum ? t("arrived_in", { what: count("arrived", sum), where }) : t("arrived_none");
  }

  /** In the panel while it is open, else at the foot of the page. */
  say(text, kind = "said") {
    if (!this.panel) return tell(kind, text);
    this.panel.said.classList.toggle("clock-failed", kind === "failed");
    this.panel.said.textContent = text;
    return undefined;
  }
}
