// Who can be scanned here: the roster's people, and those registered on this phone whom the roster does not have yet.

/** A person: {registration | null, walkIn | null, name, hint, status}, a walk-in of this phone also {mark, sent}. activity() → id | null. */
export function makePeople({ records, roster, activity }) {
  /** walk-in's id → person. */
  const walkIns = () => {
    const found = new Map();
    for (const row of records.scans()) {
      if (!row.walkIn || row.refused || row.activity !== activity() || roster.ofWalkIn(row.walkIn)) continue;
      const before = found.get(row.walkIn) || {};
      found.set(row.walkIn, {
        registration: row.registration || before.registration || null,
        walkIn: row.walkIn,
        name: row.name || before.name || "",
        hint: "",
        status: "registered",
        mark: row.mark || before.mark || null,
        sent: (row.item && row.item.walk_in) || row.person || before.sent || null,
      });
    }
    return found;
  };
  const listed = () => Array.from(walkIns().values());

  return {
    /** By the registration's number or the walk-in's id. */
    get(id) {
      const here = () => walkIns().get(id) || listed().find((person) => person.registration === id) || null;
      return ofRow(roster.get(id)) || ofRow(roster.ofWalkIn(id)) || here();
    },
    ofCode: (digest) => ofRow(roster.ofCode(digest)),
    ofShort: (digest) => roster.ofShort(digest).map(ofRow),
    ofMark: (mark) => [...roster.ofMark(mark).map(ofRow), ...listed().filter((person) => person.mark === mark)],
    /** Registered under that name, and without a card. */
    withoutCard: (name) =>
      roster
        .ofName(name)
        .filter((row) => !row.card_digest && row.status === "registered")
        .map(ofRow),
    search: (q, limit) => roster.search(q, limit, listed()).map((row) => ("walk_in" in row ? ofRow(row) : row)),
    /** When they first came to a sitting, as far as this phone knows. */
    arrivalOf({ registration, walkIn }, sitting) {
      const times = [registration, walkIn].filter(Boolean).map((id) => records.arrival(id, sitting));
      return times.reduce((first, at) => (at !== null && (first === null || at < first) ? at : first), null);
    },
    isInRoster: (person) => roster.get(person.registration) !== null,
  };
}

function ofRow(row) {
  return row && { registration: row.registration, walkIn: row.walk_in, name: row.name, hint: row.hint, status: row.status };
}
