// One line at the foot of the page about what just happened, for eyes and for screen readers.

const STAYS = { said: 4000, failed: 9000 };

/** `kind` is "said" (read when there is a pause) or "failed" (read at once); an empty text takes it away. */
export function tell(kind, text) {
  const node = document.getElementById(kind);
  node.textContent = text;
  node.classList.toggle("shown", Boolean(text));
  clearTimeout(node.timer);
  if (text) node.timer = setTimeout(() => tell(kind, ""), STAYS[kind]);
}
