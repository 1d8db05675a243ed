// The page: what the engine answers goes to the screen, what hands and cameras bring goes to the engine.

import { bootReader, Viewfinder } from "./camera/viewfinder.js";
import { openScanner } from "./engine/engine.js";
import { listenToKeyboardScanner } from "./input/keyboard-scanner.js";
import { addCodePanel } from "./panels/code-panel.js";
import { addHeadcountPanel } from "./panels/headcount-panel.js";
import { addMenuPanel } from "./panels/menu-panel.js";
import { closePanel, openPanel, openPanelName, refreshPanel, startPanels } from "./panels/panels.js";
import { addReviewPanel } from "./panels/review-panel.js";
import { addSearchPanel } from "./panels/search-panel.js";
import { addWalkInPanel } from "./panels/walk-in-panel.js";
import { isVneidAddress } from "./rules/reading.js";
import { takesWalkIns } from "./rules/walk-in.js";
import { listenForOffer } from "./screen/installation.js";
import { drawBanners } from "./screen/banners.js";
import { config } from "../phone/config.js";
import { byId } from "../phone/dom.js";
import { listenForTouch } from "./screen/feedback.js";
import { hasNewVersion, keepOnPhone, useNewVersion } from "../phone/keeping.js";
import { say, switchLanguage, translate } from "../phone/language.js";
import { PairingScreen, takeCodeFromAddress } from "./screen/pairing-screen.js";
import { isReady } from "./screen/readiness.js";
import { drawStatus } from "./screen/status-bar.js";
import { currentAnswer, hideAnswer, showAnswer } from "./screen/verdict-screen.js";

const NOTIFIED_FOR = 5000; // ms
const ANSWERED_WITHIN = 10000; // ms; a disk that hangs must not keep everybody behind it waiting
const DRAWN_WITHIN = 200; // ms; a page in the background is given no frames
const REDRAWN_EVERY = 30_000; // ms; the sitting that is open now changes by itself

let scanner = null;
let finder = null;
let pairing = null;
let wantsPairing = false; // though the phone is paired
let isDrawing = false;
let lastAnswer = Promise.resolve(); // scans are shown in the order in which they were made
let notifyTimer = null;
let wasReady = true; // when last drawn: a phone is told once when it may leave the network

async function start() {
  translate(document);
  if (!window.isSecureContext) {
    // no camera, no sealing, nothing kept on the phone: the code in the address is left for another time
    byId("opening").hidden = true;
    byId("insecure").hidden = false;
    return;
  }
  const code = takeCodeFromAddress();
  bootReader();
  keepOnPhone(draw);
  listenForOffer(draw);
  scanner = await openScanner({ apiBase: config.api, onChange: draw });
  makeParts();
  listen();
  byId("opening").hidden = true;
  drawNow();
  if (code) offerPairing(code);
  setInterval(draw, REDRAWN_EVERY);
}

function makeParts() {
  finder = new Viewfinder(byId("viewfinder"), { onText: (text) => takeText(text, "camera"), canReadCards: true });
  pairing = new PairingScreen(scanner, showScan);
  addCodePanel((text) => takeText(text, "typed"));
  addSearchPanel(scanner, (registration) => answer(() => scanner.tick(registration)));
  addWalkInPanel(scanner, {
    onRegister: (walkIn) => answer(() => scanner.walkIn(walkIn)),
    onSame: (registration, pending) => answer(() => (pending ? scanner.confirmCard(pending, registration) : scanner.tick(registration))),
  });
  addHeadcountPanel(scanner);
  addReviewPanel(scanner);
  addMenuPanel(scanner, { onSend: send, onLanguage: changeLanguage, notify });
  startPanels((name) => {
    if (name) {
      hideAnswer();
      byId("said").hidden = true; // it would lie over the keys
    }
    draw();
  });
}

function listen() {
  listenForTouch();
  listenToKeyboardScanner((text) => takeText(text, "scanner"));
  byId("status").addEventListener("click", send);
  byId("sitting").addEventListener("change", ({ target }) => scanner.chooseSitting(target.value ? Number(target.value) : null));
  byId("pair-language").addEventListener("click", changeLanguage);
  byId("pair-back").addEventListener("click", showScan);
  byId("verdict").addEventListener("click", draw);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") draw();
  });
  window.addEventListener("hashchange", () => {
    const code = takeCodeFromAddress();
    if (code) offerPairing(code);
  });
}

// --- from what was read to the verdict

function takeText(text, source) {
  if (!byId("pairing").hidden) {
    pairing.takeText(text);
    return;
  }
  const readAt = performance.now();
  const scan = () => scanner.scan(text).then((result) => hedge(result, text));
  answer(scan, { showsRepeated: source !== "camera", readAt });
}

