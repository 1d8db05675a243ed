// The roster, fetched page by page. Each page is stored with its cursor in one transaction, so that a fetch goes on where it broke off.

const TIMEOUT = 60000; // ms; a page of a thousand over slow 3G

/** What a pairing holds of its roster: `seen` while everything is fetched anew, so that who is gone goes at the end and not before. */
export const NOTHING_FETCHED = { cursor: "", complete: false, fetchedAt: null, total: null, seen: [], differs: false };

/** {answer, page}: page {passes, removed, more} when one was stored, else null. request as server.js asks. */
export async function fetchPage({ request, store, pairing, fetchedAt, timeout = TIMEOUT }) {
  const { cursor } = pairing.roster;
  const answer = await request(`scanner/roster/${cursor ? `?since=${encodeURIComponent(cursor)}` : ""}`, { token: pairing.token, timeout });
  if (answer.problem) return { answer, page: null };
  if (!isPage(answer.body, pairing)) return { answer: { ...answer, problem: "bad_answer" }, page: null };
  return { answer, page: await storePage(store, pairing.device, cursor, answer.body, fetchedAt()) };
}

function isPage(body, pairing) {
  const isList = (name) => Array.isArray(body[name]);
  const isWhole = ["passes", "removed", "sittings"].every(isList) && typeof body.cursor === "string" && body.about;
  return body.activity === pairing.activity && isWhole;
}

function storePage(store, device, cursor, body, at) {
  return store.change(["pairings", "passes", "facts"], async (rows) => {
    const pairing = await rows.get("pairings", device);
    const current = await rows.get("facts", "current");
    if (!pairing || !current || current.device !== device) return null; // paired anew meanwhile
    if (pairing.roster.cursor !== cursor) return null; // another tab was faster
    const { seen: before, differs: hasDiffered } = pairing.roster;
    const seen = before && [...before, ...body.passes.map((pass) => pass.registration)];
    body.passes.forEach((pass) => rows.put("passes", kept(pass)));
    body.removed.forEach((registration) => rows.delete("passes", registration));
    const removed = body.more || !seen ? body.removed : [...body.removed, ...(await dropUnseen(rows, new Set(seen)))];
    const differs = !body.more && (await rows.count("passes")) !== body.total;
    const isNewlyDifferent = differs && !hasDiffered;
    const roster = {
      cursor: isNewlyDifferent ? "" : body.cursor,
      complete: pairing.roster.complete || !body.more,
      fetchedAt: body.more ? pairing.roster.fetchedAt : at,
      total: body.total,
      seen: isNewlyDifferent ? [] : body.more ? seen : null,
      differs: body.more ? hasDiffered : differs,
    };
    const { about, sittings, communes, keys, device: named } = body;
    const name = named ? named.name : pairing.name;
    const next = { ...pairing, name, about, sittings, communes, keys, revoked: false, ended: false, roster };
    await rows.put("pairings", next);
    return { pairing: next, passes: body.passes, removed, more: body.more || isNewlyDifferent };
  });
}

async function dropUnseen(rows, seen) {
  const gone = (await rows.all("passes")).map((pass) => pass.registration).filter((registration) => !seen.has(registration));
  gone.forEach((registration) => rows.delete("passes", registration));
  return gone;
}

/** Names and digests, and nothing that an answer may hold besides. */
function kept({ registration, name, hint, code_digest, short_digest, card_digest, status, walk_in }) {
  return {
    registration,
    name,
    hint: hint || "",
    code_digest,
    short_digest,
    card_digest: card_digest || null,
    status,
    walk_in: walk_in || null,
  };
}
