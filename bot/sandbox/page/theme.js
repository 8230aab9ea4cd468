// Light or dark: as the system says, unless a person chose. The choice stays in this browser.

import { keep, recall } from "./kept.js";
import { t } from "./words.js";

const KEPT = "snag-appearance";
const CHOICES = ["system", "light", "dark"];

function chosen() {
  const kept = recall("localStorage", KEPT);
  return CHOICES.includes(kept) ? kept : "system";
}

function wear(choice) {
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
}

/** The three choices as a part of a menu. */
export function appearance() {
  const words = { system: t("theme_system"), light: t("theme_light"), dark: t("theme_dark") };
  const choose = (choice) => {
    keep("localStorage", KEPT, choice);
    wear(choice);
  };
  return { group: t("theme"), class: "menu-foot", items: CHOICES.map((choice) => ({ checked: choice === chosen(), content: words[choice], choose: () => choose(choice) })) };
}

wear(chosen());
