// What waits, sent in batches. Nothing is taken as arrived but what an answer names.

import { answered } from "../storage/records.js";

const MOST = 200; // scans in a batch
const MOST_COUNTS = 100; // headcounts: as many as the server looks at
const TIMEOUT = 20000; // ms
const ACKNOWLEDGED = [200, 400, 409]; // 400: refused, kept for a person to see

/**
 * request(path, options) as server.js asks, measured by the clock. pairings(): all of this phone, {device, activity, token, pairedAt}.
 * isInRoster(registration). upload() sends all that waits: {reached, problem, device} of the last question, reached null when there
 * was none.
 */
export function makeUpload({ request, records, pairings, isInRoster, deviceTime, timeout = TIMEOUT }) {
  let size = MOST; // halved when a batch is refused as a whole, so that what is wrong with one does not stop the others
  const tries = new Map(); // scan id → in how many such batches it was
  const refused = new Set(); // tokens that the server does not know

  const batchOf = (unsent, pairing) => {
    const isLost = (row) => row.activity === pairing.activity && !pairings().some(({ device }) => device === row.pairing);
    const own = (row) => row.pairing === pairing.device || isLost(row);
    const scans = unsent.scans.filter(own).sort((one, other) => (tries.get(one.id) || 0) - (tries.get(other.id) || 0));
    const taken = scans.slice(0, size);
    return { taken, headcounts: unsent.headcounts.filter(own).slice(0, MOST_COUNTS), left: scans.length - taken.length };
  };

  const send = (batch, token) =>
    request("scans/", {
      method: "POST",
      token,
      timeout,
      body: {
        device_time: deviceTime(),
        waiting: batch.left,
        scans: batch.taken.map((row) => row.item),
        ...(batch.headcounts.length ? { headcounts: batch.headcounts.map((row) => row.item) } : {}),
      },
    });

  /** How many of the batch an answer named. */
  const take = (batch, body) => {
    const changesOf = (rows, results, change) => {
      const sent = new Set(rows.map((row) => row.id));
      return (Array.isArray(results) ? results : [])
        .filter((result) => result && sent.has(result.id) && ACKNOWLEDGED.includes(result.status))
        .map((result) => ({ id: result.id, change: (row) => change(row, result) }));
    };
    return records.acknowledge({
      scans: changesOf(batch.taken, body.results, (row, result) => answered(row, result, isInRoster)),
      headcounts: changesOf(batch.headcounts, body.headcounts, counted),
    });
  };

  const isSpoilt = ({ status, problem }) => status >= 500 || status === 413 || (status === 400 && problem !== "bad_answer");

  const split = (batch) => {
    size = Math.max(1, Math.ceil(Math.min(size, batch.taken.length) / 2));
    for (const row of batch.taken) tries.set(row.id, (tries.get(row.id) || 0) + 1);
  };

  const tokensOf = (pairing) => {
    const again = pairings().filter((other) => other.activity === pairing.activity && other.device !== pairing.device);
    again.sort((one, other) => other.pairedAt - one.pairedAt);
    return [pairing, ...again].map((one) => one.token);
  };

  const sendWith = async (batch, tokens) => {
    const usable = tokens.filter((token) => !refused.has(token));
    let answer = null;
    for (const token of usable.length ? usable : tokens) {
      answer = await send(batch, token);
      if (answer.status !== 401) break;
      refused.add(token);
    }
    return answer;
  };

  const drain = async (pairing, keepGoing) => {
    let last = null;
    while (await keepGoing()) {
      const batch = batchOf(await records.unsent(), pairing);
      if (!batch.taken.length && !batch.headcounts.length) return last;
      const answer = await sendWith(batch, tokensOf(pairing));
      last = { reached: answer.status > 0 && answer.problem !== "bad_answer", problem: answer.problem, device: pairing.device };
      if (isSpoilt(answer)) split(batch);
      if (isSpoilt(answer) && answer.status < 500 && batch.taken.length > 1) continue;
      if (answer.problem) return last;
      if (!(await take(batch, answer.body))) return { ...last, problem: "bad_answer" };
      size = Math.min(MOST, size * 2);
    }
    return last;
  };

  return async function upload(keepGoing = async () => true) {
    let last = { reached: null, problem: null, device: null };
    for (const pairing of pairings()) {
      const came = await drain(pairing, keepGoing);
      if (came && (!last.problem || came.problem)) last = came;
      if (came && !came.reached) break;
    }
    return last;
  };
}

function counted(row, result) {
  const { waiting, item, ...rest } = row;
  return result.status === 200 ? rest : { ...rest, item, refused: result.error || { field: "", code: "refused" } };
}
