// Block Kit's inputs. One row of KINDS per type: where Slack keeps its value, where its first value comes from, how it is drawn.

import { Combo } from "./combo.js";
import { el, freshId, icon } from "./dom.js";
import { act, plain } from "./elements.js";
import { plainText } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";
import { instantOf } from "./time.js";
import { filesOf, takesDrops, Uploads } from "./upload.js";
import { t } from "./words.js";

const TYPING = 300;

// Every draw(element, initial, use) answers {node, control, value()}; `use.changed()` is called when a person changed it.

function textInput(element, initial, use) {
  const attributes = { ...use.names, id: use.id, class: "text", placeholder: plain(element.placeholder) || null };
  const control = element.multiline
    ? el("textarea", { ...attributes, rows: "4" })
    : el("input", { ...attributes, type: element.type === "email_text_input" ? "email" : element.type === "url_text_input" ? "url" : "text" });
  control.value = initial ?? "";
  typing(control, element, use);
  return { node: control, control, value: () => control.value || null };
}

/** Slack tells the app about typing only where the element asks for it, once there is a pause. */
function typing(control, element, use) {
  if (!use.dispatches) return;
  const when = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let timer = null;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => control.isConnected && use.changed(), TYPING);
  };
  if (when.includes("on_character_entered")) {
    control.addEventListener("input", (event) => !event.isComposing && later());
    control.addEventListener("compositionend", later);
  }
  control.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || element.multiline || !when.includes("on_enter_pressed")) return;
    event.preventDefault();
    clearTimeout(timer);
    use.changed();
  });
}

/** Runs `tell` for a change; changes that come while the app is still busy with one are told after it, once, as they stand then. */
function inTurn(tell) {
  let [busy, again] = [false, false];
  return async () => {
    again = true;
    if (busy) return;
    busy = true;
    while (again) {
      again = false;
      await tell();
    }
    busy = false;
  };
}

/** Slack's rich_text value of one plain section; what an app put in with styles is shown as its words. */
function richTextInput(element, initial, use) {
  const drawn = textInput({ ...element, multiline: true }, wordsOf(initial), use);
  const section = (text) => ({ type: "rich_text_section", elements: [{ type: "text", text }] });
  return { ...drawn, value: () => (drawn.control.value ? { type: "rich_text", elements: [section(drawn.control.value)] } : null) };
}

function wordsOf(rich) {
  if (!rich?.elements) return rich?.text ?? "";
  return rich.elements.map(wordsOf).join(rich.type === "rich_text" || rich.type === "rich_text_list" ? "\n" : "");
}

function fileInput(element, initial, use) {
  const types = element.filetypes ?? [];
  const most = element.max_files ?? 10;
  const uploads = new Uploads({ me: use.ctx.me, most, types, held: (initial ?? []).filter((file) => file.name), changed: use.changed });
  const control = el("input", {
    ...use.names, id: use.id, class: "visually-hidden file-control", type: "file", multiple: most > 1, accept: types.map((type) => `.${type}`).join(",") || null,
    on: { change: () => (uploads.add([...control.files]), (control.value = "")) },
  });
  const open = el("span", { class: "button", "aria-hidden": "true", on: { click: () => control.click() } }, icon("clip"), t("add_files"));
  uploads.focusAfter = control;
  const node = el("div", { class: "file-field" }, uploads.node, el("div", { class: "file-open" }, control, open, el("span", { class: "hint" }, t("drop_hint"))));
  takesDrops(node, () => uploads);
  node.addEventListener("paste", (event) => uploads.add(filesOf(event.clipboardData)));
  return { node, control, value: () => uploads.ready().map(({ id }) => ({ id })), kept: () => uploads.ready(), busy: () => uploads.busy };
}

function numberInput(element, initial, use) {
  const step = element.is_decimal_allowed ? "any" : "1";
  const control = el("input", { ...use.names, id: use.id, class: "text", type: "number", step, min: element.min_value, max: element.max_value });
  control.value = initial ?? "";
  control.addEventListener("change", use.changed);
  return { node: control, control, value: () => control.value || null };
}

function pickerOf(type) {
  return (element, initial, use) => {
    const control = el("input", { ...use.names, id: use.id, class: "text text-short", type });
    control.value = initial ?? "";
    control.addEventListener("change", use.changed);
    return { node: control, control, value: () => control.value || null };
  };
}

function dateTimePicker(element, initial, use) {
  const zone = use.ctx.me.tz;
  const control = el("input", { ...use.names, id: use.id, class: "text text-short", type: "datetime-local" });
  if (initial) control.value = new Date(initial * 1000).toLocaleString("sv-SE", { timeZone: zone }).replace(" ", "T").slice(0, 16);
  control.addEventListener("change", use.changed);
  const value = () => (control.value ? Math.floor(instantOf(Date.parse(`${control.value}Z`), zone).getTime() / 1000) : null);
  return { node: control, control, value };
}

