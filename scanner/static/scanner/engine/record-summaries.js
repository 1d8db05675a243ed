// What has been scanned and counted, as the page lists it and as the last resort writes it out.

/** names: {ofRegistration, ofWalkIn} → {name, hint} | null; labelOf(sitting) → text | null. */
export function rowsFor({ names, labelOf }) {
  const ofScan = (row) => {
    const person = (row.registration && names.ofRegistration(row.registration)) || (row.walkIn && names.ofWalkIn(row.walkIn)) || null;
    return {
      id: row.id,
      at: row.at,
      name: person ? person.name : row.name || null,
      hint: person ? person.hint : "",
      registration: row.registration,
      walkIn: row.walkIn,
      method: row.method,
      outcome: row.outcome,
      why: row.why,
      sitting: row.sitting,
      sittingLabel: labelOf(row.sitting),
      waiting: Boolean(row.waiting),
      held: Boolean(row.heldUntil),
      code: row.code,
      refused: row.refused || null,
      headcount: null,
    };
  };
  const ofHeadcount = ({ id, at, sitting, category, count, basis, waiting, refused = null }) => ({
    ...ofScan({ id, at, sitting, waiting, refused, registration: null, walkIn: null, method: null, outcome: null, why: null, code: null }),
    headcount: { category, count, basis },
  });
  const isUnsent = (row) => row.waiting || (row.refused && row.item && !row.seen);
  return {
    ofScan,
    ofHeadcount,
    /** One JSON object a line: what no answer has named and what was refused, as it is sent, and whom it is about. No card's number. */
    written(scans, headcounts) {
      const nameIn = (row) => (row.count === undefined ? { name: ofScan(row).name } : {});
      const line = (row) => JSON.stringify({ activity: row.activity, device: row.pairing, ...nameIn(row), ...row.item });
      return [...scans, ...headcounts]
        .filter(isUnsent)
        .sort((one, other) => one.at - other.at)
        .map(line)
        .join("\n");
    },
  };
}
