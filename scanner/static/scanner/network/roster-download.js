// The roster, fetched page by page. Each page is stored with its cursor in one transaction, so that a fetch goes on where it broke off.

import { request } from "./server.js";

const TIMEOUT = 60000; // ms; a page of a thousand over slow 3G

/** What a pairing holds of its roster. `seen`: registrations, while everything is fetched anew; those not in it are deleted at the end. */
export const NOTHING_FETCHED = { cursor: "", complete: false, fetchedAt: null, total: null, seen: [], differs: false };

/** Return {answer, page}: page {pairing, passes, removed, more} when one was stored, else null. */
export async function fetchRosterPage(phone, pairing) {
  const { cursor } = pairing.roster;
  const path = `scanner/roster/${cursor ? `?since=${encodeURIComponent(cursor)}` : ""}`;
  const answer = await request(phone, path, { token: pairing.token, timeout: phone.timeouts.roster || TIMEOUT });
  if (answer.problem) return { answer, page: null };
  if (!isPage(answer.body, pairing)) return { answer: { ...answer, problem: "bad_answer" }, page: null };
  return { answer, page: await storePage(phone, pairing, answer.body) };
}

function isPage(body, pairing) {
  const hasLists = ["passes", "removed", "sittings"].every((name) => Array.isArray(body[name]));
  return body.activity === pairing.activity && hasLists && typeof body.cursor === "string" && Boolean(body.about);
}

function storePage({ store, clock }, { device, roster: { cursor } }, body) {
  const fetchedAt = clock.now();
  return store.change(["pairings", "passes", "facts"], async (rows) => {
    const pairing = await rows.get("pairings", device);
    const current = await rows.get("facts", "current");
    if (!pairing || !current || current.device !== device) return null; // paired anew meanwhile
    if (pairing.roster.cursor !== cursor) return null; // another tab was faster
    const seen = pairing.roster.seen && [...pairing.roster.seen, ...body.passes.map((pass) => pass.registration)];
    for (const pass of body.passes) rows.put("passes", passToStore(pass));
    for (const registration of body.removed) rows.delete("passes", registration);
    const unseen = body.more || !seen ? [] : await deleteUnseen(rows, new Set(seen));
    const differs = !body.more && (await rows.count("passes")) !== body.total;
    const roster = progressOf(pairing.roster, body, { seen, differs, fetchedAt });
    const next = pairingAfter(pairing, body, roster);
    await rows.put("pairings", next);
    const startsAgain = differs && !pairing.roster.differs;
    return { pairing: next, passes: body.passes, removed: [...body.removed, ...unseen], more: body.more || startsAgain };
  });
}

/** A roster that differs in number from the server's is fetched once more from the beginning; when it still differs, it is left so. */
function progressOf(before, body, { seen, differs, fetchedAt }) {
  const startsAgain = differs && !before.differs;
  return {
    cursor: startsAgain ? "" : body.cursor,
    complete: before.complete || !body.more,
    fetchedAt: body.more ? before.fetchedAt : fetchedAt,
    total: body.total,
    seen: startsAgain ? [] : body.more ? seen : null,
    differs: body.more ? before.differs : differs,
  };
}

function pairingAfter(pairing, { about, sittings, communes, keys, device, headcounts = [] }, roster) {
  const name = device ? device.name : pairing.name;
  return { ...pairing, name, about, sittings, communes, keys, headcounts, revoked: false, ended: false, endedByClock: false, roster };
}

async function deleteUnseen(rows, seen) {
  const registrations = (await rows.all("passes")).map((pass) => pass.registration);
  const unseen = registrations.filter((registration) => !seen.has(registration));
  for (const registration of unseen) rows.delete("passes", registration);
  return unseen;
}

/** Return names and digests of passes, and nothing that an answer may hold besides. */
function passToStore({ registration, name, hint, code_digest, short_digest, status, walk_in, former }) {
  return {
    registration,
    name,
    hint: hint || "",
    code_digest,
    short_digest,
    status,
    walk_in: walk_in || null,
    former: (former || []).map((pass) => ({ code_digest: pass.code_digest, short_digest: pass.short_digest })),
  };
}
