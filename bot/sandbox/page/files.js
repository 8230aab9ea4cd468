// Files in messages: pictures as thumbnails that open large, anything else by name and size.

import { el, hiddenText, icon } from "./dom.js";
import { isPicture, sizeText } from "./upload.js";
import { t } from "./words.js";

export function filesIn(message) {
  if (!message.files?.length) return null;
  return el("ul", { class: "files", "aria-label": t("attached") }, message.files.map((file) => el("li", {}, drawn(file))));
}

function drawn(file) {
  if (file.deleted || !file.url) return el("span", { class: "not-drawn" }, t("file_gone"));
  return isPicture(file) ? thumbnail(file) : link(file);
}

function thumbnail(file) {
  const words = file.alt_txt || file.name;
  return el("button", {
    type: "button", class: "thumbnail", "aria-label": t("open_picture", { name: words }), "aria-haspopup": "dialog", data: { focus: `file/${file.id}` }, on: { click: () => openLarge(file.url, words, file.name) },
  }, el("img", { src: file.url, alt: words }));
}

function link(file) {
  return el("a", { class: "file-link", href: file.url, target: "_blank", rel: "noopener noreferrer" }, icon("file"),
    el("span", { class: "upload-words" }, el("bdi", { class: "upload-name" }, file.name), el("span", { class: "menu-note" }, sizeText(file.size ?? 0))), hiddenText(` ${t("new_tab")}`));
}

/** A picture over the whole window; Escape, the button or a click beside it closes it again. */
export function openLarge(url, words, name) {
  const close = el("button", { type: "button", class: "tool", "aria-label": t("close"), on: { click: () => dialog.close() } }, icon("close"));
  const dialog = el("dialog", { class: "lightbox", "aria-label": name, on: { click: (event) => event.target === dialog && dialog.close(), close: () => dialog.remove() } },
    el("div", { class: "lightbox-head" }, el("bdi", { class: "upload-name" }, name), close),
    el("img", { class: "lightbox-picture", src: url, alt: words }));
  document.body.append(dialog);
  dialog.showModal();
}
