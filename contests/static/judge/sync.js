// One go at the server: sheets that wait are sent, one by one and in order, then what is to be marked is fetched.

import { ask, isReached } from "../phone/requests.js";
import { runInOneTab } from "../phone/tabs.js";

const TIMEOUT = 30_000; // ms
const FETCH_EVERY = 20_000;
const LEASE = 90_000;
const NOT_OURS = ["refused_request", "forbidden", "throttled", "captive_portal", "bad_answer", "server_error"]; // as a proxy says it

export async function syncOnce(page, isForced) {
  let result = { reached: null, problem: null };
  const work = async (renewLease) => {
    result = await sendAndFetch(page, isForced, renewLease);
  };
  try {
    await runInOneTab(page.store, work, { now: page.now, leaseFor: LEASE, isPatient: isForced });
  } catch (error) {
    if (!error.reason) throw error;
    page.status.storage = error.reason;
    return { reached: false, problem: null };
  }
  if (result.reached !== null) Object.assign(page.status, { isOnline: result.reached, problem: result.problem });
  return result;
}

async function sendAndFetch(page, isForced, renewLease) {
  let result = { reached: null, problem: null };
  await page.records.load().catch(page.fail); // another tab may have sent what waits here
  for (const { seat } of page.records.seats.values()) {
    for (const ballot of page.records.waiting(seat)) {
      if (!(await renewLease())) return result;
      const answer = await askAs(page, seat, "judge/ballots/", bodyOf(ballot));
      if (!answer) break;
      result = resultOf(answer);
      if (!(await settle(page, ballot, answer))) break;
    }
    if (result.problem && !result.reached) return result;
  }
  const isDue = isForced || page.steady() - page.lastFetch >= FETCH_EVERY;
  return page.records.current && isDue && !result.problem ? fetchSheets(page, result) : result;
}

function bodyOf({ id, performance, points }) {
  return { method: "POST", body: { id, performance, points } };
}

/** Return true when the sheet waits no more: the server has it, or said that it will not. */
async function settle(page, ballot, answer) {
  const { status, body, problem } = answer;
  if (status === 201 && body?.id === ballot.id) {
    const { id, version, status: state, points, total, return_reason } = body;
    await page.records.acknowledge(ballot, { id, version, status: state, points, total, return_reason });
  } else if ([400, 404, 409].includes(status) && problem && !NOT_OURS.includes(problem)) {
    await page.records.refuse(ballot, { code: problem, errors: body.errors || [] });
  } else {
    return false;
  }
  page.tabs.tell("records");
  return true;
}

async function fetchSheets(page, before) {
  const { seat } = page.records.current;
  const answer = await askAs(page, seat, "judge/", {});
  if (!answer) return before;
  page.lastFetch = page.steady();
  if (answer.status === 200 && answer.body?.performances) {
    await page.records.changeSeat(seat, {
      sheets: answer.body,
      fetchedAt: page.now(),
      contest: answer.body.contest,
      name: answer.body.name,
    });
    page.tabs.tell("records");
  }
  return resultOf(answer);
}

/** Ask with the seat's access; null where it has none. A server that does not know it closes the seat on this phone, and nothing is deleted. */
async function askAs(page, seat, path, options) {
  const { access } = page.records.seats.get(seat);
  if (!access) return null;
  const answer = await ask(page, path, { token: access, timeout: TIMEOUT, ...options });
  if (answer.problem === "token_unknown") {
    const current = page.records.seats.get(seat);
    if (current.access === access) await page.records.changeSeat(seat, { access: null, closed: answer.body?.code || "link_unknown" });
    page.tabs.tell("records");
  }
  return answer;
}

function resultOf(answer) {
  const isOwnAnswer = [400, 401, 404, 409].includes(answer.status) && !NOT_OURS.includes(answer.problem);
  return { reached: isReached(answer), problem: isOwnAnswer ? null : answer.problem, retryAfter: answer.retryAfter };
}
