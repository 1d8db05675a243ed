import { byId } from "../screen/dom.js";

// One panel at a time over the scan screen; the phone's back button closes it instead of leaving the page.
const openers = {};
const followers = {};
let current = null;
let cameFrom = null;
let onChange = () => {};

export const openPanel = () => current;

// onOpen(given): answers the field to begin with, or nothing; onNews: something changed while it is open.
export function panel(name, onOpen, onNews = () => {}) {
  openers[name] = onOpen;
  followers[name] = onNews;
  byId(`panel-${name}`).querySelector("[data-close]").addEventListener("click", closePanel);
}

export const tellPanel = () => {
  if (current) followers[current]();
};

function show(name) {
  if (current) byId(`panel-${current}`).hidden = true;
  current = name;
  if (name) byId(`panel-${name}`).hidden = false;
  document.body.classList.toggle("panel-open", Boolean(name)); // a verdict then lies over the panel
  onChange(name);
}

export function open(name, given) {
  const isFirst = !current;
  if (isFirst) cameFrom = document.activeElement;
  show(name);
  if (isFirst) history.pushState({ panel: true }, "");
  byId(`panel-${name}`).scrollTop = 0;
  const focus = openers[name](given);
  (focus || byId(`panel-${name}`).querySelector("[data-close]")).focus({ preventScroll: true });
}

export function closePanel() {
  if (!current) return;
  show(null);
  if (history.state && history.state.panel) history.back();
  if (cameFrom && cameFrom.isConnected) cameFrom.focus({ preventScroll: true });
}

export function watchPanels(whenChanged) {
  onChange = whenChanged;
  for (const button of document.querySelectorAll("[data-open]")) button.addEventListener("click", () => open(button.dataset.open));
  window.addEventListener("popstate", () => {
    if (current) show(null);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && current && !event.defaultPrevented) closePanel();
  });
}
