// A projector's computer that goes to sleep shows no code. Browsers without wake locks, and pages over plain http, sleep as set.
const stayAwake = () => {
  if (document.visibilityState === "visible") navigator.wakeLock?.request("screen").catch(() => {});
};
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
