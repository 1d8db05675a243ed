// Who can be scanned on this phone: the roster's people, and those registered on it whom the roster does not have yet.

/** A person: {registration | null, walkIn | null, name, hint, status}, a walk-in of this phone also {mark, sent}. activity() → id | null. */
export class People {
  constructor({ records, roster, activity }) {
    Object.assign(this, { records, roster, activity });
  }

  /** Find by the registration's number or the walk-in's id. */
  get(id) {
    const inRoster = this.roster.get(id) || this.roster.ofWalkIn(id);
    if (inRoster) return personOf(inRoster);
    const walkIns = this.walkIns();
    return walkIns.get(id) || Array.from(walkIns.values()).find((person) => person.registration === id) || null;
  }

  withCode(digest) {
    const row = this.roster.ofCode(digest);
    return row && personOf(row);
  }

  withShortCode(digest) {
    return this.roster.ofShort(digest).map(personOf);
  }

  withCard(mark) {
    const walkIns = Array.from(this.walkIns().values()).filter((person) => person.mark === mark);
    return [...this.roster.ofMark(mark).map(personOf), ...walkIns];
  }

  /** Registered under that name, and without a card. */
  namedWithoutCard(name) {
    const rows = this.roster.ofName(name).filter((row) => !row.card_digest && row.status === "registered");
    return rows.map(personOf);
  }

  search(query, limit) {
    const walkIns = Array.from(this.walkIns().values());
    return this.roster.search(query, limit, walkIns).map((row) => ("walk_in" in row ? personOf(row) : row));
  }

  /** Return when they first came to a sitting, as far as this phone knows; else null. */
  arrivalOf({ registration, walkIn }, sitting) {
    const ids = [registration, walkIn].filter(Boolean);
    const times = ids.map((id) => this.records.arrival(id, sitting)).filter((at) => at !== null);
    return times.length ? Math.min(...times) : null;
  }

  isInRoster(person) {
    return this.roster.get(person.registration) !== null;
  }

  /** Return those registered on this phone, by the walk-in's id. */
  walkIns() {
    const walkIns = new Map();
    for (const row of this.records.scans()) {
      if (!row.walkIn || row.refused || row.activity !== this.activity() || this.roster.ofWalkIn(row.walkIn)) continue;
      walkIns.set(row.walkIn, walkInOf(row, walkIns.get(row.walkIn) || {}));
    }
    return walkIns;
  }
}

/** earlier: what an earlier row says of the same walk-in. */
function walkInOf(row, earlier) {
  return {
    registration: row.registration || earlier.registration || null,
    walkIn: row.walkIn,
    name: row.name || earlier.name || "",
    hint: "",
    status: "registered",
    mark: row.mark || earlier.mark || null,
    sent: (row.item && row.item.walk_in) || row.person || earlier.sent || null,
  };
}

function personOf(row) {
  return { registration: row.registration, walkIn: row.walk_in, name: row.name, hint: row.hint, status: row.status };
}
