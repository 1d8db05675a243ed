// A card's number closed so that the server alone can open it: what waits on a phone tells nobody a number. Opened by attendance/scans/sealing.py.

import { base64urlOf, bytesOf } from "./base64url.js";

const VERSION = 1;
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const INFO = new TextEncoder().encode("card-seal-1");

/** sealKey: the roster's keys.seal, as text or decoded. Answers base64url, another one every time. */
export async function sealCard(sealKey, number) {
  if (!/^[0-9]{12}$/.test(number)) throw new RangeError("a national number has 12 digits");
  const server = await crypto.subtle.importKey("raw", bytesOf(sealKey), CURVE, false, []);
  const own = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await sharedKey(own.privateKey, server);
  const closed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(number)));
  return base64urlOf(Uint8Array.of(VERSION, ...point, ...iv, ...closed));
}

async function sharedKey(privateKey, server) {
  const x = await crypto.subtle.deriveBits({ name: "ECDH", public: server }, privateKey, 256);
  const material = await crypto.subtle.importKey("raw", x, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: INFO };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
}
