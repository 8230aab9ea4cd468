// The page's only way to the local Slack: JSON in, JSON out, and a stream of hints about what to fetch again.

const ROOT = "/sandbox/api";
const AGAIN = 3000;

async function ask(path, options) {
  let response;
  try {
    response = await fetch(`${ROOT}${path}`, options);
  } catch {
    return { ok: false, error: "unreachable" };
  }
  const body = await response.json().catch(() => ({}));
  return response.ok ? body : { error: `http_${response.status}`, ...body, ok: false };
}

/** Why something did not work, in the server's words; null where only silence came. */
export function reasonOf(answer) {
  const reason = answer.problem ?? answer.error;
  return reason === "operation_timeout" || reason === "no answer" ? null : reason;
}

function query(parameters) {
  const present = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null);
  return new URLSearchParams(present).toString();
}

export function get(path, parameters = {}) {
  return ask(`${path}?${query(parameters)}`, { cache: "no-store" });
}

export function post(path, body) {
  return ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** Bring a file to the workspace; `progress(share)` hears how far it is. Only this way of asking tells that. */
export async function upload(person, file, name, progress) {
  const data = await base64(file);
  return new Promise((answer) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${ROOT}/upload`);
    request.setRequestHeader("Content-Type", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    request.addEventListener("load", () => answer(request.status === 200 ? request.response : { error: `http_${request.status}`, ...request.response, ok: false }));
    request.addEventListener("error", () => answer({ ok: false, error: "unreachable" }));
    request.send(JSON.stringify({ as: person, name, mimetype: file.type || "application/octet-stream", data }));
  });
}

function base64(file) {
  return new Promise((answer) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => answer(reader.result.slice(reader.result.indexOf(",") + 1)));
    reader.readAsDataURL(file);
  });
}

/**
 * Hear what changed for one person: `heard(hint)` per hint, `state(open)` when the line drops or comes back.
 * Answers a function that stops listening.
 */
export function listen(person, heard, state) {
  let source = null;
  let again = null;
  const open = () => {
    source = new EventSource(`${ROOT}/events?${query({ as: person })}`);
    source.addEventListener("message", (message) => heard(JSON.parse(message.data)));
    source.addEventListener("open", () => state(true));
    source.addEventListener("error", () => {
      state(false);
      // The browser tries again by itself unless the server refused; then it is up to us.
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, AGAIN);
    });
  };
  open();
  return () => {
    clearTimeout(again);
    source.close();
  };
}
