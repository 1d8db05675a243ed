// One panel at a time over the scan screen; the phone's back button closes it instead of leaving the page.

import { byId } from "../../phone/dom.js";

const BEHIND = ["bar", "banners", "viewfinder", "thumb"]; // not the verdict, which lies over a panel
const panels = {}; // name → {onOpen, onNews}
let current = null;
let focusBefore = null;
let onChange = () => {};

/** Return the name of the open panel, or null. */
export function openPanelName() {
  return current;
}

/** onOpen(details): return the field to begin with, or nothing; onNews(): something changed while it is open. */
export function addPanel(name, onOpen, onNews = () => {}) {
  panels[name] = { onOpen, onNews };
  byId(`panel-${name}`).querySelector("[data-close]").addEventListener("click", closePanel);
}

export function refreshPanel() {
  if (current) panels[current].onNews();
}

export function openPanel(name, details) {
  const isFirst = !current;
  if (isFirst) focusBefore = document.activeElement;
  show(name);
  if (isFirst) history.pushState({ panel: true }, "");
  const panel = byId(`panel-${name}`);
  panel.scrollTop = 0;
  const field = panels[name].onOpen(details);
  (field || panel.querySelector("[data-close]")).focus({ preventScroll: true });
}

export function closePanel() {
  if (!current) return;
  leave();
  if (history.state && history.state.panel) history.back();
}

/** whenChanged(name | null): after each opening and closing. */
export function startPanels(whenChanged) {
  onChange = whenChanged;
  for (const button of document.querySelectorAll("[data-open]")) button.addEventListener("click", () => openPanel(button.dataset.open));
  window.addEventListener("popstate", () => {
    if (current) leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && current && !event.defaultPrevented) closePanel();
    if (event.key === "Tab" && current && !event.defaultPrevented) keepFocus(event, byId(`panel-${current}`));
  });
}

function leave() {
  show(null);
  if (focusBefore && focusBefore.isConnected) focusBefore.focus({ preventScroll: true });
}

/** Go from the last field to the first: the browsers of old phones know no `inert`. */
function keepFocus(event, panel) {
  const isSeen = (field) => field.offsetParent && !field.closest("details:not([open]) > :not(summary)");
  const fields = Array.from(panel.querySelectorAll("button, input, select, textarea, summary")).filter(isSeen);
  const [first, last] = [fields[0], fields[fields.length - 1]];
  const isAtEnd = document.activeElement === (event.shiftKey ? first : last);
  if (!isAtEnd && panel.contains(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}

function show(name) {
  if (current) byId(`panel-${current}`).hidden = true;
  current = name;
  if (name) byId(`panel-${name}`).hidden = false;
  for (const id of BEHIND) byId(id).inert = Boolean(name);
  document.body.classList.toggle("panel-open", Boolean(name)); // a verdict then lies over the panel
  onChange(name);
}

/** Return the value of the chosen radio button of a form, or null. */
export function chosenValue(form, name) {
  const input = form.querySelector(`[name=${name}]:checked`);
  return input ? input.value : null;
}
