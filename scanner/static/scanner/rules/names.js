// Vietnamese names: cleaned, folded and checked compared exactly as vietnamese/text.py and vietnamese/names.py do.

const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/; // what Python splits at; \s is not that
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}]/gu;
const MAY_STAND = /^[\p{L}\p{M} '’‘ʼ.-]*$/u;
const MOST_WORDS = 12; // that are looked for
const TONES = "\u0300\u0309\u0303\u0301\u0323";
const folded = new Map(); // character → what fold makes of it

/** NFC, single spaces, no invisible characters, Đ (U+0110) for letters that look like it. */
export function clean(text) {
  const visible = singleSpaces(text).replace(INVISIBLE, "");
  return singleSpaces(visible.replace(/[ÐƉ]/g, "Đ").replace(/[ðɖ]/g, "đ").normalize("NFC"));
}

/** Without accents and case, for search and comparison: 'Sơn Hà' and 'Sơn Hạ' both give 'son ha'. */
export function fold(text) {
  let letters = "";
  for (const c of text) {
    if (!folded.has(c)) folded.set(c, foldCharacter(c)); // a roster of 5,000 names has some 150 characters
    letters += folded.get(c);
  }
  return singleSpaces(letters);
}

/** Equal for names that differ in capitals or in the letter that bears the tone: 'Thuý' and 'Thúy', not 'Hà' and 'Hạ'. */
export function sameNameKey(fullName) {
  const name = Array.from(clean(fullName), caseFold).join("").replace(/’/g, "'");
  return name.split(SPACES).filter(Boolean).map(wordKey).join(" ");
}

/**
 * The words that are looked for when a person types of a name, and the words of a name that they may begin: each word in any order, marks
 * as in K'Tiếu and Ma-ri-a left out or typed as a space. As vietnamese/name_search.py.
 */
export function queryWords(query) {
  const words = fold(clean(query)).replace(/,/g, " ").split(" ");
  return words.map(withoutMarks).filter(Boolean).slice(0, MOST_WORDS);
}

export function searchedWords(foldedName) {
  return [...foldedName.split(" ").map(withoutMarks), ...foldedName.split(/[ '-]/)].filter(Boolean);
}

function withoutMarks(word) {
  return word.replace(/['-]/g, "");
}

/** 'too_short', 'too_long' or 'not_a_name'; null for a name. */
export function nameProblem(text) {
  const name = clean(text);
  const letters = (name.match(/\p{L}/gu) || []).length;
  if (Array.from(name).length > 100) return "too_long";
  if (name && (!letters || /^[=+\-@]/.test(name) || !MAY_STAND.test(name))) return "not_a_name";
  return letters < 2 ? "too_short" : null;
}

function wordKey(word) {
  const characters = Array.from(word.normalize("NFD"));
  const letters = characters.filter((c) => !TONES.includes(c)).join("");
  const tones = characters.filter((c) => TONES.includes(c)).sort();
  return letters.normalize("NFC") + tones.join("");
}

function singleSpaces(text) {
  return text.split(SPACES).filter(Boolean).join(" ");
}

function foldCharacter(c) {
  const letters = caseFold(c)
    .normalize("NFD")
    .replace(/[\p{M}\0]/gu, "");
  return letters.replace(/[đðɖ]/g, "d").replace(/[’‘ʼ`]/g, "'");
}

/** Python's casefold(). */
function caseFold(c) {
  if (c === "ı") return c;
  if (c === "ẞ") return "ss";
  if (/\p{Script=Cherokee}/u.test(c)) return c.toUpperCase();
  return c.toUpperCase().toLowerCase();
}