/** Options of a select as {key, text, description, value, group}, whatever they are made of. */
function optionsOf(element, ctx) {
  const of = (option, group) => ({ key: option.value, text: plain(option.text), description: plain(option.description), value: option, group });
  if (/users_select$/.test(element.type)) return people(ctx);
  if (/(channels|conversations)_select$/.test(element.type)) {
    return [...ctx.channels.values()].map((one) => ({ key: one.id, text: `#${one.name}`, value: one.id }));
  }
  const groups = element.option_groups ?? [];
  return [...(element.options ?? []).map((option) => of(option)), ...groups.flatMap((group) => group.options.map((option) => of(option, plain(group.label))))];
}

function people(ctx) {
  return [...ctx.people.values()].filter((one) => !one.is_bot).map((one) => ({ key: one.id, text: one.real_name, value: one.id }));
}

function keyOf(value) {
  return value && typeof value === "object" ? value.value : value;
}

function select(element, initial, use) {
  const options = optionsOf(element, use.ctx);
  const nodes = options.map((option, index) => el("option", { value: String(index), selected: option.key === keyOf(initial), text: option.text }));
  const groups = Map.groupBy(options.map((option, index) => [option.group, nodes[index]]), ([group]) => group);
  const children = [...groups].map(([group, pairs]) => (group === undefined ? pairs.map((pair) => pair[1]) : el("optgroup", { label: group }, pairs.map((pair) => pair[1]))));
  const empty = el("option", { value: "", text: plain(element.placeholder) || t("choose") });
  const control = el("select", { ...use.names, id: use.id, on: { change: use.changed } }, empty, children);
  if (use.dispatches) opensBeforeItChanges(control);
  return { node: el("span", { class: "select" }, control), control, value: () => options[control.value]?.value ?? null };
}

/** A closed select changes with every arrow key; where each change is told to the app, the keys open the list instead. */
function opensBeforeItChanges(control) {
  control.addEventListener("keydown", (event) => {
    if (!event.key.startsWith("Arrow") && event.key.length > 1) return;
    event.preventDefault();
    control.showPicker();
  });
}

function comboOf(limitOf) {
  return (element, initial, use) => {
    const options = optionsOf(element, use.ctx);
    const lookUp = /external_select$/.test(element.type);
    const combo = new Combo({
      id: use.id,
      names: use.names,
      limit: limitOf(element),
      initial: startOf(initial, options),
      placeholder: plain(element.placeholder) || t("type_to_search"),
      shortest: lookUp ? element.min_query_length ?? 3 : 0,
      search: lookUp ? (query) => found(element, query, use) : async (query) => matching(options, query),
      changed: use.changed,
    });
    const value = () => (limitOf(element) === 1 ? combo.value()[0] ?? null : combo.value());
    return { node: combo.node, control: combo.input, value };
  };
}

function startOf(initial, options) {
  const values = Array.isArray(initial) ? initial : initial ? [initial] : [];
  return values.map((value) => options.find((option) => option.key === keyOf(value)) ?? { key: keyOf(value), text: plain(value.text) || keyOf(value), value });
}

function matching(options, query) {
  const wanted = query.toLocaleLowerCase();
  return options.filter((option) => `${option.text} ${option.description ?? ""}`.toLocaleLowerCase().includes(wanted));
}

async function found(element, query, use) {
  const answer = await use.ctx.suggest(element, use.blockId, query);
  return optionsOf({ type: "external", options: answer.options, option_groups: answer.option_groups }, use.ctx);
}

function ticksOf(type) {
  return (element, initial, use) => {
    const start = new Set((Array.isArray(initial) ? initial : [initial]).filter(Boolean).map(keyOf));
    const name = freshId("ticks");
    const options = element.options ?? [];
    const boxes = options.map((option) => el("input", { type, name, id: freshId("tick"), checked: start.has(option.value), data: { focus: `${use.focus}/${option.value}` }, on: { change: use.changed } }));
    const rows = options.map((option, index) => tickRow(option, boxes[index], use.ctx));
    const node = el("div", { ...use.names, class: "ticks", role: type === "radio" ? "radiogroup" : "group" }, rows);
    const ticked = () => options.filter((_, index) => boxes[index].checked);
    return { node, control: boxes[0], group: node, value: () => (type === "radio" ? ticked()[0] ?? null : ticked()) };
  };
}

function tickRow(option, box, ctx) {
  const words = (text) => (text.type === "mrkdwn" ? mrkdwn(text.text, ctx) : plainText(text));
  const note = option.description && el("span", { id: `${box.id}-note`, class: "menu-note" }, words(option.description));
  if (note) box.setAttribute("aria-describedby", note.id);
  return el("div", { class: "tick" }, box, el("span", { class: "tick-words" }, el("label", { for: box.id }, words(option.text)), note));
}

const one = comboOf(() => 1);
const many = comboOf((element) => element.max_selected_items ?? Infinity);

