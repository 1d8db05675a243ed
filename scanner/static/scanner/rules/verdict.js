// What comes of one scan, from facts alone: the same rules as attendance/scans/verdict.py, kept equal by tests/attendance/verdict_vectors.json.

const SMALLEST_OFFSET = 5000; // ms; a clock that differs by less is right: this much is the way of the answer over slow 3G
const AHEAD = 5 * 60000; // ms; a scan later than it arrived comes from a clock that is wrong

/** A phone's time moved by its measured offset (server minus phone), unless the offset is too small to mean anything. All in ms. */
export function correct(at, offsetMs) {
  return Math.abs(offsetMs) >= SMALLEST_OFFSET ? at + offsetMs : at;
}

/**
 * Times are epoch ms. found: {registration, activity, withdrawn, cancelledAt|null} or null for a pass that nobody knows.
 * windows: [{sitting, activity, opensAt, closesAt, startsAt, endsAt}]. sitting, activity: what the scan said it was for, if it did.
 * heldAfter: when the phone was revoked. Answers {outcome, sitting}; outcome null: the pass is good for `sitting`.
 */
export function judge(found, windows, { at, receivedAt, sitting = null, activity = null, heldAfter = null }) {
  if (!found) return { outcome: "unknown", sitting: null };
  const own = windows.filter((w) => w.activity === found.activity);
  const isNamed = (w) => sitting === null || w.sitting === sitting;
  if (activity !== null && activity !== found.activity) return { outcome: "elsewhere", sitting: null };
  if (sitting !== null && !own.some(isNamed)) return { outcome: "elsewhere", sitting: null };
  if (found.withdrawn) return { outcome: "withdrawn", sitting };
  const open = own.filter((w) => isNamed(w) && w.opensAt <= at && at <= w.closesAt);
  const cancelledAt = found.cancelledAt ?? null;
  const calledOff = cancelledAt !== null && at >= cancelledAt;
  const held = heldAfter !== null && at > heldAfter;
  if (!open.length || calledOff || held || at > receivedAt + AHEAD) return { outcome: "closed", sitting };
  return { outcome: null, sitting: open.reduce((best, w) => (isCloser(w, best, at) ? w : best)).sitting };
}

/** Between two that are open, a scan belongs to the one under way, else to the nearer; ties as in verdict.py's _distance. */
function isCloser(one, other, at) {
  const difference = away(one, at) - away(other, at) || one.startsAt - other.startsAt || one.sitting - other.sitting;
  return difference < 0;
}

function away(window, at) {
  return Math.max(window.startsAt - at, at - window.endsAt, 0);
}
