// When names, digests and confirmed scans leave the phone.

import { announceRosterChange } from "./changes.js";

const REASONS = { device_revoked: { revoked: true }, activity_ended: { ended: true, endedByClock: false } };

/** problem: of the server's answer to `device`; the phone may have been paired anew meanwhile. */
export async function forgetRosterWhenTold(phone, problem, device) {
  const { current } = phone.pairings;
  if (REASONS[problem] && current && current.device === device) await forgetRoster(phone, REASONS[problem]);
}

/**
 * A phone without a network forgets as well, once the activity is over: by a clock that has met the server since the page was opened.
 * At the next contact the roster is asked for all the same, and comes back if the clock was wrong.
 */
export async function forgetRosterWhenOver(phone) {
  const { pairings, clock } = phone;
  if (!pairings.current || pairings.current.ended || pairings.endsAt === null) return;
  const isClockSure = clock.hasMetServer && !clock.isJumped;
  if (isClockSure && clock.now() > pairings.endsAt) await forgetRoster(phone, { ended: true, endedByClock: true });
}

/** Delete pairings and confirmed scans of other activities when nothing waits for them. */
export async function dropOtherActivities({ pairings, records }) {
  if (!pairings.current || pairings.all().length < 2) return;
  const waiting = records.waiting();
  await pairings.dropOthers((pairing) => waiting.some((row) => row.pairing === pairing.device));
  await records.forgetConfirmed((row) => row.activity !== pairings.current.activity);
}

/** Delete everything, unless something waits or has to be looked at. Return {ok: true} or {ok: false, reason}. */
export async function forgetEverything(phone) {
  const { records, pairings } = phone;
  await records.load();
  if (records.waiting().length) return { ok: false, reason: "waiting" };
  const isUnseen = (row) => row.refused && !row.seen;
  if (records.scans().some(isUnseen) || records.headcounts().some(isUnseen)) return { ok: false, reason: "to_see" };
  await pairings.forgetAll();
  records.unstored.clear();
  await records.load();
  announceRosterChange(phone);
  return { ok: true };
}

async function forgetRoster(phone, reason) {
  const { activity } = phone.pairings.current;
  await phone.pairings.forgetRoster(reason);
  await phone.records.forgetConfirmed((row) => row.activity === activity);
  announceRosterChange(phone);
}
