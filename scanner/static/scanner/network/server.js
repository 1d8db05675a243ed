// One question to the server, with an end to its waiting.

/**
 * Never rejects. {status, body, problem, sentAt, trip}: status 0 without an answer; body the JSON object of a whole one, else null;
 * problem null | "offline" | "timeout" | "bad_answer" | "server_error" | "token_unknown" | a problem+json's code; sentAt epoch ms by the
 * phone, trip ms to the first word of the answer.
 */
export async function ask(address, { method = "GET", token = null, body = null, timeout, now, steady }) {
  const stop = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop.abort();
  }, timeout);
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = `Token ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  const [sentAt, began] = [now(), steady()];
  let trip = Infinity;
  const answer = (status, found, problem) => ({ status, body: found, problem, sentAt, trip });
  try {
    const options = { method, headers, signal: stop.signal, cache: "no-store", credentials: "omit", redirect: "error" };
    const response = await fetch(address, body ? { ...options, body: JSON.stringify(body) } : options);
    trip = steady() - began;
    const found = objectIn(await response.text());
    return answer(response.status, found, problemOf(response, found));
  } catch {
    return answer(0, null, late ? "timeout" : "offline");
  } finally {
    clearTimeout(timer);
  }
}

function objectIn(text) {
  try {
    const found = JSON.parse(text);
    return found && typeof found === "object" && !Array.isArray(found) ? found : null;
  } catch {
    return null;
  }
}

function problemOf(response, found) {
  if (response.ok) return found ? null : "bad_answer"; // a hotel's sign-in page also says 200
  if (response.status >= 500) return "server_error";
  if (response.status === 401) return "token_unknown";
  return found && typeof found.code === "string" ? found.code : "bad_answer";
}