/** Tell only VNeID's own address as a fact. */
function hedge(result, text) {
  const isGuess = result.kind === "notice" && result.notice === "vneid" && !isVneidAddress(text.trim());
  return isGuess ? { ...result, notice: "vneid_maybe" } : result;
}

/**
 * Ask the engine by work(), after the answer before. Resolve with null when it was shown, or with the refusal of a form.
 * Nothing is shown as stored that was not: an error is red too.
 */
function answer(work, { showsRepeated = true, readAt = 0 } = {}) {
  lastAnswer = lastAnswer.then(async () => {
    const result = await Promise.race([work(), rejectLate()]).catch((error) => {
      console.warn(error);
      return { kind: "not_stored", name: null };
    });
    if (!result || result.kind === "refused") return result;
    if (!result.repeated || (showsRepeated && !currentAnswer())) show(result, readAt);
    draw();
    return null;
  });
  return lastAnswer;
}

function rejectLate() {
  return new Promise((_resolve, reject) => setTimeout(() => reject(new Error("no answer from the store")), ANSWERED_WITHIN));
}

function show(result, readAt) {
  if (result.kind === "notice" && result.notice === "pairing") {
    if (!pairing.hasUsed(result.code)) offerPairing(result.code); // the code that it was just paired with still lies before the camera
    return;
  }
  if (result.kind === "notice" && result.notice === "not_paired") {
    wantsPairing = true;
    return;
  }
  showAnswer(result, { onPick: pick, onRegister: takesWalkIns(scanner.state.about) ? openWalkIn : null });
  if (readAt) timeVerdict(readAt);
}

function pick(registration, pending) {
  hideAnswer();
  answer(() => scanner.confirmCard(pending, registration));
}

function openWalkIn(walkIn, pending) {
  hideAnswer();
  openPanel("walk-in", { walkIn, pending });
}

/** Write ms from the text being known to its verdict being painted, for benchmarks. */
function timeVerdict(readAt) {
  requestAnimationFrame(() =>
    setTimeout(() => {
      byId("verdict").dataset.ms = (performance.now() - readAt).toFixed(1);
    }, 0),
  );
}

// --- drawing

function draw() {
  if (!scanner || isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(drawNow);
  setTimeout(() => {
    if (isDrawing) drawNow();
  }, DRAWN_WITHIN);
}

function drawNow() {
  isDrawing = false;
  const { state } = scanner;
  drawPairingOrScan(state);
  drawStatus(state, Date.now());
  notifyWhenReady(state);
  drawBanners(state, { isNewVersion: hasNewVersion(), onPress: pressBanner });
  document.querySelector("[data-open=walk-in]").hidden = !takesWalkIns(state.about);
  refreshPanel();
  const isAsking = currentAnswer() !== null && currentAnswer().kind === "ask";
  finder.pause(Boolean(openPanelName()) || isAsking);
}

function drawPairingOrScan(state) {
  const isPairing = !state.device || wantsPairing;
  if (isPairing === !byId("pairing").hidden && isPairing === byId("scan").hidden) return;
  for (const id of ["bar", "scan", "thumb"]) byId(id).hidden = isPairing;
  document.body.classList.toggle("is-pairing", isPairing);
  if (isPairing) {
    finder.stop();
    hideAnswer();
    if (openPanelName()) closePanel();
    pairing.show();
  } else {
    pairing.hide();
    finder.startIfAllowed();
  }
}

function notifyWhenReady(state) {
  if (isReady(state) && !wasReady) notify(say("ready", { n: state.roster.size }));
  wasReady = isReady(state);
}

function notify(sentence) {
  const place = byId("said");
  place.textContent = sentence;
  place.hidden = false;
  clearTimeout(notifyTimer);
  notifyTimer = setTimeout(() => {
    place.hidden = true;
  }, NOTIFIED_FOR);
}

// --- buttons

function showScan() {
  wantsPairing = false;
  draw();
}

function offerPairing(code) {
  wantsPairing = true;
  drawPairingOrScan(scanner.state);
  const { device, revoked, ended } = scanner.state;
  pairing.show({ code, isSure: !device || revoked || ended });
}

function pressBanner(key) {
  if (key === "update") useNewVersion();
  else if (key === "seen") scanner.markLossSeen();
  else if (key === "send_now") send();
  else {
    wantsPairing = true;
    draw();
  }
}

async function send() {
  await scanner.sync();
  const n = scanner.state.counts.waiting;
  notify(n ? say("sent_some", { n }) : say("sent_all"));
}

function changeLanguage() {
  switchLanguage();
  translate(document);
  for (const id of ["sitting", "banners"]) byId(id).dataset.written = "";
  finder.redraw();
  pairing.redraw();
  draw();
}

start();
