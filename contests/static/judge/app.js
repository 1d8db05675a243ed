// The judge's page: joins the store, the network and the screens.

import { config } from "../phone/config.js";
import { askToPersist, openStore } from "../phone/database.js";
import { byId } from "../phone/dom.js";
import { keepOnPhone } from "../phone/keeping.js";
import { switchLanguage, translate } from "../phone/language.js";
import { Schedule } from "../phone/schedule.js";
import { openChannel } from "../phone/tabs.js";
import { drawBanners, drawHead } from "./head.js";
import { startLinkScreen, tokenOfAddress } from "./link-screen.js";
import { drawList, startList } from "./list-screen.js";
import { JUDGE, Records } from "./records.js";
import { startSheet } from "./sheet-screen.js";
import { syncOnce } from "./sync.js";

const BEAT = 5000; // ms; the schedule decides whether it is the time to ask
const SCREENS = ["link", "list", "sheet", "confirm"];

async function start() {
  const store = await openStore(JUDGE);
  const page = { apiBase: config.api, store, now: Date.now, steady: () => performance.now(), lastFetch: -Infinity };
  page.records = new Records(store);
  page.status = { storage: store.reason, isOnline: navigator.onLine !== false, problem: null };
  page.schedule = new Schedule({ sync: (isForced) => syncOnce(page, isForced), steady: page.steady, onChange: () => page.draw() });
  page.tabs = openChannel(store.name, () => reload(page));
  const screens = { link: startLinkScreen(page), list: startList(page), sheet: startSheet(page) };
  page.draw = () => draw(page, screens);
  page.fail = (error) => {
    page.status.storage = error.reason || "refused";
    page.draw();
  };
  await page.records.load().catch(page.fail);
  const token = tokenOfAddress();
  const known = [...page.records.seats.values()].find((seat) => seat.token === token && seat.access);
  if (known) {
    await page.records.chooseSeat(known.seat).catch(page.fail);
    history.replaceState(null, "", config.page);
  }
  translate(document);
  byId("opening").hidden = true;
  listen(page);
  page.draw();
  page.schedule.now();
  askToPersist();
  keepOnPhone(page.draw);
}

function listen(page) {
  const wake = () => page.schedule.wake();
  window.addEventListener("online", wake);
  window.addEventListener("offline", () => {
    page.status.isOnline = false;
    page.draw();
  });
  window.addEventListener("hashchange", () => page.draw());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
  setInterval(() => document.visibilityState === "visible" && page.schedule.soon(), BEAT);
  byId("send-now").addEventListener("click", () => page.schedule.now());
  byId("language").addEventListener("click", () => {
    switchLanguage();
    translate(document);
    page.draw();
  });
}

async function reload(page) {
  await page.records.load().catch(page.fail);
  page.draw();
}

/** Show the screen of the address: #<performance> a sheet, #<performance>/send the question before it is sent, else the list or the link. */
function draw(page, screens) {
  drawHead(page);
  drawBanners(page);
  const name = nameOfScreen(page);
  const isChanged = byId(name).hidden || byId(name).dataset.address !== location.hash;
  for (const screen of SCREENS) byId(screen).hidden = screen !== name;
  byId(name).dataset.address = location.hash;
  if (name === "link") screens.link.draw();
  if (name === "list") drawList(page);
  if (name === "sheet" || name === "confirm") screens.sheet.draw(name, isChanged);
  if (!isChanged) return;
  window.scrollTo(0, 0);
  byId(name).querySelector("h1").focus({ preventScroll: true });
}

function nameOfScreen(page) {
  if (!page.records.current || tokenOfAddress()) return "link";
  const [performance, step] = location.hash.slice(1).split("/");
  const isThere = page.records.current.sheets?.performances.some(({ id }) => String(id) === performance);
  if (!isThere) return "list";
  return step === "send" ? "confirm" : "sheet";
}

start();
