// Whose card it is, as far as a phone can tell: by what stands on the card in clear, and never by its number.
// Twin of attendance/scans/card_matching.py; tests/attendance/card_match_vectors.json keeps the two equal.

import { fold, sameNameKey } from "./names.js";

/**
 * card: {fullName, nameDoubtful, birthYear, gender}, what is not known null. people: [{name, birthYear, gender, …}].
 * Return {isSure, people}: isSure when exactly one of people is meant, else those of whom one may be; none when nobody has the name.
 */
export function matchCard({ fullName = null, nameDoubtful = false, birthYear = null, gender = null }, people) {
  const folded = fold(fullName || "");
  const sameName = folded ? people.filter((person) => fold(person.name) === folded) : [];
  const possible = sameName.filter((person) => !differ(person.birthYear, birthYear) && !differ(person.gender, gender));
  const sameSpelling = possible.filter((person) => isSameSpelling(person.name, fullName));
  if (sameSpelling.length === 1 && !nameDoubtful) return { isSure: true, people: sameSpelling };
  return { isSure: false, people: [sameSpelling, possible, sameName].find((group) => group.length) || [] };
}

/** Return the birth year at the beginning of a pass's hint, which tells namesakes apart; null when it says none. */
export function birthYearOfHint(hint) {
  const [, year] = /^([0-9]{4})(?: · |$)/.exec(hint) || [];
  return year ? Number(year) : null;
}

/** Are the letters and the tones the same, or has one of the two been typed without any accents? */
function isSameSpelling(first, second) {
  const keys = [sameNameKey(first), sameNameKey(second)];
  return keys[0] === keys[1] || keys.includes(fold(first));
}

function differ(first, second) {
  return Boolean(first && second && first !== second);
}
