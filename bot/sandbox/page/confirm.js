// Asks 'are you sure?' before a button does what cannot be taken back.

import { el, freshId } from "./dom.js";
import { plainText } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";
import { t } from "./words.js";

/** Promises true for yes; Escape and the other button are no. */
export function confirmed(question, ctx) {
  return new Promise((answer) => {
    const dialog = confirmDialog(question, ctx);
    dialog.addEventListener("close", () => {
      dialog.remove();
      answer(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function confirmDialog(question, ctx) {
  const [title, text] = [freshId("confirm"), freshId("confirm")];
  const words = question.text?.type === "mrkdwn" ? mrkdwn(question.text.text, ctx) : plainText(question.text);
  const press = (value) => (event) => event.currentTarget.closest("dialog").close(value);
  const yes = question.style === "danger" ? "button button-danger" : "button button-primary";
  return el("dialog", { class: "confirm", role: "alertdialog", "aria-labelledby": title, "aria-describedby": text },
    el("h2", { id: title }, plainText(question.title)),
    el("div", { id: text, class: "confirm-text" }, words),
    el("div", { class: "dialog-foot" },
      el("button", { type: "button", class: "button", autofocus: true, text: question.deny?.text ?? t("cancel"), on: { click: press("no") } }),
      el("button", { type: "button", class: yes, text: question.confirm?.text ?? t("confirm"), on: { click: press("yes") } }),
    ),
  );
}
