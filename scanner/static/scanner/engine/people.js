// Who can be scanned on this phone: the roster's people, and those registered on it whom the roster does not have yet.

import { birthYearOfHint, matchCard } from "../rules/card-match.js";

/** A person: {registration | null, walkIn | null, name, hint, status}, a walk-in of this phone also {sent}. activity() → id | null. */
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

  /** reading: of a card. Return {isSure, people} as matchCard does. */
  withCard(reading) {
    const walkIns = Array.from(this.walkIns().values());
    const inRoster = this.roster.ofName(reading.fullName || "").map(personOf);
    return matchCard(reading, [...inRoster, ...walkIns].map(withBirth));
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
    sent: (row.item && row.item.walk_in) || row.person || earlier.sent || null,
  };
}

/** Add what is known of birth and sex: of somebody in the roster only what the hint says. */
function withBirth(person) {
  const { birth_year: birthYear = birthYearOfHint(person.hint), gender = null } = person.sent || {};
  return { ...person, birthYear, gender };
}

function personOf(row) {
  return { registration: row.registration, walkIn: row.walk_in, name: row.name, hint: row.hint, status: row.status };
}
