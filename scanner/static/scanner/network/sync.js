// One go at the server: what waits is sent, then the roster is fetched.

import { noteUnsent, publishState, reload } from "../engine/changes.js";
import { dropOtherActivities, forgetRosterWhenTold } from "../engine/forgetting.js";
import { refillEmptiedStore } from "../engine/recovery.js";
import { roomLeft } from "../../phone/database.js";
import { runInOneTab } from "../../phone/tabs.js";
import { fetchRosterPage } from "./roster-download.js";
import { isReached } from "../../phone/requests.js";
import { uploadWaiting } from "./upload.js";

const ROSTER_EVERY = 60000; // ms
const LEASE = 90000;

/** Return {reached, problem}; reached null when there was nothing to ask or another tab is at it. isForced: a person asked for it. */
export async function syncOnce(phone, isForced) {
  const { status } = phone;
  let result = { reached: null, problem: null };
  phone.lastTried.contact = phone.steady();
  const work = async (renewLease) => {
    result = await uploadAndFetch(phone, isForced, renewLease);
  };
  try {
    const isOurTurn = await runInOneTab(phone.store, work, { now: phone.now, leaseFor: LEASE, isPatient: isForced });
    if (isOurTurn && result.reached !== null) status.problem = result.problem === "offline" ? null : result.problem;
    return result;
  } catch (error) {
    if (!error.reason) throw error;
    status.storage = error.reason; // the answer could not be stored: the server will be asked again
    return { reached: false, problem: null };
  }
}

export function isRosterDue(phone, isForced) {
  const pairing = phone.pairings.current;
  if (!pairing || phone.isClosed) return false;
  if (isForced) return true;
  if (pairing.revoked || (pairing.ended && !pairing.endedByClock)) return false;
  return !pairing.roster.complete || phone.clock.isJumped || phone.steady() - phone.lastTried.roster >= ROSTER_EVERY;
}

async function uploadAndFetch(phone, isForced, renewLease) {
  phone.status.room = await roomLeft();
  await refillEmptiedStore(phone).catch(() => {}); // full: it is sent from memory
  const upload = await uploadWaiting(phone, renewLease);
  if (upload.reached !== null) {
    phone.tabs.tell("records");
    noteUnsent(phone);
  }
  await forgetRosterWhenTold(phone, upload.problem, upload.device);
  if (upload.reached !== false) await dropOtherActivities(phone);
  if (upload.reached === false || !isRosterDue(phone, isForced)) return upload;
  const download = await downloadRoster(phone, renewLease);
  const retryAfter = Math.max(upload.retryAfter, download.retryAfter || 0);
  return { reached: download.reached, problem: upload.problem || download.problem, retryAfter };
}

async function downloadRoster(phone, renewLease) {
  const { pairings } = phone;
  while (pairings.current && (await renewLease())) {
    const pairing = pairings.current;
    const { answer, page } = await fetchRosterPage(phone, pairing);
    await forgetRosterWhenTold(phone, answer.problem, pairing.device);
    if (answer.problem) return { reached: isReached(answer), problem: answer.problem, retryAfter: answer.retryAfter };
    if (!page) {
      await reload(phone, true); // another tab was faster, or the phone was paired anew
      return { reached: true, problem: null };
    }
    pairings.takePage(page);
    publishState(phone);
    phone.tabs.tell("roster");
    if (!page.more) break;
    const upload = await uploadWaiting(phone, renewLease); // what was scanned meanwhile goes between two pages
    if (upload.problem) return upload;
  }
  phone.roster.entries();
  phone.lastTried.roster = phone.steady();
  return { reached: true, problem: null };
}
