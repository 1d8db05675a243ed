// What has been scanned and counted: as rows for the page's lists, and as text that can be copied when it cannot be sent.

export function summariseScan(phone, row) {
  const { roster, pairings } = phone;
  const person = (row.registration && roster.get(row.registration)) || (row.walkIn && roster.ofWalkIn(row.walkIn)) || null;
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
    sittingLabel: pairings.labelOf(row.sitting),
    waiting: Boolean(row.waiting),
    held: Boolean(row.heldUntil),
    code: row.code,
    refused: row.refused || null,
    headcount: null,
  };
}

export function summariseHeadcount(phone, { id, at, sitting, category, count, basis, waiting, refused = null }) {
  const nobody = { registration: null, walkIn: null, method: null, outcome: null, why: null, code: null };
  return { ...summariseScan(phone, { ...nobody, id, at, sitting, waiting, refused }), headcount: { category, count, basis } };
}

/** Return one JSON object a line: what is not acknowledged or was refused, as it is sent, and whom it is about. No card's number. */
export function exportWaiting(phone) {
  const rows = [...phone.records.scans(), ...phone.records.headcounts()];
  const unsent = rows.filter((row) => row.waiting || (row.refused && row.item && !row.seen));
  const lineOf = (row) => {
    const name = row.count === undefined ? { name: summariseScan(phone, row).name } : {};
    return JSON.stringify({ activity: row.activity, device: row.pairing, ...name, ...row.item });
  };
  return unsent
    .sort((a, b) => a.at - b.at)
    .map(lineOf)
    .join("\n");
}
