// A newcomer's first minute: five steps in a corner of the page. A step is ticked off by what the page really shows, never by a click.

import { get } from "./api.js";
import { el, icon } from "./dom.js";
import { keep, recall } from "./kept.js";
import { opensMenu } from "./popover.js";
import { dayOf, instantOf, nextMonday, now } from "./time.js";
import { t } from "./words.js";

/** By the team's name: where its cards stand, and who leads it. */
export const TEAMS = {
  Payments: ["C0PAY", "U0ANA"], App: ["C0APP", "U0HANA"], Delivery: ["C0DELIVERY", "U0KEN"],
  "Business trials": ["C0TRIALS", "U0OLA"], "Health records": ["C0RECORDS", "U0NOOR"],
};
const TRIAGE = ["C0TRIAGE", "U0TESS"];
const REPORTER = "U0RITA";
const LOBBY = "C0GENERAL";
const STEPS = ["report", "see", "act", "ask", "digest"];
const DIGEST = /Weekly digest|주간 요약|週次まとめ/; // fixed labels of the product
const DAY = 86_400_000;
const KEPT = "snag.minute"; // how far one got, for this tab
const CLOSED = "snag.minute.closed"; // and that one is done with it, for good

// Reading what the app says: by the names of its blocks and buttons, which are the same in every language.

function textOf(part) {
  if (Array.isArray(part)) return part.map(textOf).join("\n");
  const own = typeof part.text === "string" ? part.text : part.text?.text ?? "";
  return own + (part.elements ?? []).map(textOf).join(part.type === "rich_text" ? "\n" : "");
}

function block(blocks, id) {
  return blocks?.find((one) => one.block_id === id);
}

