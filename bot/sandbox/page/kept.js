// What this browser keeps. Where it forbids that, the page remembers as long as it is open.

const held = new Map();

/** `store` is "localStorage" (for good) or "sessionStorage" (for this tab); null for what was never kept. */
export function recall(store, key) {
  try {
    return window[store].getItem(key);
  } catch {
    return held.get(key) ?? null;
  }
}

/** Null forgets. */
export function keep(store, key, value) {
  try {
    if (value === null) window[store].removeItem(key);
    else window[store].setItem(key, value);
  } catch {
    held.set(key, value);
  }
}
