// Slack's names of the emoji that work messages use, and the workspace's own; an unknown name stays as it was typed.

import { el } from "./dom.js";

const NAMES = {
  "+1": "👍", "-1": "👎", "100": "💯", alarm_clock: "⏰", ambulance: "🚑", anger: "💢", angry: "😠", arrow_down: "⬇️",
  arrow_left: "⬅️", arrow_right: "➡️", arrow_up: "⬆️", arrows_counterclockwise: "🔄", ballot_box_with_check: "☑️", bar_chart: "📊",
  bell: "🔔", black_circle: "⚫", blue_heart: "💙", blush: "😊", bomb: "💣", book: "📖", bookmark: "🔖", boom: "💥", broken_heart: "💔",
  bug: "🐛", bulb: "💡", busts_in_silhouette: "👥", calendar: "📆", car: "🚗", chart_with_downwards_trend: "📉",
  chart_with_upwards_trend: "📈", clap: "👏", clipboard: "📋", clock1: "🕐", clock9: "🕘", closed_lock_with_key: "🔐", cloud: "☁️",
  computer: "💻", confused: "😕", construction: "🚧", credit_card: "💳", cry: "😢", date: "📅", disappointed: "😞", dizzy: "💫",
  email: "📧", envelope: "✉️", exclamation: "❗", expressionless: "😑", eyes: "👀", face_with_monocle: "🧐", fire: "🔥",
  flashlight: "🔦", frowning: "😦", gear: "⚙️", gift: "🎁", globe_with_meridians: "🌐", grey_question: "❔", grin: "😁", grinning: "😀",
  hammer: "🔨", hammer_and_wrench: "🛠️", handshake: "🤝", heart: "❤️", heavy_check_mark: "✔️", heavy_minus_sign: "➖",
  heavy_plus_sign: "➕", hourglass: "⌛", hourglass_flowing_sand: "⏳", house: "🏠", inbox_tray: "📥", information_source: "ℹ️", joy: "😂",
  key: "🔑", label: "🏷️", large_blue_circle: "🔵", large_green_circle: "🟢", large_orange_circle: "🟠", large_yellow_circle: "🟡",
  link: "🔗", lock: "🔒", loudspeaker: "📢", mag: "🔍", mailbox: "📫", mega: "📣", memo: "📝", moneybag: "💰", muscle: "💪", mute: "🔇",
  negative_squared_cross_mark: "❎", neutral_face: "😐", new: "🆕", no_entry: "⛔", no_entry_sign: "🚫", ok: "🆗", ok_hand: "👌",
  outbox_tray: "📤", package: "📦", paperclip: "📎", partying_face: "🥳", pencil: "📝", pencil2: "✏️", point_down: "👇",
  point_right: "👉", pray: "🙏", pushpin: "📌", question: "❓", rage: "😡", raised_hands: "🙌", recycle: "♻️", red_circle: "🔴",
  repeat: "🔁", rocket: "🚀", rotating_light: "🚨", satellite: "📡", scroll: "📜", see_no_evil: "🙈", seedling: "🌱", shield: "🛡️",
  shopping_cart: "🛒", shrug: "🤷", sleeping: "😴", slightly_frowning_face: "🙁", slightly_smiling_face: "🙂", smile: "😄", smiley: "😃",
  sos: "🆘", sparkles: "✨", speech_balloon: "💬", star: "⭐", stopwatch: "⏱️", sunny: "☀️", sweat_smile: "😅", tada: "🎉", telephone: "☎️",
  thinking_face: "🤔", thumbsdown: "👎", thumbsup: "👍", tired_face: "😫", toolbox: "🧰", trophy: "🏆", truck: "🚚", unamused: "😒",
  unlock: "🔓", warning: "⚠️", wastebasket: "🗑️", watch: "⌚", wave: "👋", wheelchair: "♿", white_check_mark: "✅", white_circle: "⚪",
  wink: "😉", wrench: "🔧", x: "❌", zap: "⚡", zzz: "💤",
};

// Custom emoji of this workspace are pictures, as in Slack.
const OWN = { snag: "icon.svg" };

/** What the picker offers, the workspace's own first. */
export const OFFERED = [
  ...Object.keys(OWN), "+1", "eyes", "white_check_mark", "raised_hands", "heart", "tada", "pray", "clap", "ok_hand", "wave", "joy", "smile",
  "thinking_face", "cry", "rage", "fire", "bulb", "warning", "question", "bug", "rocket", "hourglass_flowing_sand", "-1",
];

/** All names that can be typed between colons. */
export function emojiNames() {
  return [...Object.keys(OWN), ...Object.keys(NAMES)];
}

/** The emoji of a name, `unicode` (Slack's hex form, as rich_text carries it) first; null where neither is known. */
export function emojiOf(name, unicode) {
  if (/^[0-9a-f]{2,6}(-[0-9a-f]{2,6})*$/i.test(unicode ?? "")) {
    const points = unicode.split("-").map((point) => Number.parseInt(point, 16));
    if (points.every((point) => point <= 0x10ffff)) return String.fromCodePoint(...points);
  }
  return Object.hasOwn(NAMES, name) ? NAMES[name] : null;
}

export function emojiNode(name, unicode) {
  if (Object.hasOwn(OWN, name)) return el("img", { class: "emoji emoji-own", src: OWN[name], alt: `:${name}:`, title: `:${name}:` });
  const drawn = emojiOf(name, unicode);
  if (!drawn) return document.createTextNode(`:${name}:`);
  return el("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), text: drawn });
}

/** A plain_text object: `:names:` become emoji unless it says no, and nothing else means anything. */
export function plainText(object) {
  const text = object?.text ?? "";
  return object?.emoji === false ? [text] : withEmoji(text);
}

/** A text with its `:names:` as emoji, in pieces. */
export function withEmoji(text) {
  return text.split(/:([a-z0-9_+'-]+):/).flatMap((part, index) => {
    if (index % 2 === 0) return part ? [part] : [];
    return [emojiNode(part)];
  });
}
