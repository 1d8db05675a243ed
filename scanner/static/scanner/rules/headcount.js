// Which headcounts the server takes: the same as attendance/headcounts/uploads.py.

import { BASES, MOST_COUNTED } from "./limits.js";

/** sittings: ids. Return {field, code}, or null when nothing is wrong. */
export function headcountProblem({ sitting, category, count, basis }, sittings) {
  if (!sittings.includes(sitting)) return { field: "sitting", code: "required" };
  if (typeof category !== "string" || !category.trim()) return { field: "category", code: "required" };
  if (!Number.isInteger(count) || count < 0 || count > MOST_COUNTED) return { field: "count", code: "not_a_count" };
  return BASES.includes(basis) ? null : { field: "basis", code: "unknown_basis" };
}
