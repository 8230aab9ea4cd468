// Files on their way to the workspace: chosen, dropped or pasted, shown with their progress, taken away again.

import { reasonOf, upload } from "./api.js";
import { el, hiddenText, icon } from "./dom.js";
import { count, t } from "./words.js";

const LARGEST = 5 * 1024 * 1024;
const SIZES = ["B", "kB", "MB"];

export function sizeText(bytes) {
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), SIZES.length - 1);
  return `${(bytes / 1000 ** step).toFixed(step === 2 ? 1 : 0)} ${SIZES[step]}`;
}

export function isPicture(file) {
  return /^image\/(png|jpe?g|gif|webp)$/.test(file.mimetype ?? file.type ?? "");
}

/** The files that a paste or a drop brings. */
export function filesOf(transfer) {
  return [...(transfer?.files ?? [])];
}

/** A list of files; `ready()` are those that have arrived. `changed()` is called whenever that may have become different. */
export class Uploads {
  constructor({ me, most = 10, types = null, held = [], changed = () => {} }) {
    Object.assign(this, { me, most, types, changed, items: [] });
    this.list = el("ul", { class: "uploads", "aria-label": t("attached") });
    this.problem = el("p", { class: "upload-problem", role: "alert", hidden: true });
    this.node = el("div", { class: "upload-holder" }, this.list, this.problem);
    this.list.hidden = true;
    held.forEach((file) => this.show({ name: file.name, size: file.size, type: file.mimetype, file }));
  }

  say(problem) {
    this.problem.textContent = problem;
    this.problem.hidden = !problem;
  }

  ready() {
    return this.items.map((item) => item.file).filter(Boolean);
  }

  get busy() {
    return this.items.some((item) => !item.file);
  }

  add(files) {
    const problems = files.map((file) => this.refusal(file) ?? (this.send(file), null)).filter(Boolean);
    this.say(problems.join(" "));
  }

  refusal(file) {
    if (this.items.length >= this.most) return count("files_at_most", this.most);
    if (file.size > LARGEST) return t("file_too_large", { name: file.name, size: sizeText(file.size) });
    const ending = file.name.split(".").at(-1).toLowerCase();
    if (this.types?.length && !this.types.includes(ending)) return t("file_type", { name: file.name, types: this.types.join(", ") });
    return null;
  }

  async send(file) {
    const item = this.show({ name: file.name || t("pasted"), size: file.size, type: file.type });
    const answer = await upload(this.me.id, file, item.name, (share) => (item.bar.value = share));
    if (!this.items.includes(item)) return;
    if (answer.ok === false) {
      this.say(t("file_failed", { name: item.name, why: reasonOf(answer) ?? t("no_answer") }));
      return this.drop(item);
    }
    Object.assign(item, { file: answer.file });
    item.node.replaceWith((item.node = this.draw(item)));
    this.changed();
  }

  show(item) {
    item.bar = el("progress", { class: "upload-bar", max: "1", value: "0", "aria-label": t("uploading", { name: item.name }) });
    item.node = this.draw(item);
    this.items.push(item);
    this.list.append(item.node);
    this.list.hidden = false;
    if (!item.file) this.changed();
    return item;
  }

  draw(item) {
    const remove = el("button", { type: "button", class: "chip-remove", "aria-label": t("remove", { name: item.name }), on: { click: () => this.take(item) } }, icon("close"));
    const face = item.file && isPicture(item) ? el("img", { class: "upload-face", src: item.file.url, alt: "" }) : el("span", { class: "upload-face" }, icon("file"));
    const state = item.file ? el("span", { class: "menu-note" }, sizeText(item.size), hiddenText(` ${t("uploaded")}`)) : item.bar;
    return el("li", { class: "upload" }, face, el("span", { class: "upload-words" }, el("bdi", { class: "upload-name" }, item.name), state), remove);
  }

  /** A person takes a file away; the focus stays near. */
  take(item) {
    const at = this.items.indexOf(item);
    this.say("");
    this.drop(item);
    const buttons = this.list.querySelectorAll("button");
    (buttons[Math.min(at, buttons.length - 1)] ?? this.focusAfter)?.focus();
  }

  drop(item) {
    this.items = this.items.filter((one) => one !== item);
    item.node.remove();
    this.list.hidden = this.items.length === 0;
    this.changed();
  }

  clear() {
    for (const item of this.items) item.node.remove();
    this.items = [];
    this.list.hidden = true;
    this.say("");
  }
}

function carriesFiles(event) {
  return event.dataTransfer?.types.includes("Files");
}

/** A file dropped beside where it belongs must not take the page's place in the window. */
export function refusesDrops() {
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (!carriesFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "none";
    });
  }
}

/** Dropping files anywhere on `zone` hands them to `take`; meanwhile the zone says so. */
export function takesDrops(zone, take) {
  const over = (on) => zone.classList.toggle("drop-here", on);
  zone.addEventListener("dragover", (event) => {
    if (!carriesFiles(event) || !take()) return;
    event.preventDefault();
    over(true);
  });
  zone.addEventListener("dragleave", (event) => !zone.contains(event.relatedTarget) && over(false));
  zone.addEventListener("drop", (event) => {
    over(false);
    if (!carriesFiles(event) || !take()) return;
    event.preventDefault();
    take().add(filesOf(event.dataTransfer));
  });
}
