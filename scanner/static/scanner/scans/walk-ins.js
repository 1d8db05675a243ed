// People on no list who are registered on this phone.

import { announceStored } from "../engine/changes.js";
import { clean } from "../rules/names.js";
import { takesWalkIns, walkInProblem } from "../rules/walk-in.js";
import { newId } from "../../phone/ids.js";
import { makeScan, momentNow, momentOfRow, verdictOf } from "./scan-rows.js";
import { storeScan } from "./scan-storage.js";

/** form: {fullName, birthYear, gender, unit, sealedCard}. Return an answer, or {kind: "refused", field, code}. */
export async function scanWalkIn(phone, form) {
  const { current } = phone.pairings;
  if (!current) return { kind: "notice", notice: "not_paired" };
  const thisYear = new Date(phone.clock.now()).getFullYear();
  const problem = walkInProblem(form, { thisYear, takesWalkIns: takesWalkIns(current.about) });
  if (problem) return { kind: "refused", ...problem };
  const { birthYear = null, gender = null, unit = null, sealedCard = null } = form;
  const values = { fullName: clean(form.fullName), birthYear, gender, unit, sealedCard };
  return phone.answerOnce(`walk-in:${JSON.stringify(values)}`, () => register(phone, values));
}

/** When the card was scanned before, its held scan becomes the walk-in's. */
async function register(phone, { fullName, birthYear, gender, unit, sealedCard }) {
  const { notice } = phone.pairings.current.about || {};
  const sent = { id: newId(), full_name: fullName, birth_year: birthYear, gender, unit };
  if (sealedCard) sent.sealed_card = sealedCard;
  if (notice) sent.notice = notice.version;
  const person = { registration: null, walkIn: sent.id, name: fullName, hint: "", status: "registered", sent };
  const heldRow = sealedCard ? phone.records.heldScans().find((row) => row.item.sealed_card === sealedCard) : null;
  const make = (id, moment) =>
    makeScan(phone, {
      id,
      moment,
      method: sealedCard ? "card" : "list",
      identifier: { walk_in: sent },
      person,
      extra: { name: fullName },
    });
  const scan = heldRow && (await settleOnWalkIn(phone, heldRow.id, make));
  return scan ? verdictOf(phone, scan, person) : storeScan(phone, () => make(newId(), momentNow(phone)), person);
}

/** Return the scan, or null when the held one has been released meanwhile. */
async function settleOnWalkIn(phone, id, make) {
  let scan = null;
  const settled = await phone.records.settle(id, (row) => {
    scan = make(id, momentOfRow(row));
    return scan.row;
  });
  if (!settled) return null;
  phone.questions.delete(id);
  announceStored(phone);
  return scan;
}
