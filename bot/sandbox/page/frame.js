// What stands around the messages: the top bar with clock and person, and the list of channels.

import { el, hiddenText, icon } from "./dom.js";
import { avatar } from "./messages.js";
import { opensMenu } from "./popover.js";
import { appearance } from "./theme.js";
import { hourAndMinute, now, zoneName } from "./time.js";
import { count, known, languageOf, t } from "./words.js";

function roleOf(person) {
  return person.title || known("role", person.role);
}

/** A title such as "Care desk, Berlin: reports what customers tell her", as far as the bar has room. */
function shortRole(person) {
  return roleOf(person).split(/[:\uff1a]/)[0];
}

/** Name and role, then what changes when you become this person: the page's language and the time of day. */
function personItem(person) {
  return [
    avatar(person, true),
    el("span", { class: "person-words" }, el("bdi", { class: "person-name" }, person.real_name), el("span", { class: "menu-note" }, roleOf(person))),
    el("span", { class: "person-where menu-note" }, el("span", {}, known("lang", languageOf(person.locale))), el("span", {}, `${zoneName(person.tz)} ${hourAndMinute(now(), person.tz)}`)),
  ];
}

function personButton(state, become) {
  const { me } = state;
  const people = () => state.people.filter((person) => !person.is_bot).map((person) => ({
    checked: person.id === me.id,
    choose: () => person.id !== me.id && become(person.id),
    content: personItem(person),
  }));
  const opener = el("button", { type: "button", class: "top-button person-button", "aria-label": t("you_are", { name: me.real_name }) },
    avatar(me, true), el("span", { class: "person-words" }, el("bdi", { class: "person-name" }, me.real_name), el("span", { class: "person-note" }, shortRole(me))), icon("down"));
  opensMenu(opener, {
    label: () => t("who_am_i"),
    items: () => [{ group: t("who_am_i"), items: people() }, appearance()],
  });
  return el("div", { class: "menu-holder" }, opener);
}

/** Draws the top bar. */
export function drawTop(bar, state, { become, clock, help, openMenu }) {
  bar.replaceChildren(...[
    el("a", { class: "skip", href: "#main", on: { click: (event) => (event.preventDefault(), document.getElementById("main").focus()) } }, t("skip")),
    el("button", { type: "button", class: "top-button menu-button", "aria-label": t("open_menu"), "aria-controls": "sidebar", "aria-expanded": "false", on: { click: openMenu } }, icon("menu")),
    el("div", { class: "brand" }, el("img", { src: "icon.svg", alt: "" }), el("span", { class: "brand-name" }, state.team.name), el("span", { class: "brand-note" }, t("sandbox"))),
    clock.button(state.me.tz),
    help,
    personButton(state, become),
  ].filter(Boolean));
}

function entry({ id, unread, name, mark, note, current, href }) {
  const n = Number(unread);
  const badge = n > 0 && el("span", { class: "unread" }, el("span", { "aria-hidden": "true" }, n > 99 ? "99+" : String(n)), hiddenText(` (${count("unread", n)})`));
  return el("li", {}, el("a", { class: `entry${n > 0 ? " entry-unread" : ""}`, href, "aria-current": current ? "page" : null, data: { focus: id } },
    mark, el("bdi", { class: "entry-name" }, name), note && el("span", { class: "entry-note" }, note), badge));
}

function group(title, entries) {
  return entries.length > 0 && el("section", { "aria-label": title }, el("h2", { class: "group" }, title), el("ul", { class: "entries" }, entries));
}

/** Draws the list of channels; links are addresses, so that back, forward and reload work. */
export function drawSidebar(nav, state, place, { link, closeMenu }) {
  const focused = nav.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  const shared = (one) => ({ id: one.id, unread: one.unread, current: one.id === place.channel, href: link(one.id) });
  const room = (one) => entry({
    ...shared(one), name: one.name, mark: el("span", { class: "entry-mark" }, icon(one.is_private ? "lock" : "hash"), one.is_private && hiddenText(`${t("private_channel")} `)),
    note: one.is_archived && t("archived"),
  });
  const isApp = (one) => one.user === state.app.bot_user_id;
  const person = (one) => entry({
    ...shared(one), name: one.name, note: one.user === state.me.id && t("you"),
    mark: avatar({ id: one.user, name: one.name, isApp: isApp(one) }, true),
  });
  nav.setAttribute("aria-label", t("channels"));
  nav.replaceChildren(...[
    el("div", { class: "sidebar-head" }, el("span", {}, state.team.name), el("button", { type: "button", class: "tool", "aria-label": t("close_menu"), on: { click: closeMenu } }, icon("close"))),
    group(t("apps"), state.dms.filter(isApp).map(person)),
    group(t("channels"), state.channels.filter((one) => one.member).map(room)),
    group(t("other_channels"), state.channels.filter((one) => !one.member).map(room)),
    group(t("direct_messages"), state.dms.filter((one) => !isApp(one)).map(person)),
  ].filter(Boolean));
  if (focused) [...nav.querySelectorAll("[data-focus]")].find((node) => node.dataset.focus === focused)?.focus();
}
