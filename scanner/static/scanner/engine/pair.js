// A pairing code becomes a pairing.

import { PAIRING_LENGTH } from "../rules/limits.js";
import { HALL } from "../storage/tables.js";
import { announceRosterChange, publishState } from "./changes.js";
import { releaseAllScans } from "../scans/scan-storage.js";
import { request } from "../network/server.js";

const TIMEOUT = 45_000; // ms: a code is spent with the first question, whether its answer is waited for or not
const PROBLEMS_WITH_A_SENTENCE = ["captive_portal", "forbidden", "throttled"];

/** Return {ok: true}, and the roster follows by itself, or {ok: false, reason}. */
export async function pairPhone(phone, typed) {
  const code = String(typed)
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "");
  if (code.length !== PAIRING_LENGTH) return { ok: false, reason: "not_a_code" };
  if (!(await hasRoomForHall(phone))) return { ok: false, reason: "storage" };
  const options = { method: "POST", body: { pairing_code: code }, timeout: phone.timeouts.upload || TIMEOUT };
  const answer = await request(phone, "devices/pair/", options);
  if (answer.problem) return { ok: false, reason: refusalOf(answer) };
  if (!answer.body.token || !answer.body.device) return { ok: false, reason: "server_error" };
  try {
    await releaseAllScans(phone);
    await phone.pairings.begin(answer.body, phone.now());
  } catch {
    return { ok: false, reason: "storage" };
  }
  phone.lastTried.roster = -Infinity;
  phone.status.problem = null;
  announceRosterChange(phone);
  phone.schedule.now();
  return { ok: true };
}

/** Measured by writing, before anybody relies on this phone: a browser promises room that the disk does not have. */
async function hasRoomForHall(phone) {
  await phone.store.probe(HALL);
  phone.status.storage = phone.store.reason;
  publishState(phone);
  return !phone.status.storage;
}

function refusalOf({ status, problem, body }) {
  const codes = [problem, ...((body && body.errors) || []).map((error) => error.code)];
  if (codes.includes("pairing_code_unknown")) return "pairing_code_unknown";
  if (PROBLEMS_WITH_A_SENTENCE.includes(problem)) return problem;
  return status === 0 ? "offline" : "server_error";
}
