// Where the page stands, kept in its address: #/U0RITA/C0GENERAL, then /home or /thread/1700000000.000100.

export function readPlace() {
  const [person, channel, part, ts] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  return { person: person || null, channel: channel || null, home: part === "home", thread: part === "thread" ? ts ?? null : null };
}

/** What a permalink of this workspace leads to: https://larkfield.slack.com/archives/C0APP/p1700000000000100?thread_ts=... */
export function ofPermalink(url, domain) {
  const found = /^https:\/\/([a-z0-9-]+)\.slack\.com\/archives\/([A-Z0-9]+)\/p(\d+)(\d{6})(?:\?(.*))?$/i.exec(url);
  if (found?.[1] !== domain) return null;
  return { channel: found[2], thread: new URLSearchParams(found[5] ?? "").get("thread_ts") ?? `${found[3]}.${found[4]}` };
}

export function address({ person, channel, home, thread }) {
  const tail = home ? ["home"] : thread ? ["thread", thread] : [];
  return `#/${[person, channel, ...tail].filter(Boolean).map(encodeURIComponent).join("/")}`;
}
