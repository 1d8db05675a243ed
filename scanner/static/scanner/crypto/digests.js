// What the roster holds instead of codes. fieldKey: the roster's keys.field, as text or decoded.

import { bytesOf } from "./base64url.js";

const PASS = 32; // characters of hex kept of each
const SHORT = 6;

/** code: the 26 characters, upper case. */
export async function passDigest(code) {
  return hex(await crypto.subtle.digest("SHA-256", utf8("pass:" + code))).slice(0, PASS);
}

/** activity: its id; code: the 6 characters, upper case. */
export async function shortDigest(fieldKey, activity, code) {
  return (await mac(fieldKey, `short:${activity}:${code}`)).slice(0, SHORT);
}

async function mac(fieldKey, text) {
  const key = await crypto.subtle.importKey("raw", bytesOf(fieldKey), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return hex(await crypto.subtle.sign("HMAC", key, utf8(text)));
}

function utf8(text) {
  return new TextEncoder().encode(text);
}

function hex(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
