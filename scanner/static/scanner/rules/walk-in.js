// Who may be registered on the phone.

import { nameProblem } from "./names.js";
import { EARLIEST_BIRTH_YEAR } from "./limits.js";

/** Return {field, code}, or null when nothing is wrong. */
export function walkInProblem({ fullName, birthYear = null, gender = null }, { thisYear, takesWalkIns }) {
  const problem = nameProblem(fullName || "");
  if (problem) return { field: "full_name", code: problem };
  const isYear = Number.isInteger(birthYear) && birthYear >= EARLIEST_BIRTH_YEAR && birthYear <= thisYear;
  if (birthYear !== null && !isYear) return { field: "birth_year", code: "not_a_year" };
  if (![null, "M", "F"].includes(gender)) return { field: "gender", code: "unknown_gender" };
  return takesWalkIns ? null : { field: "", code: "no_walk_ins" };
}

/** Does the activity take people on the spot? about: as the roster says it. */
export function takesWalkIns(about) {
  return Boolean(about && about.walk_ins && about.walk_ins !== "none");
}

/** Return year of birth and sex as a national number tells them, for a person to confirm. NĐ 137/2015, article 13. */
export function bornByNumber(number) {
  const century = Number(number[3]);
  return { birthYear: 1900 + 100 * Math.floor(century / 2) + Number(number.slice(4, 6)), gender: "MF"[century % 2] };
}
