// What waits, sent in batches. Nothing is taken as arrived but what an answer names.

import { acknowledgedHeadcount, acknowledgedScan } from "../storage/records.js";
import { MOST_HEADCOUNTS, MOST_SCANS } from "../rules/limits.js";
import { isReached } from "../../phone/requests.js";
import { request } from "./server.js";

const TIMEOUT = 60_000; // ms: a server with a full hall answers after half of that
const ACKNOWLEDGED = [200, 400, 409]; // 400: refused, kept for a person to see

/** What the phone remembers from batch to batch. */
export function newUploadMemory() {
  return {
    batchSize: MOST_SCANS, // halved when a batch is refused as a whole, so that one bad scan does not stop the others, or comes too late
    isSlow: false, // a batch came too late: the next ones grow by little
    refusals: new Map(), // scan id → in how many such batches it was
    refusedTokens: new Set(), // tokens that the server does not know
  };
}

/** Send all that waits. Return {reached, problem, retryAfter, device} of the last question, or of the one with a problem; reached null without any. */
export async function uploadWaiting(phone, keepGoing) {
  let result = { reached: null, problem: null, retryAfter: 0, device: null };
  for (const pairing of phone.pairings.all()) {
    const latest = await uploadOf(phone, pairing, keepGoing);
    if (latest && (!result.problem || latest.problem)) result = latest;
    if (latest && !latest.reached) break;
  }
  return result;
}

async function uploadOf(phone, pairing, keepGoing) {
  const { upload } = phone;
  let result = null;
  while (await keepGoing()) {
    const batch = makeBatch(phone, await phone.records.unsent(), pairing);
    if (!batch.scans.length && !batch.headcounts.length) return result;
    const answer = await sendBatch(phone, batch, pairing);
    result = { reached: isReached(answer), problem: answer.problem, retryAfter: answer.retryAfter, device: pairing.device };
    if (answer.problem === "timeout") {
      upload.isSlow = true;
      halveBatch(upload, batch);
      if (batch.scans.length > 1) continue;
    }
    if (isBatchRefused(answer)) {
      halveBatch(upload, batch);
      noteRefusals(upload, batch);
      if (answer.status < 500 && batch.scans.length > 1) continue;
    }
    if (answer.problem) return result;
    if (!(await acknowledge(phone, batch, answer.body))) return { ...result, problem: "bad_answer" };
    widenBatch(upload);
  }
  return result;
}

/** Rows whose own pairing has been deleted go with another pairing of their activity. */
function makeBatch({ pairings, upload }, unsent, pairing) {
  const hasNoPairing = (row) => !pairings.all().some(({ device }) => device === row.pairing);
  const belongs = (row) => row.pairing === pairing.device || (row.activity === pairing.activity && hasNoPairing(row));
  const refusalsOf = (row) => upload.refusals.get(row.id) || 0;
  const waiting = unsent.scans.filter(belongs).sort((a, b) => refusalsOf(a) - refusalsOf(b));
  const scans = waiting.slice(0, upload.batchSize);
  return { scans, headcounts: unsent.headcounts.filter(belongs).slice(0, MOST_HEADCOUNTS), later: waiting.length - scans.length };
}

/** Try the tokens of all pairings with the same activity: one may have been replaced. */
async function sendBatch(phone, batch, pairing) {
  const { refusedTokens } = phone.upload;
  const tokens = tokensOf(phone.pairings.all(), pairing);
  const usable = tokens.filter((token) => !refusedTokens.has(token));
  let answer = null;
  for (const token of usable.length ? usable : tokens) {
    answer = await request(phone, "scans/", {
      method: "POST",
      token,
      timeout: phone.timeouts.upload || TIMEOUT,
      body: bodyOf(phone, batch),
    });
    if (answer.status !== 401) break;
    refusedTokens.add(token);
  }
  return answer;
}

function tokensOf(pairings, pairing) {
  const others = pairings.filter((other) => other.activity === pairing.activity && other.device !== pairing.device);
  others.sort((a, b) => b.pairedAt - a.pairedAt);
  return [pairing, ...others].map((each) => each.token);
}

function bodyOf(phone, { scans, headcounts, later }) {
  const body = { device_time: new Date(phone.now()).toISOString(), waiting: later, scans: scans.map((row) => row.item) };
  return headcounts.length ? { ...body, headcounts: headcounts.map((row) => row.item) } : body;
}

function isBatchRefused({ status, problem }) {
  return status >= 500 || status === 413 || (status === 400 && problem !== "refused_request");
}

function halveBatch(upload, { scans }) {
  if (!scans.length) return; // headcounts alone say nothing of scans
  upload.batchSize = Math.max(1, Math.ceil(Math.min(upload.batchSize, scans.length) / 2));
}

/** On a slow line by a quarter, so that not every second batch comes too late. */
function widenBatch(upload) {
  const step = upload.isSlow ? Math.ceil(upload.batchSize / 4) : upload.batchSize;
  upload.batchSize = Math.min(MOST_SCANS, upload.batchSize + step);
  if (upload.batchSize === MOST_SCANS) upload.isSlow = false;
}

function noteRefusals(upload, { scans }) {
  for (const row of scans) upload.refusals.set(row.id, (upload.refusals.get(row.id) || 0) + 1);
}

/** Return how many of the batch the answer named. */
function acknowledge({ records, roster }, batch, body) {
  const isInRoster = (registration) => roster.get(registration) !== null;
  return records.acknowledge({
    scans: changesOf(batch.scans, body.results, (row, result) => acknowledgedScan(row, result, isInRoster)),
    headcounts: changesOf(batch.headcounts, body.headcounts, acknowledgedHeadcount),
  });
}

function changesOf(rows, results, change) {
  const sent = new Set(rows.map((row) => row.id));
  return (Array.isArray(results) ? results : [])
    .filter((result) => result && sent.has(result.id) && ACKNOWLEDGED.includes(result.status))
    .map((result) => ({ id: result.id, change: (row) => change(row, result) }));
}
