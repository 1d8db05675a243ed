// Keeps the page on the phone: the service worker, how much it has, new versions.

import { config } from "./config.js";

const ASK_AGAIN = 20_000; // ms, while something is missing

let waitingWorker = null;
let missing = null; // {files, bytes} that the phone does not have yet; null until the service worker has said so
let followed = null; // the registration whose new versions are heard of
let onChange = () => {};

export function hasNewVersion() {
  return Boolean(waitingWorker);
}

/** Does the page open without a network? Only when the service worker has it in hand and has every file. */
export function isKeptOnPhone() {
  return canKeep() && Boolean(navigator.serviceWorker.controller) && missing !== null && missing.files === 0;
}

export function canKeep() {
  return Boolean(navigator.serviceWorker);
}

/** Return {files, bytes}, or null where that is not known. */
export function missingOnPhone() {
  return missing;
}

/** Open the page again with the new version. Without a press that happens when the page was closed. */
export function useNewVersion() {
  if (!waitingWorker) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waitingWorker.postMessage("take-over");
}

export function keepOnPhone(whenChanged) {
  onChange = whenChanged;
  if (!canKeep()) return;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    missing = { files: data.missing, bytes: data.bytes };
    onChange();
  });
  navigator.serviceWorker.addEventListener("controllerchange", askToComplete);
  window.addEventListener("online", register);
  // A phone whose page stays open all day hears of a new version too, and looks whether the browser threw files away.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") register().then((registration) => registration && registration.update().catch(() => {}));
  });
  setInterval(() => {
    if (!isKeptOnPhone()) register();
  }, ASK_AGAIN);
  register();
}

/** Register again what could not be installed, and have fetched what is missing. Return the registration, or null. */
async function register() {
  askToComplete();
  try {
    const registration = await navigator.serviceWorker.register(config.serviceWorker, { scope: config.page });
    if (registration !== followed) followVersions(registration);
    return registration;
  } catch (error) {
    console.warn("The page is not kept on this phone:", error); // it works all the same while there is a network
    return null;
  }
}

function askToComplete() {
  const { controller } = navigator.serviceWorker;
  if (controller) controller.postMessage("complete");
}

function followVersions(registration) {
  followed = registration;
  const look = () => {
    waitingWorker = navigator.serviceWorker.controller ? registration.waiting : null;
    onChange();
  };
  look();
  registration.addEventListener("updatefound", () => {
    if (registration.installing) registration.installing.addEventListener("statechange", look);
  });
}
