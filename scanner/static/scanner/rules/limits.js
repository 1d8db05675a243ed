// Numbers that the server keeps as well, held to them by tests/attendance/limits_vectors.json.

export const MOST_SCANS = 200; // in a batch; the server takes up to 500
export const MOST_HEADCOUNTS = 100; // in a batch; the server looks at no more
export const MOST_COUNTED = 1_000_000; // people in one headcount
export const BASES = ["counted", "estimated"]; // of a headcount
export const EARLIEST_BIRTH_YEAR = 1900;
export const CODE_LENGTH = 26; // characters of a pass code
export const SHORT_ALPHABET = "ABCDEFGHJKMNPQRTUVWXYZ2346789"; // of short codes and pairing codes
export const SHORT_LENGTH = 6;
export const PAIRING_LENGTH = 8;
