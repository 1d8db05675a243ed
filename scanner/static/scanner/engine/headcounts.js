// People counted without names.

import { headcountProblem } from "../rules/headcount.js";
import { clean, fold } from "../rules/names.js";
import { newId } from "../../phone/ids.js";
import { announceStored } from "./changes.js";

/** Return {kind: "stored", id} | {kind: "not_stored", reason} | {kind: "refused", field, code}. */
export async function storeHeadcount(phone, count) {
  const sittings = phone.pairings.windows.map((window) => window.sitting);
  const problem = headcountProblem(count, sittings);
  if (problem) return { kind: "refused", ...problem };
  const row = headcountRow(phone, count);
  try {
    await phone.records.add("headcounts", row);
  } catch (error) {
    return { kind: "not_stored", reason: error.reason || "refused" };
  }
  announceStored(phone);
  return { kind: "stored", id: row.id };
}

export function listHeadcounts({ records }) {
  const rows = records.headcounts().sort((a, b) => b.at - a.at);
  return rows.map(({ id, sitting, category, count, basis, at, waiting, refused = null }) => ({
    ...{ id, sitting, category, count, basis, at, refused },
    waiting: Boolean(waiting),
  }));
}

/**
 * Return {count, at} of the latest count of a category at a sitting, by this phone or another that the server told of; else null. As for
 * the server, "khan gia" is the category "Khán giả".
 */
export function latestHeadcount({ records, pairings }, { sitting, category }) {
  const fromServer = (pairings.current.headcounts || []).map((row) => ({ ...row, at: Date.parse(row.counted_at) }));
  const rows = [...records.headcounts().filter((row) => !row.refused), ...fromServer];
  const isSame = (row) => row.sitting === sitting && fold(clean(row.category)) === fold(clean(category));
  const sameRows = rows.filter(isSame).sort((a, b) => b.at - a.at);
  return sameRows.length ? { count: sameRows[0].count, at: sameRows[0].at } : null;
}

function headcountRow({ clock, now, pairings }, { sitting, category, count, basis }) {
  const id = newId();
  const offset = clock.offset === null ? {} : { clock_offset: clock.offset / 1000, ...(clock.isSure ? {} : { clock_unsure: true }) };
  const item = { id, sitting, category: category.trim(), count, basis, counted_at: new Date(now()).toISOString(), ...offset };
  const { device, activity } = pairings.current;
  return { id, pairing: device, activity, waiting: 1, item, at: clock.now(), sitting, category: item.category, count, basis };
}
