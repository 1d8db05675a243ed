// Reads what a camera, a keyboard scanner or a hand gave: a pass, an identity card, or something else that is told by name.
// Twin of attendance/scans/card_reading.py, which says why; tests/attendance/reading_vectors.json keeps the two equal.

import { CODE_LENGTH, PAIRING_LENGTH, SHORT_ALPHABET, SHORT_LENGTH } from "./limits.js";
import { clean, fold, nameProblem } from "./names.js";
import { bornByNumber } from "./walk-in.js";

const PASS_ALPHABET = "A-Z2-7";
const LONGEST = 8000;
const SEPARATORS = "|\\\\¦｜│~*£#";

const EDGES = "\\x00-\\x20\\x7f-\\xa0\\u1680\\u2000-\\u200f\\u2028-\\u202f\\u205f\\u2060\\u3000\\ufeff";
const AROUND = new RegExp(`^[${EDGES}]+|[${EDGES}]+$`, "g");
const BETWEEN_TYPED = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\-.]/g;
const SCANNER_PREFIX = /^\][A-Za-z][0-9A-Za-z]/;
const PASS = new RegExp(`(?:^|/P/)([${PASS_ALPHABET}]{${CODE_LENGTH}})/?\\n?$`);
const PAIRING = new RegExp(`/SCAN/?#PAIR=([${SHORT_ALPHABET}-]{8,9})$`);
const DOOR = new RegExp(`/D/[0-9]+/[${PASS_ALPHABET}]{16}/?$`);
const SEPARATOR = new RegExp(`[${SEPARATORS}]`);
const CARD = new RegExp(`^[0-9]{12} *[${SEPARATORS}]`);
const DATE = /^(?:([0-9]{2})([0-9]{2})|([0-9]{1,2})\/([0-9]{1,2})\/|)([0-9]{4})$/;
const WIFI = /^wifi[:;]/i;
const CONTACT = /^(?:begin[:;]vcard|mecard[:;]|bizcard[:;]|tel[:;]|mailto[:;]|sms(?:to)?[:;]|matmsg[:;])/i;
const ADDRESS = /^(?:(?:https?|ftp)[:;]\/\/([^/?#\\\x00-\x20]+)|(www\.[^/?#\\\x00-\x20]+)|((?:[a-z0-9-]+\.)+[a-z]{2,})\/)/i;
const VNEID_HOST = /vneid|dancuquocgia/;
const OPAQUE = /^(?=.*[A-Za-z])(?=.*[0-9])(?!0002)[A-Za-z0-9+/=_.-]{40,}$/;
const GARBLED = /(^|\/P\/)([0-9A-ZÀ-Ỹ]{16,26})\/?$/;
const TELEX = /aa|ee|oo|dd|[aou]w|[aeiouy](?:ch|c|m|ng|nh|n|p|t)?[sfrxj](?![a-z])/;
const WINDOWS_LETTERS = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸĂ\u0300Đ\u0309ƠƯ\u0303ă\u0301đ\u0323ơư₫";
const WINDOWS_BYTES = bytesOfHex("8082838485868788898a8b8c8e9192939495969798999a9b9c9e9fc3ccd0d2d5dddee3ecf0f2f5fdfe");
const WINDOWS = new Map(Array.from(WINDOWS_LETTERS, (c, i) => [c, WINDOWS_BYTES[i]]));

/**
 * Never throws. Answers {kind} with, by kind: pass, short, pairing: code; number: number; address: host; other: garbled
 * (an input method was on while a scanner typed a pass); card: number, fullName, nameDoubtful, birthYear|null,
 * birthDate "yyyy-mm-dd"|null, gender "M"|"F"|null, warnings (words).
 */
export function read(raw) {
  const text = tidy(Array.from(raw).slice(0, LONGEST).join(""));
  const pass = PASS.exec(text.toUpperCase().split("?")[0]);
  if (pass) return { kind: "pass", code: pass[1] };
  const pairing = pairingCode(text);
  if (pairing) return { kind: "pairing", code: pairing };
  if (DOOR.test(text.toUpperCase().split(/[?#]/)[0])) return { kind: "door" };
  const fields = fieldsOf(text);
  if (isHealthCard(fields)) return { kind: "health_card" };
  if (CARD.test(text)) return card(fields) || { kind: "other", garbled: false };
  const typed = withoutGaps(text);
  if (isShort(typed, SHORT_LENGTH)) return { kind: "short", code: typed };
  if (/^[0-9]{12}$/.test(typed)) return { kind: "number", number: typed };
  return somethingElse(text);
}

function tidy(text) {
  const bare = utf8Again(text).replace(AROUND, "");
  return bare.replace(SCANNER_PREFIX, "").replace(AROUND, "").normalize("NFC");
}

function utf8Again(text) {
  const bytes = Array.from(text, (c) => WINDOWS.get(c) || c.codePointAt(0));
  return (bytes.every((byte) => byte < 256) && decoded(bytes)) || text;
}

function decoded(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}

function bytesOfHex(digits) {
  return (digits.match(/../g) || []).map((pair) => parseInt(pair, 16));
}

function fieldsOf(text) {
  const [separator] = SEPARATOR.exec(text) || ["|"];
  return text
    .replace(/[\r\n\ufeff]/g, "")
    .split(separator)
    .map(clean);
}

function withoutGaps(text) {
  return text.replace(BETWEEN_TYPED, "").toUpperCase();
}

function isShort(code, length) {
  return code.length === length && Array.from(code).every((c) => SHORT_ALPHABET.includes(c));
}

function pairingCode(text) {
  const match = PAIRING.exec(text.toUpperCase());
  const code = match ? match[1].replace(/-/g, "") : withoutGaps(text);
  return isShort(code, PAIRING_LENGTH) ? code : null;
}

function isHealthCard([number, name, birth, sex]) {
  if (sex !== "1" && sex !== "2") return false;
  if (!/^[A-Za-z0-9]{10,15}$/.test(number) || !/^(?:[0-9A-Fa-f]{2})+$/.test(name) || !DATE.test(birth)) return false;
  return decoded(bytesOfHex(name)) !== null;
}

function card(fields) {
  if (fields.length < 6) return null;
  const number = fields[0];
  const [fullName, birth, sex] = lacksOldNumber(fields) ? fields.slice(1, 4) : fields.slice(2, 5);
  const gender = genderOf(sex);
  const hasBirth = DATE.test(birth);
  if (!(fields.length === 6 ? hasBirth && gender : hasBirth || gender)) return null;
  const { birthYear, birthDate, problem } = birthOf(birth);
  const warnings = [problem, gender ? null : "sex_unreadable", ...differences(number, birthYear, gender)].filter(Boolean);
  return { kind: "card", number, fullName, nameDoubtful: isDoubtful(fullName), birthYear, birthDate, gender, warnings };
}

function lacksOldNumber(fields) {
  return DATE.test(fields[2]) && !/^[0-9]*$/.test(fields[1]);
}

function genderOf(field) {
  const word = fold(field);
  if (word === "nam") return "M";
  return /^n(?:u.*|[^a-z]*)$/.test(word) ? "F" : null;
}

function birthOf(field) {
  const [, day, month, slashDay, slashMonth, year] = DATE.exec(field) || [];
  const [d, m, y] = [day || slashDay, month || slashMonth, year].map((digits) => Number(digits || 0));
  if (y < 1900 || y > 2100) return { birthYear: null, birthDate: null, problem: "birth_date_unreadable" };
  if (!d || !m) return { birthYear: y, birthDate: null, problem: null };
  const date = new Date(Date.UTC(y, m - 1, d));
  const isDate = date.getUTCMonth() === m - 1; // else it ran over into another month
  return { birthYear: y, birthDate: isDate ? date.toISOString().slice(0, 10) : null, problem: isDate ? null : "birth_date_impossible" };
}

function differences(number, year, gender) {
  const born = bornByNumber(number);
  return [year !== null && year !== born.birthYear ? "birth_year_differs" : null, gender && gender !== born.gender ? "sex_differs" : null];
}

function isDoubtful(name) {
  const folded = fold(name);
  const words = [folded, ...folded.split(" ").filter((word) => Array.from(word).length > 1)];
  const isSpoilt = !/^[a-z' .-]*$/.test(folded) || !words.every((word) => /[aeiouy]/.test(word));
  return nameProblem(name) !== null || isSpoilt || (/^[\x00-\x7f]*$/.test(name) && TELEX.test(folded));
}

function somethingElse(text) {
  if (isGarbled(text)) return { kind: "other", garbled: true };
  if (WIFI.test(text)) return { kind: "wifi" };
  if (CONTACT.test(text)) return { kind: "contact" };
  const host = hostOf(text);
  if (isVneidAddress(text)) return { kind: "vneid" };
  if (host) return { kind: "address", host };
  return OPAQUE.test(text) ? { kind: "vneid" } : { kind: "other", garbled: false };
}

/** The address of VNeID; any other text that is taken for its code is a guess. */
export function isVneidAddress(text) {
  return /^vneid:/i.test(text) || VNEID_HOST.test(hostOf(text));
}

function hostOf(text) {
  const [, full, www, bare] = ADDRESS.exec(text) || [];
  const host = full || www || bare || "";
  return host
    .slice(host.lastIndexOf("@") + 1)
    .toLowerCase()
    .replace(/:[0-9]*$/, "");
}

function isGarbled(text) {
  const [, address, code] = GARBLED.exec(text.toUpperCase()) || [];
  return Boolean(code && /[^\x00-\x7f]/.test(code) && (address || /[2-7]/.test(code)));
}
