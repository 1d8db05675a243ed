// What the phone says of one scan, from facts alone: the verdict and, where nobody is counted, the reason that goes into the sentence.
// The inbox gives its reasons in attendance/inbox/reasons.py; tests/attendance/reasons_vectors.json holds the two together.

import { canBelieve, judge } from "./verdict.js";

const ZONE = 7 * 3600000; // ms; Vietnam has no summer time
const DAY = 24 * 3600000;

/**
 * person: {registration, isWithdrawn} or null when nobody is known; unknownWhy then says more.
 * pairing: {activity, revoked, ended, isRosterComplete}. windows as verdict.js takes them. sitting: the one that the usher chose.
 * notBefore: a moment known to be past when the clock is not sure of itself, else null.
 * arrivalAt(sitting) → when the person first came | null. Times are epoch ms. Return {outcome, why, sitting, firstAt, opensAt, closesAt}.
 */
export function judgeOnPhone(person, facts) {
  const { at, sitting, pairing, windows, cancelledAt, unknownWhy = null, notBefore = null } = facts;
  const judgement = { outcome: null, why: unknownWhy, sitting, firstAt: null, opensAt: null, closesAt: null };
  if (!person) return { ...judgement, ...judgeUnknown(pairing, unknownWhy) };
  const withdrawals = person.isWithdrawn ? [[null, null]] : []; // the roster does not say since when, and the scan is of now
  const pass = { registration: person.registration, activity: pairing.activity, withdrawals, cancelledAt };
  const verdict = judge(pass, windows, { at, receivedAt: at, sitting, notBefore });
  if (verdict.outcome === "withdrawn") return { ...judgement, outcome: "withdrawn", why: "withdrawn" };
  if (verdict.outcome === "closed") return { ...judgement, outcome: "closed", ...whyClosed(facts) };
  if (verdict.outcome) return { ...judgement, outcome: verdict.outcome };
  const firstAt = facts.arrivalAt(verdict.sitting);
  return { ...judgement, why: null, outcome: firstAt === null ? "welcome" : "already", sitting: verdict.sitting, firstAt };
}

function judgeUnknown(pairing, unknownWhy) {
  if (pairing.revoked) return { outcome: "closed", why: "revoked" };
  if (pairing.ended) return { outcome: "closed", why: "ended" };
  return { outcome: "unknown", why: pairing.isRosterComplete ? unknownWhy : "roster_incomplete" };
}

/** The sitting that comes next is named before one that is over: its hour is what the person in the hall needs. */
function whyClosed({ windows, at, sitting, cancelledAt, isClockSure, notBefore = null }) {
  if (cancelledAt !== null && at >= cancelledAt) return { why: "cancelled", sitting: null };
  const isBehind = !canBelieve(at, { receivedAt: at, notBefore });
  if (!isClockSure || isBehind) return { why: "clock", sitting: null };
  const candidates = windows.filter((window) => sitting === null || window.sitting === sitting).sort((a, b) => a.opensAt - b.opensAt);
  const next = candidates.find((window) => window.opensAt > at);
  const last = candidates.filter((window) => window.closesAt < at).pop();
  const isNear = (window) => window && (sitting !== null || isOnDay(window, at));
  if (isNear(next)) return { why: "too_early", sitting: next.sitting, opensAt: next.opensAt };
  if (isNear(last)) return { why: "too_late", sitting: last.sitting, closesAt: last.closesAt };
  return next ? { why: "no_sitting_today", sitting: next.sitting, opensAt: next.opensAt } : { why: "no_sitting_today", sitting: null };
}

function isOnDay(window, at) {
  return [window.startsAt, window.endsAt].some((time) => dayOf(time) === dayOf(at));
}

function dayOf(at) {
  return Math.floor((at + ZONE) / DAY);
}
