// In which state each sheet is: a closed list of words.

const OUT = ["withdrawn", "disqualified", "no-show"];

/**
 * Return "excused" | "withdrawn" | "disqualified" | "no-show" (nothing is to be marked) | "saved" (waits to be sent) | "refused" (the server
 * did not take it) | "draft" (begun) | "returned" | "verified" | "sent" | "empty".
 */
export function stateOf(performance, { ballot, draft }) {
  if (performance.is_excused) return "excused";
  if (OUT.includes(performance.status)) return performance.status;
  if (ballot?.waiting) return "saved";
  if (ballot?.refused) return "refused";
  if (performance.ballot?.status === "returned") return "returned";
  if (draft) return "draft";
  if (!performance.ballot) return "empty";
  return performance.ballot.status === "verified" ? "verified" : "sent";
}

export function isToBeMarked(state) {
  return !["excused", ...OUT].includes(state);
}

/** Return the points that a sheet opens with: as typed, else as sent last, else as the server has them. */
export function pointsOf(performance, { ballot, draft }) {
  const written = draft?.points || ballot?.points || performance.ballot?.points || {};
  return Object.fromEntries(Object.entries(written).map(([key, mark]) => [key, mark.replace(".", ",")]));
}
