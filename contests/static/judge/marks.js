// Marks as judges write them, exactly: the twin of contests/scoring/numbers.py and contests/ballots/points.py, with the same examples
// (tests/contests/scoring/marks_vectors.json). A mark is a whole number of millionths.

const WRITTEN = /^-?[0-9]{1,6}([.,][0-9]{1,6})?$/;
const UNIT = 1_000_000;

/** Return the mark in "8,5", "8.50" or 8; null for anything else. */
export function parseMark(written) {
  const text = String(written ?? "").trim();
  if (!WRITTEN.test(text)) return null;
  const [whole, decimals = ""] = text.replace("-", "").split(/[.,]/);
  const mark = Number(whole) * UNIT + Number(decimals.padEnd(6, "0"));
  return text.startsWith("-") ? -mark : mark;
}

/** Return "8,25", as it is read here. */
export function writeMark(mark) {
  const digits = String(Math.abs(mark)).padStart(7, "0");
  const decimals = digits.slice(-6).replace(/0+$/, "");
  return `${mark < 0 ? "-" : ""}${digits.slice(0, -6)}${decimals ? `,${decimals}` : ""}`;
}

/** Return null, or what is wrong: "missing" | "not_a_number" | "below_zero" | "above_maximum" | "off_step". */
export function problemWith(criterion, written) {
  if (written === undefined || written === null || written === "") return "missing";
  const mark = parseMark(written);
  if (mark === null) return "not_a_number";
  if (mark < 0) return "below_zero";
  if (mark > parseMark(criterion.max)) return "above_maximum";
  return mark % parseMark(criterion.step) ? "off_step" : null;
}

/** Return {criterion: problem} of a sheet; {} for one that can be sent. */
export function problemsWith(criteria, points) {
  const problems = {};
  for (const criterion of criteria) {
    const problem = problemWith(criterion, points[criterion.key]);
    if (problem) problems[criterion.key] = problem;
  }
  return problems;
}

/** Return the next mark up (1) or down (-1) on the step, as text. An empty field begins at the nearer end: 0 upwards, the maximum downwards. */
export function stepMark(criterion, written, direction) {
  const [most, step, mark] = [parseMark(criterion.max), parseMark(criterion.step), parseMark(written)];
  if (mark === null) return writeMark(direction > 0 ? 0 : most);
  const next = direction > 0 ? Math.floor(mark / step) * step + step : Math.ceil(mark / step) * step - step;
  return writeMark(Math.min(most, Math.max(0, next)));
}

/** Return the sum of what is right so far, as text. */
export function totalOf(criteria, points) {
  const right = criteria.filter((criterion) => !problemWith(criterion, points[criterion.key]));
  return writeMark(right.reduce((sum, criterion) => sum + parseMark(points[criterion.key]), 0));
}

export function mostOf(criteria) {
  return writeMark(criteria.reduce((sum, criterion) => sum + parseMark(criterion.max), 0));
}
