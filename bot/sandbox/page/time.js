// Times as the chosen person reads them: business time runs with the machine from what the server last said.

import { dateLocale, t } from "./words.js";

let serverNow = Date.now();
let heardAt = performance.now();

export function setNow(iso) {
  serverNow = Date.parse(iso);
  heardAt = performance.now();
}

export function now() {
  return new Date(serverNow + (performance.now() - heardAt));
}

/** "New York": a zone as people call it. */
export function zoneName(zone) {
  return (zone ?? "UTC").split("/").at(-1).replaceAll("_", " ");
}

function format(at, zone, options) {
  return new Intl.DateTimeFormat(dateLocale(), { timeZone: zone, ...options }).format(at);
}

const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

export function hourAndMinute(at, zone) {
  return format(at, zone, CLOCK);
}

/** "Mon, 2 Jun, 09:14": enough for a clock on the wall. */
export function clockText(at, zone) {
  return format(at, zone, { weekday: "short", month: "short", day: "numeric", ...CLOCK });
}

export function longTime(at, zone) {
  return format(at, zone, { weekday: "long", year: "numeric", month: "long", day: "numeric", ...CLOCK });
}

/** The calendar day in a zone, as a string that sorts and compares. */
export function dayOf(at, zone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
}

function daysFromToday(at, zone) {
  return Math.round((Date.parse(dayOf(at, zone)) - Date.parse(dayOf(now(), zone))) / 86_400_000);
}

/** Yesterday, today, tomorrow in words, every other day as `otherwise` says. */
function pretty(at, zone, otherwise) {
  const days = daysFromToday(at, zone);
  if (Math.abs(days) > 1) return format(at, zone, otherwise);
  return new Intl.RelativeTimeFormat(dateLocale(), { numeric: "auto" }).format(days, "day");
}

export function dayHeading(at, zone) {
  const days = daysFromToday(at, zone);
  if (days === 0) return t("today");
  if (days === -1) return t("yesterday");
  return format(at, zone, { weekday: "long", month: "long", day: "numeric", year: "numeric" });
}

function ago(at) {
  const seconds = (at.getTime() - now().getTime()) / 1000;
  const steps = [["day", 86_400], ["hour", 3_600], ["minute", 60]];
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(dateLocale(), { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

const NUMERIC = { year: "numeric", month: "2-digit", day: "2-digit" };
const LONG = { weekday: "long", year: "numeric", month: "long", day: "numeric" };
const MEDIUM = { year: "numeric", month: "long", day: "numeric" };
const SHORT = { year: "numeric", month: "short", day: "numeric" };

// Slack docs: messaging/formatting-message-text, "Date formatting".
const DATE_TOKENS = {
  date_num: (at, zone) => dayOf(at, zone),
  date_slash: (at, zone) => format(at, zone, NUMERIC),
  date_long: (at, zone) => format(at, zone, LONG),
  date_long_full: (at, zone) => format(at, zone, LONG),
  date_long_pretty: (at, zone) => pretty(at, zone, LONG),
  date_full: (at, zone) => format(at, zone, LONG),
  date: (at, zone) => format(at, zone, MEDIUM),
  date_pretty: (at, zone) => pretty(at, zone, MEDIUM),
  date_short: (at, zone) => format(at, zone, SHORT),
  date_short_pretty: (at, zone) => pretty(at, zone, SHORT),
  day_divider_pretty: (at, zone) => dayHeading(at, zone),
  time: (at, zone) => hourAndMinute(at, zone),
  time_secs: (at, zone) => format(at, zone, { ...CLOCK, second: "2-digit" }),
  ago: (at) => ago(at),
};

/** Slack's `<!date^seconds^pattern|fallback>`; null where the number makes no date. */
export function slackDate(seconds, pattern, zone) {
  const at = new Date(Number(seconds) * 1000);
  if (!/^-?\d+$/.test(String(seconds)) || Number.isNaN(at.getTime())) return null;
  return pattern.replace(/\{(\w+)\}/g, (whole, token) => DATE_TOKENS[token]?.(at, zone) ?? whole);
}

/** How far a zone's wall clock is ahead of UTC at an instant, in milliseconds. */
function offset(at, zone) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  }).formatToParts(at);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - Math.floor(at.getTime() / 1000) * 1000;
}

/** The instant at which a zone's wall clock shows `wall` (milliseconds as if it were UTC). */
export function instantOf(wall, zone) {
  const guess = wall - offset(new Date(wall), zone);
  return new Date(wall - offset(new Date(guess), zone));
}

/** The first Monday 09:00 in the zone that is still to come. */
export function nextMonday(from, zone) {
  const midnight = Date.parse(dayOf(from, zone));
  const sinceMonday = (new Date(midnight).getUTCDay() + 6) % 7;
  const nine = midnight - sinceMonday * 86_400_000 + 9 * 3_600_000;
  const thisWeek = instantOf(nine, zone);
  return thisWeek > from ? thisWeek : instantOf(nine + 7 * 86_400_000, zone);
}
