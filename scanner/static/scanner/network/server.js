// Questions to the server, with an end to their waiting.

/**
 * Ask the API: a good answer also sets the clock. Never rejects. Return {status, body, problem, sentAt, trip}: status 0 without an answer;
 * body the JSON object of a whole one, else null; problem null | "offline" | "timeout" | "bad_answer" | "server_error" | "token_unknown" |
 * a problem+json's code; sentAt epoch ms by the phone, trip ms to the first word of the answer.
 */
export async function request(phone, path, options) {
  const { clock, status, store } = phone;
  const answer = await ask(phone, path, options);
  status.online = isReached(answer);
  if (answer.status >= 200 && answer.status < 300 && answer.body) {
    status.lastContact = phone.now();
    clock.measure({ serverTime: Date.parse(answer.body.server_time), sentAt: answer.sentAt, trip: answer.trip });
    const fact = { name: "clock", sample: clock.bestSample(), lastContact: status.lastContact, serverTime: clock.pastUntil };
    store.change(["facts"], (rows) => rows.put("facts", fact)).catch(() => {});
  }
  return answer;
}

/** Has the server itself answered, and not a hotel's sign-in page? */
export function isReached({ status, problem }) {
  return status > 0 && problem !== "bad_answer";
}

async function ask({ apiBase, now, steady }, path, { method = "GET", token = null, body = null, timeout }) {
  const abort = new AbortController();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    abort.abort();
  }, timeout);
  const [sentAt, begun] = [now(), steady()];
  let trip = Infinity;
  try {
    const response = await fetch(apiBase + path, { ...requestOf(method, token, body), signal: abort.signal });
    trip = steady() - begun;
    const object = parseObject(await response.text());
    return { status: response.status, body: object, problem: problemOf(response, object), sentAt, trip };
  } catch {
    return { status: 0, body: null, problem: isLate ? "timeout" : "offline", sentAt, trip };
  } finally {
    clearTimeout(timer);
  }
}

function requestOf(method, token, body) {
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = `Token ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  const options = { method, headers, cache: "no-store", credentials: "omit", redirect: "error" };
  return body ? { ...options, body: JSON.stringify(body) } : options;
}

function parseObject(text) {
  try {
    const value = JSON.parse(text);
    return value && typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function problemOf(response, body) {
  if (response.ok) return body ? null : "bad_answer"; // a hotel's sign-in page also says 200
  if (response.status >= 500) return "server_error";
  if (response.status === 401) return "token_unknown";
  return body && typeof body.code === "string" ? body.code : "bad_answer";
}