/** The answer to a report: its number, and the home of its team. */
function answered(blocks) {
  if (!block(blocks, "answer")) return null;
  const lines = textOf(blocks).split("\n");
  const number = Number(/#(\d+)/.exec(lines[0])?.[1]);
  const team = lines.map((line) => TEAMS[line.split(/[:\uff1a]/).at(-1).trim()]).find(Boolean);
  return number ? { number, home: team ?? TRIAGE } : null;
}

/** A card's number and what can be done with it. */
function card(message) {
  const buttons = block(message.blocks, "card")?.elements ?? [];
  const number = Number.parseInt(buttons.at(-1)?.value, 10);
  return number ? { number, ts: message.ts, acts: buttons.map((one) => one.action_id) } : null;
}

function isDigest(message) {
  return message.blocks?.[0]?.type === "header" && DIGEST.test(textOf(message.blocks[0]));
}

function mentions(message, number) {
  return number === null || new RegExp(`#${number}(?!\\d)`).test(message.text);
}

function fresh() {
  return { at: now().getTime(), reporter: REPORTER, number: null, home: TEAMS.Payments, acknowledged: false, acted: null, moved: false, done: {} };
}

export class Minute {
  /** `calls`: goTo(place), move(body), place(). What is drawn stands in `node`. */
  constructor(node, calls) {
    Object.assign(this, { node, calls, kept: null, state: null, closed: recall("localStorage", CLOSED) !== null, drawn: null });
  }

  /** The workspace as one person sees it. The guide knows the invented company alone. */
  show(state) {
    this.state = state;
    if (!this.possible()) return;
    this.kept ??= this.found() ?? fresh();
    this.draw();
  }

  possible() {
    const there = (list, id) => list.some((one) => one.id === id);
    return this.state !== null && this.state.commands.length > 0 && there(this.state.people, TEAMS.Payments[1]) && there(this.state.channels, TEAMS.Payments[0]);
  }

  /** How far this tab had got; of a sandbox that began anew nothing counts any more. */
  found() {
    try {
      const found = JSON.parse(recall("sessionStorage", KEPT));
      return Math.max(found.at, found.acted) <= now().getTime() ? found : null;
    } catch {
      return null;
    }
  }

  current() {
    return STEPS.find((step) => !(step in this.kept.done));
  }

  // What the page shows.

  /** A channel's messages as they are on the page. */
  saw({ person, channel }, messages) {
    if (!this.kept || this.closed) return;
    const { kept } = this;
    const later = messages.filter((one) => Number(one.ts) * 1000 > kept.at);
    for (const one of later) if (one.ephemeral) this.reported(person, answered(one.blocks));
    const cards = messages.map(card).filter(Boolean);
    if (kept.number === null && "report" in kept.done) kept.number = cards.filter((one) => one.acts.includes("acknowledge")).at(-1)?.number ?? null;
    const mine = cards.findLast((one) => one.number === kept.number);
    if (mine && person !== kept.reporter) this.sawCard(mine, person, channel);
    if (later.some((one) => block(one.blocks, "ask") && mentions(one, kept.number)) && person === kept.reporter) this.tick("ask");
    const news = later.some((one) => isDigest(one) && Number(one.ts) * 1000 > kept.acted);
    if ("act" in kept.done && "ask" in kept.done && news) this.tick("digest");
    this.draw();
  }

  /** The app's forms: one that was sent shows the answer in its place. */
  sawForms(person, stack) {
    if (!this.kept || this.closed) return;
    for (const view of stack) this.reported(person, answered(view.blocks));
    this.draw();
  }

  reported(person, answer) {
    if (!answer || "report" in this.kept.done) return;
    Object.assign(this.kept, { reporter: person, ...answer });
    this.tick("report");
  }

  sawCard({ acts }, person, channel) {
    this.tick("see");
    if (acts.some((act) => act.startsWith("choose_team"))) return;
    const lead = Object.values(TEAMS).find(([home]) => home === channel)?.[1];
    if (lead) this.kept.home = [channel, lead];
    this.kept.acknowledged = !acts.includes("acknowledge");
    if (acts.includes("still_happening")) this.tick("act");
  }

  tick(step, how = "done") {
    if (step in this.kept.done) return;
    this.kept.done[step] = how;
    if (step === "act") this.kept.acted = now().getTime();
  }

  // What its buttons do: lead the way, and leave the doing to the person.

  async report(words) {
    if (!document.querySelector("#main .composer-box")) await this.calls.goTo({ ...this.calls.place(), channel: LOBBY, home: false, thread: null });
    this.write(`${this.command()} ${words}`);
  }

  command() {
    return this.state.commands[0].command;
  }

  write(text) {
    const box = document.querySelector("#main .composer-box");
    if (!box) return;
    box.value = text;
    box.focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** To the team's channel as its lead; the focus goes to what is to be read there. */
  async toTeam(wanted) {
    const [channel, person] = this.kept.home;
    await this.calls.goTo({ person, channel, home: false, thread: null });
    const all = [...document.querySelectorAll("#main article")];
    (all.findLast(wanted) ?? all.at(-1))?.focus();
  }

  toCard() {
    return this.toTeam((node) => node.textContent.includes(`#${this.kept.number} `) && node.querySelector("button"));
  }

  /** A week and a day on, in the middle of a working morning of the one who is asked; after that, day by day. */
  async toQuestion() {
    const { kept } = this;
    const zone = this.state.people.find((one) => one.id === kept.reporter)?.tz ?? "UTC";
    let day = Date.parse(dayOf(now(), zone)) + (kept.moved ? 1 : 8) * DAY;
    while ([0, 6].includes(new Date(day).getUTCDay())) day += DAY;
    const { dms } = await get("/state", { as: kept.reporter });
    await this.calls.goTo({ person: kept.reporter, channel: dms?.[0]?.id ?? null, home: false, thread: null });
    kept.moved = await this.calls.move({ to: instantOf(day + 10 * 3_600_000, zone).toISOString() });
  }

  async toDigest() {
    await this.toTeam((node) => DIGEST.test(node.textContent));
    if ("digest" in this.kept.done) return;
    if (await this.calls.move({ to: nextMonday(now(), this.state.me.tz).toISOString() })) await this.toTeam((node) => DIGEST.test(node.textContent));
  }

  skip() {
    this.tick(this.current(), "skipped");
    this.draw();
    this.focus();
  }

  close() {
    this.closed = true;
    keep("localStorage", CLOSED, "1");
    this.draw();
    document.querySelector(".help-button")?.focus();
  }

  /** From the help menu: it goes on where it was left, or from the beginning where all is done. */
  reopen() {
    this.closed = false;
    keep("localStorage", CLOSED, null);
    if (!this.current()) this.kept = fresh();
    this.draw();
    this.focus();
  }

  focus() {
    this.node.querySelector("h2")?.focus();
  }

  /** The help button of the top bar; null where there is nothing to guide through. */
  button() {
    if (!this.possible()) return null;
    const opener = el("button", { type: "button", class: "top-button help-button", title: t("help"), "aria-label": t("help") }, el("span", { class: "help-mark", "aria-hidden": "true" }, "?"));
    opensMenu(opener, {
      label: () => t("help"),
      items: () => [
        { content: t("minute"), choose: () => this.reopen() },
        { content: t("help_command", { command: this.command() }), choose: () => this.report("help") },
      ],
    });
    return el("div", { class: "menu-holder" }, opener);
  }

  // Drawing.

  draw() {
    keep("sessionStorage", KEPT, JSON.stringify(this.kept));
    const shown = !this.closed;
    const print = shown && JSON.stringify([this.kept, document.documentElement.lang]);
    if (print === this.drawn) return;
    this.drawn = print;
    const held = this.node.contains(document.activeElement);
    this.node.hidden = !shown;
    document.body.classList.toggle("with-minute", shown);
    this.node.setAttribute("aria-label", t("minute"));
    if (!shown) return this.node.replaceChildren();
    this.say();
    if (held) this.focus();
    return undefined;
  }

  /** The frame is drawn once, so that a screen reader hears what changes in it. */
  say() {
    const step = this.current();
    const at = step ? STEPS.indexOf(step) : STEPS.length;
    const told = this.node.querySelector(".minute-told") ?? el("div", { class: "minute-told", role: "status" });
    const last = STEPS.findLast((one) => this.kept.done[one] === "done");
    told.replaceChildren(...[
      last && el("p", { class: "minute-done" }, el("span", { "aria-hidden": "true" }, "✓ "), t(`minute_${last}_done`, this.names())),
      el("p", { class: "minute-step" }, this.sentence(step)),
    ].filter(Boolean));
    const head = el("div", { class: "minute-head" },
      el("h2", { tabindex: "-1" }, t("minute")),
      step && el("span", { class: "minute-count" }, t("minute_count", { n: at + 1, of: STEPS.length })),
      el("button", { type: "button", class: "tool minute-close", "aria-label": t("minute_close"), on: { click: () => this.close() } }, icon("close")));
    const marks = el("div", { class: "minute-marks", "aria-hidden": "true" }, STEPS.map((one) => el("span", { class: `minute-mark ${this.kept.done[one] ?? (one === step ? "current" : "")}` })));
    const foot = el("div", { class: "minute-foot" }, this.buttons(step));
    const inside = this.node.querySelector(".minute-card");
    if (!inside) return this.node.replaceChildren(el("div", { class: "minute-card" }, head, marks, told, foot));
    inside.firstChild.replaceWith(head);
    inside.children[1].replaceWith(marks);
    inside.lastChild.replaceWith(foot);
    return undefined;
  }

  names() {
    const { reporter, home } = this.kept;
    const first = (id) => this.state.people.find((one) => one.id === id)?.real_name.split(" ")[0] ?? "";
    const channel = this.state.channels.find((one) => one.id === home[0]);
    return { command: this.command(), name: first(home[1]), reporter: first(reporter), channel: channel ? `#${channel.name}` : "" };
  }

  sentence(step) {
    if (!step) return t("minute_end");
    const { acknowledged, home } = this.kept;
    const act = acknowledged ? "act_now" : home[0] === TRIAGE[0] ? "act_triage" : "act";
    return t(`minute_${step === "act" ? act : step}`, this.names());
  }

  buttons(step) {
    const press = (key, run, style = "button") => el("button", { type: "button", class: style, on: { click: run } }, t(key, this.names()));
    const ways = {
      report: () => this.report(t("minute_example")), see: () => this.toCard(), act: () => this.toCard(),
      ask: () => this.toQuestion(), digest: () => this.toDigest(),
    };
    if (!step) return [press("close", () => this.close(), "button button-primary")];
    return [
      press(`minute_${step}_do`, ways[step], "button button-primary"),
      step === "report" && press("minute_report_own", () => this.report("")),
      press("minute_skip", () => this.skip(), "minute-skip"),
    ].filter(Boolean);
  }
}
