// Where the page stands, kept in its address: #/U0RITA/C0GENERAL, then /home or /thread/1700000000.000100.

export function readPlace() {
  const [person, channel, part, ts] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  return { person: person || null, channel: channel || null, home: part === "home", thread: part === "thread" ? ts ?? null : null };
}

export function address({ person, channel, home, thread }) {
  const tail = home ? ["home"] : thread ? ["thread", thread] : [];
  return `#/${[person, channel, ...tail].filter(Boolean).map(encodeURIComponent).join("/")}`;
}
