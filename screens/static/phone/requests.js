// Questions to the server, with an end to their waiting.

const COMPRESSED_FROM = 1000; // characters; less gains nothing
const NOT_OURS = ["bad_answer", "captive_portal"];
const REFUSALS = { 400: "refused_request", 403: "forbidden", 429: "throttled", 511: "captive_portal" }; // without a code of the server's
const LONGEST_WAIT = 600_000; // ms, whatever Retry-After says

/** Has the server itself answered, and not a hotel's sign-in page? */
export function isReached({ status, problem }) {
  return status > 0 && !NOT_OURS.includes(problem);
}

/**
 * Ask the API. Never rejects. Return {status, body, problem, retryAfter, sentAt, trip}: status 0 without an answer; body the JSON object of a
 * whole one, else null; problem null | "offline" | "timeout" | "captive_portal" | "bad_answer" | "server_error" | "token_unknown" | one of
 * REFUSALS | a problem+json's code; retryAfter ms; sentAt epoch ms by the phone, trip ms to the first word of the answer.
 * phone: {apiBase, now, steady}; options: {method, token, body, timeout}
 */
export async function ask(phone, path, options) {
  const answer = await askOnce(phone, path, options);
  if (answer.status !== 415 || phone.isUncompressed) return answer;
  phone.isUncompressed = true; // something on the way takes no gzip
  return askOnce(phone, path, options);
}

async function askOnce({ apiBase, now, steady, isUncompressed }, path, { method = "GET", token = null, body = null, timeout }) {
  const abort = new AbortController();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    abort.abort();
  }, timeout);
  const [sentAt, begun] = [now(), steady()];
  let trip = Infinity;
  try {
    const prepared = await requestOf(method, token, body, isUncompressed);
    const response = await fetch(apiBase + path, { ...prepared, signal: abort.signal });
    trip = steady() - begun;
    const object = parseObject(await response.text());
    return { status: response.status, body: object, problem: problemOf(response, object), retryAfter: waitOf(response), sentAt, trip };
  } catch {
    return { status: 0, body: null, problem: isLate ? "timeout" : "offline", retryAfter: 0, sentAt, trip };
  } finally {
    clearTimeout(timer);
  }
}

async function requestOf(method, token, body, isUncompressed) {
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = `Token ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  const options = { method, headers, cache: "no-store", credentials: "omit", redirect: "manual" };
  if (!body) return options;
  const text = JSON.stringify(body);
  const packed = isUncompressed ? null : await compress(text);
  if (packed) headers["Content-Encoding"] = "gzip";
  return { ...options, body: packed || text };
}

/** Return gzipped bytes, or null where it does not pay or the browser cannot (Safari before 16.4). */
async function compress(text) {
  if (text.length < COMPRESSED_FROM || !self.CompressionStream) return null;
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

function waitOf(response) {
  const seconds = Number(response.headers.get("Retry-After"));
  return seconds > 0 ? Math.min(LONGEST_WAIT, seconds * 1000) : 0;
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
  if (response.type === "opaqueredirect") return "captive_portal"; // the API redirects nobody
  const isPage = (response.headers.get("Content-Type") || "").startsWith("text/html");
  if (response.ok) return body ? null : isPage ? "captive_portal" : "bad_answer"; // a hotel's sign-in page also says 200
  if (REFUSALS[response.status] === "captive_portal") return "captive_portal";
  if (response.status >= 500) return "server_error";
  if (response.status === 401) return "token_unknown";
  if (body && typeof body.code === "string") return body.code;
  return REFUSALS[response.status] || "bad_answer";
}
