// Keeps the page on the phone: the service worker, new versions, and the browser's offer to install it.

import { config } from "./config.js";

let waitingWorker = null;
let installOffer = null;
let onChange = () => {};

export function isInstalled() {
  return matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
}

export function hasNewVersion() {
  return Boolean(waitingWorker);
}

export function canInstall() {
  return Boolean(installOffer);
}

export function isApple() {
  return /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
}

export async function install() {
  const offer = installOffer;
  installOffer = null;
  if (offer) await offer.prompt();
}

/** Open the page again with the new version. Without a press that happens when the page was closed. */
export function useNewVersion() {
  if (!waitingWorker) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waitingWorker.postMessage("take-over");
}

export async function keepOnPhone(whenChanged) {
  onChange = whenChanged;
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    setInstallOffer(event);
  });
  window.addEventListener("appinstalled", () => setInstallOffer(null));
  if (!navigator.serviceWorker) return;
  try {
    followVersions(await navigator.serviceWorker.register(config.serviceWorker, { scope: config.page }));
  } catch (error) {
    console.warn("The page is not kept on this phone:", error); // it works all the same while there is a network
  }
}

function setInstallOffer(offer) {
  installOffer = offer;
  onChange();
}

function followVersions(registration) {
  const look = () => {
    waitingWorker = navigator.serviceWorker.controller ? registration.waiting : null;
    onChange();
  };
  look();
  registration.addEventListener("updatefound", () => {
    if (registration.installing) registration.installing.addEventListener("statechange", look);
  });
  // A phone whose page stays open all day hears of a new version too.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().catch(() => {});
  });
}
