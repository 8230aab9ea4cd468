// The list of channels as a drawer, where the window is narrow.

const byId = (id) => document.getElementById(id);
const opener = () => byId("top").querySelector(".menu-button");

export function openMenu() {
  document.body.classList.add("menu-open");
  byId("veil").hidden = false;
  opener().setAttribute("aria-expanded", "true");
  (byId("sidebar").querySelector("[aria-current]") ?? byId("sidebar").querySelector("a"))?.focus();
}

export function closeMenu() {
  if (!document.body.classList.contains("menu-open")) return;
  const sidebar = byId("sidebar");
  const focusGoesWithIt = sidebar.contains(document.activeElement) || document.activeElement === document.body;
  document.body.classList.remove("menu-open");
  byId("veil").hidden = true;
  opener().setAttribute("aria-expanded", "false");
  if (focusGoesWithIt) opener().focus();
}

byId("veil").addEventListener("click", closeMenu);
byId("sidebar").addEventListener("keydown", (event) => event.key === "Escape" && closeMenu());
