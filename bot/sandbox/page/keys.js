// Moving about by keyboard: one Tab stop per toolbar, arrow keys from message to message, F6 from part to part of the page.

const NEXT = { ArrowRight: 1, ArrowLeft: -1 };

/** Makes a row of buttons one Tab stop with arrow keys inside. */
export function oneStop(bar, buttons) {
  const stop = (chosen) => buttons.forEach((button) => button.setAttribute("tabindex", button === chosen ? "0" : "-1"));
  stop(buttons[0]);
  bar.addEventListener("focusin", (event) => buttons.includes(event.target) && stop(event.target));
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    const by = NEXT[event.key];
    if (at < 0 || !by) return;
    event.preventDefault();
    event.stopPropagation();
    buttons[(at + by + buttons.length) % buttons.length].focus();
  });
}

/** Arrow keys in a log go from message to message, Escape leaves it; whoever is inside a field or a menu keeps the keys. */
export function walksMessages(log, leave) {
  log.addEventListener("keydown", (event) => {
    const here = event.target;
    const [items, at] = [[...log.querySelectorAll("article")], here.matches("article, .log")];
    if (!at || !items.length || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && leave()) event.preventDefault();
    const from = here === log ? items.length : items.indexOf(here);
    const to = { ArrowUp: from - 1, ArrowDown: from + 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[Math.max(0, Math.min(items.length - 1, to))].focus();
  });
}

/** Arrow keys in a list of links go from link to link. */
export function walksLinks(list) {
  list.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(event.target);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: links.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    links.at(to % links.length).focus();
  });
}

/** F6 goes on to the next part of the page that is there, with Shift to the one before; `parts()` are what takes the focus. */
export function walksParts(parts) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F6" || document.querySelector("dialog[open]")) return;
    const stops = parts().filter((stop) => stop?.holder && !stop.holder.hidden && stop.target);
    const at = stops.findIndex((stop) => stop.holder.contains(document.activeElement));
    event.preventDefault();
    stops.at((at + (event.shiftKey ? -1 : 1)) % stops.length)?.target.focus();
  });
}