const KINDS = {
  plain_text_input: { key: "value", initial: "initial_value", draw: textInput },
  email_text_input: { key: "value", initial: "initial_value", draw: textInput },
  url_text_input: { key: "value", initial: "initial_value", draw: textInput },
  number_input: { key: "value", initial: "initial_value", draw: numberInput },
  static_select: { key: "selected_option", initial: "initial_option", draw: select },
  external_select: { key: "selected_option", initial: "initial_option", draw: one },
  users_select: { key: "selected_user", initial: "initial_user", draw: select },
  channels_select: { key: "selected_channel", initial: "initial_channel", draw: select },
  conversations_select: { key: "selected_conversation", initial: "initial_conversation", draw: select },
  multi_static_select: { key: "selected_options", initial: "initial_options", draw: many },
  multi_external_select: { key: "selected_options", initial: "initial_options", draw: many },
  multi_users_select: { key: "selected_users", initial: "initial_users", draw: many },
  multi_channels_select: { key: "selected_channels", initial: "initial_channels", draw: many },
  multi_conversations_select: { key: "selected_conversations", initial: "initial_conversations", draw: many },
  rich_text_input: { key: "rich_text_value", initial: "initial_value", draw: richTextInput },
  file_input: { key: "files", initial: "initial_files", draw: fileInput },
  radio_buttons: { key: "selected_option", initial: "initial_option", draw: ticksOf("radio"), group: true },
  checkboxes: { key: "selected_options", initial: "initial_options", draw: ticksOf("checkbox"), group: true },
  datepicker: { key: "selected_date", initial: "initial_date", draw: pickerOf("date") },
  timepicker: { key: "selected_time", initial: "initial_time", draw: pickerOf("time") },
  datetimepicker: { key: "selected_date_time", initial: "initial_date_time", draw: dateTimePicker },
};

export function isInput(type) {
  return Object.hasOwn(KINDS, type);
}

export function isGroup(type) {
  return KINDS[type]?.group === true;
}

/**
 * Draw one input and remember it in `ctx.fields`. What was typed under the same block_id and action_id is kept, as in Slack.
 * `dispatches`: a change is told to the app at once (outside input blocks, and inside those with dispatch_action).
 */
export function input(element, { ctx, blockId, names, dispatches, field = {} }) {
  const kind = KINDS[element.type];
  const kept = ctx.kept?.[blockId]?.[element.action_id];
  const initial = kept?.type === element.type ? kept[kind.key] : element[kind.initial];
  const state = () => ({ type: element.type, [kind.key]: drawn.value() });
  const selected = () => ({ selected: state() });
  const quiet = isTyped(element.type); // a text box that says "busy" at every letter would only be noise
  const told = () => (quiet ? ctx.act(element, blockId, selected()) : act(element, { ctx, blockId }, selected(), drawn.group ?? drawn.control));
  const use = { ctx, blockId, names, dispatches, id: freshId("input"), focus: `${blockId}/${element.action_id}`, changed: dispatches ? inTurn(told) : () => {} };
  const drawn = kind.draw(element, initial, use);
  if (!drawn.group) drawn.control.dataset.focus = use.focus;
  const first = ctx.first?.[blockId]?.[element.action_id] ?? JSON.stringify(state());
  const made = { ...field, blockId, element, control: drawn.control, marked: drawn.group ?? drawn.control, value: drawn.value, busy: drawn.busy, state, first };
  made.kept = () => ({ ...state(), ...(drawn.kept && { [kind.key]: drawn.kept() }) });
  ctx.fields.push(made);
  return { ...drawn, id: use.id, field: made };
}

const TYPED = new Set(["plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"]);

function isTyped(type) {
  return TYPED.has(type);
}

// What two boxes to type in may differ in and still be one and the same: nothing that was typed depends on it.
const FORGIVEN = ["initial_value", "placeholder", "min_length", "max_length", "focus_on_load"];

/** Whether an element can go on in the control that was drawn for another, with its text, its cursor and its undo. */
export function sameControl(one, other) {
  const essence = (element) => JSON.stringify(Object.entries(element).filter(([key]) => !(isTyped(element.type) && FORGIVEN.includes(key))).sort());
  return essence(one) === essence(other);
}

function collected(fields, what) {
  const values = {};
  for (const field of fields) (values[field.blockId] ??= {})[field.element.action_id] = what(field);
  return values;
}

/** The fields' answers in the shape of Slack's `state.values`. */
export function stateOf(fields) {
  return collected(fields, (field) => field.state());
}

/** The same, with all that is needed to draw the fields anew, and what they held at first. */
export function keptOf(fields) {
  return { kept: collected(fields, (field) => field.kept()), first: collected(fields, (field) => field.first) };
}

/** Whether a person has changed anything that only this form knows. */
export function isChanged(fields) {
  return fields.some((field) => field.inInputBlock && (field.busy?.() || JSON.stringify(field.state()) !== field.first));
}
