// What comes of one scan, from facts alone: the same rules as attendance/scans/verdict.py, kept equal by tests/attendance/verdict_vectors.json.

const SMALLEST_OFFSET = 5000; // ms; a clock that differs by less is right: this much is the way of the answer over slow 3G
const AHEAD = 5 * 60000; // ms; a scan later than it arrived comes from a clock that is wrong

/** A phone's time moved by its measured offset (server minus phone), unless the offset is too small to mean anything. All in ms. */
export function correct(at, offsetMs) {
  return Math.abs(offsetMs) >= SMALLEST_OFFSET ? at + offsetMs : at;
}

/**
 * Times are epoch ms. pass: {registration, activity, withdrawals, cancelledAt|null} or null for one that nobody knows;
 * withdrawals: [[from | null, until | null]], null for since ever and until further notice.
 * windows: [{sitting, activity, opensAt, closesAt, startsAt, endsAt}]. sitting, activity: what the scan said it was for, if it did.
 * pairedAt, revokedAt: of the phone; notBefore: what it knew to be past. Return {outcome, sitting}; outcome null: the pass is good for `sitting`.
 */
export function judge(
  pass,
  windows,
  { at, receivedAt, sitting = null, activity = null, pairedAt = null, revokedAt = null, notBefore = null },
) {
  if (!pass) return { outcome: "unknown", sitting: null };
  const ofActivity = windows.filter((window) => window.activity === pass.activity);
  const isMeant = (window) => sitting === null || window.sitting === sitting;
  if (activity !== null && activity !== pass.activity) return { outcome: "elsewhere", sitting: null };
  if (sitting !== null && !ofActivity.some(isMeant)) return { outcome: "elsewhere", sitting: null };
  if (isWithdrawnAt(pass, at)) return { outcome: "withdrawn", sitting };
  const open = ofActivity.filter((window) => isMeant(window) && window.opensAt <= at && at <= window.closesAt);
  const cancelledAt = pass.cancelledAt ?? null;
  const isCancelled = cancelledAt !== null && at >= cancelledAt;
  const isBelieved = canBelieve(at, { receivedAt, pairedAt, revokedAt, notBefore });
  if (!open.length || isCancelled || !isBelieved) return { outcome: "closed", sitting };
  return { outcome: null, sitting: open.reduce((best, window) => (isCloser(window, best, at) ? window : best)).sitting };
}

/** Whoever is reinstated at the desk may be scanned at once, on a phone whose clock is a little slow. */
function isWithdrawnAt({ withdrawals }, at) {
  return withdrawals.some(([begins, ends]) => (begins === null || begins <= at) && (ends === null || at <= ends - SMALLEST_OFFSET));
}

/**
 * Is a phone's word that it scanned at `at` taken? Not for a time before it was paired or before one that it knew to be past, for one ahead,
 * or once it was revoked.
 */
export function canBelieve(at, { receivedAt, pairedAt = null, revokedAt = null, notBefore = null }) {
  const isBefore = (past) => past !== null && at <= past - SMALLEST_OFFSET;
  if (at > receivedAt + AHEAD || isBefore(pairedAt) || isBefore(notBefore)) return false;
  return revokedAt === null || Math.max(at, receivedAt) <= revokedAt;
}

/** Between two that are open, a scan belongs to the one under way, else to the nearer; ties as in verdict.py's judge. */
function isCloser(a, b, at) {
  const difference = distance(a, at) - distance(b, at) || a.startsAt - b.startsAt || a.sitting - b.sitting;
  return difference < 0;
}

function distance(window, at) {
  return Math.max(window.startsAt - at, at - window.endsAt, 0);
}
