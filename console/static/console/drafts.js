// Nothing that was typed is lost. What stands unsaved in a form (method=post) is kept in this browser and put back when the form is opened
// again; leaving such a page asks first. A form arms itself; a form that is searched with (role=search) or has data-draft="off" does not.
// Not kept: passwords, codes, files, hidden fields, and fields with data-draft="off" (a card's number).
// Drafts are sealed with a key of the session, which pages carry and nothing stores: after signing out, or an hour without a click, nobody
// reads them, and the next page removes them. Where the browser has no sealing (a page without TLS), it only asks before leaving.
const PREFIX = "draft:";
const SENT = "draft-sent"; // in the tab: the form that was sent last, until the next page shows what became of it
const LONGEST = 24 * 60 * 60 * 1000; // ms
const PAUSE = 300; // ms without a key, before a draft is written
const [session, keyText] = (document.body.dataset.draftKey || "").split(".");
const notice = document.getElementById("draft-restored");
const storage = (() => {
  try {
    return window.localStorage;
  } catch {
    return null; // closed by the browser's settings
  }
})();
const canKeep = Boolean(session && notice && storage && crypto.subtle);

const NO_TYPING = '[type="hidden"], [type="submit"], [type="button"], [type="search"], [type="password"], [autocomplete="one-time-code"]';
const NOT_KEPT = '[type="file"], [data-draft="off"]';

const baselines = new WeakMap(); // form → its values when it came
const unsaved = new WeakSet(); // forms that came back from the server with what was typed, refused or to be confirmed
const sent = new WeakSet(); // forms that were sent and not touched since
const keptNames = new WeakMap(); // form → names in its draft
const timers = new WeakMap();
let isLeaving = false;

// --- what stands in a form

// Attributes, since a field may be called “method” or “id”, too.
const isArmed = (form) => form?.getAttribute("method") === "post" && !form.matches('[role="search"], [data-draft="off"]');
const nameOf = (field) => field.name || field.id;
const fieldsOf = (form) =>
  [...form.elements].filter((field) => field.matches("input, select, textarea") && nameOf(field) && !field.matches(NO_TYPING));
const isTicked = (field) => field.type === "checkbox" || field.type === "radio";

const currentValue = (field) => {
  if (field.localName === "select") return [...field.selectedOptions].map((option) => option.value);
  return isTicked(field) ? (field.checked ? [field.value] : []) : [field.value];
};
const firstValue = (field) => {
  if (field.localName !== "select") return isTicked(field) ? (field.defaultChecked ? [field.value] : []) : [field.defaultValue];
  const chosen = [...field.options].filter((option) => option.defaultSelected);
  return (chosen.length || field.multiple ? chosen : [...field.options].slice(0, 1)).map((option) => option.value);
};
const valuesOf = (form, read) => {
  const values = {};
  for (const field of fieldsOf(form)) values[nameOf(field)] = [...(values[nameOf(field)] || []), ...read(field)];
  return values;
};
const baselineOf = (form) => {
  if (!baselines.has(form)) baselines.set(form, valuesOf(form, firstValue));
  return baselines.get(form);
};
const changedNames = (form) => {
  const [now, then] = [valuesOf(form, currentValue), baselineOf(form)];
  return Object.keys(now).filter((name) => JSON.stringify(now[name]) !== JSON.stringify(then[name] || []));
};
const isDirty = (form) => isArmed(form) && !sent.has(form) && (unsaved.has(form) ? fieldsOf(form).length : changedNames(form).length) > 0;

// --- drafts

// By address and first field: which other forms stand on a page changes with what was done.
const titleOf = (form) => {
  const action = new URL(form.getAttribute("action") || "", location.href).pathname;
  return form.getAttribute("id") || `${action}:${fieldsOf(form).map(nameOf)[0] || ""}`;
};
const keyOf = (form) => {
  const twins = [...document.forms].filter((other) => titleOf(other) === titleOf(form));
  return `${location.pathname}#${titleOf(form)}:${twins.indexOf(form)}`;
};
const entryOf = (key) => `${PREFIX}${session}:${key}`;
const drop = (form) => {
  clearTimeout(timers.get(form));
  keptNames.delete(form);
  if (canKeep) storage.removeItem(entryOf(keyOf(form)));
};

const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const toBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const sealing = canKeep ? crypto.subtle.importKey("raw", toBytes(keyText), "AES-GCM", false, ["encrypt", "decrypt"]) : null;
const seal = async (draft) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await sealing, new TextEncoder().encode(JSON.stringify(draft)));
  return { iv: toText(iv), sealed: toText(sealed) };
};
const unseal = async ({ iv, sealed }) => {
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: toBytes(iv) }, await sealing, toBytes(sealed));
  return JSON.parse(new TextDecoder().decode(text));
};

const removeDrafts = (isKept = () => false) => {
  for (const entry of Object.keys(storage)) {
    if (entry.startsWith(PREFIX) && !isKept(entry)) storage.removeItem(entry);
  }
};
const isOfThisSession = (entry) => {
  if (!session || !entry.startsWith(`${PREFIX}${session}:`)) return false;
  try {
    return Date.now() - JSON.parse(storage.getItem(entry)).at < LONGEST;
  } catch {
    return false;
  }
};

const keep = async (form) => {
  const names = new Set([...changedNames(form), ...(keptNames.get(form) || [])]);
  const fields = fieldsOf(form).filter((field) => names.has(nameOf(field)) && !field.matches(NOT_KEPT));
  if (!fields.length) return drop(form);
  const draft = {};
  for (const field of fields) {
    const label = field.type === "radio" && field.checked ? field.closest(".picker-list label")?.textContent.trim() : undefined;
    draft[nameOf(field)] = {
      values: [...(draft[nameOf(field)]?.values || []), ...currentValue(field)],
      label: label || draft[nameOf(field)]?.label,
    };
  }
  const stored = await seal(draft);
  try {
    storage.setItem(entryOf(keyOf(form)), JSON.stringify({ at: Date.now(), ...stored }));
  } catch {
    // The browser's storage is full or closed: leaving the page still asks.
  }
};

// --- put back

/** Add to a unit picker the unit that was chosen from a search which is no longer there. */
const addChoice = (field, value, text) => {
  const [label, radio, words] = ["label", "input", "span"].map((tag) => document.createElement(tag));
  Object.assign(radio, { type: "radio", name: field.name, value });
  words.textContent = text;
  label.append(radio, words);
  field.closest(".picker-list").prepend(label);
  return radio;
};

const putBack = (form, draft) => {
  const changed = [];
  for (const [name, { values, label }] of Object.entries(draft)) {
    const fields = fieldsOf(form).filter((field) => nameOf(field) === name && !field.matches(NOT_KEPT));
    if (!fields.length || JSON.stringify(fields.flatMap(currentValue)) === JSON.stringify(values)) continue;
    if (label && fields[0].closest(".picker-list") && !fields.some((field) => field.value === values[0])) {
      fields.push(addChoice(fields[0], values[0], label));
    }
    const texts = [...values];
    for (const field of fields) {
      if (isTicked(field)) field.checked = values.includes(field.value);
      else if (field.localName === "select") for (const option of field.options) option.selected = values.includes(option.value);
      else field.value = texts.shift() ?? "";
    }
    changed.push(fields.find((field) => !isTicked(field) || field.checked) || fields[0]);
  }
  // After all are in place: a day that comes back makes a unit picker ask for the units of that day.
  for (const field of changed) field.dispatchEvent(new Event("change", { bubbles: true }));
  return changed.length > 0;
};

const showNotice = (form, at) => {
  const shown = notice.content.cloneNode(true).firstElementChild;
  shown.querySelector("time").textContent = new Date(at).toTimeString().slice(0, 5);
  shown.querySelector("button").addEventListener("click", () => {
    const names = changedNames(form);
    form.reset();
    for (const field of fieldsOf(form)) if (names.includes(nameOf(field))) field.dispatchEvent(new Event("change", { bubbles: true }));
    drop(form);
    shown.remove();
  });
  form.before(shown);
  if (form.closest("details")) form.closest("details").open = true;
};

const restore = async (form) => {
  if (unsaved.has(form)) {
    keptNames.set(form, fieldsOf(form).map(nameOf));
    return keep(form);
  }
  const stored = storage.getItem(entryOf(keyOf(form)));
  if (!stored) return undefined;
  try {
    const { at, ...sealed } = JSON.parse(stored);
    const draft = await unseal(sealed);
    keptNames.set(form, Object.keys(draft));
    if (putBack(form, draft)) showNotice(form, at);
    else if (changedNames(form).length === 0) drop(form);
  } catch {
    drop(form);
  }
  return undefined;
};

// --- what became of the form that was sent

const settle = (forms) => {
  const key = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  const [navigation] = performance.getEntriesByType("navigation");
  if (!key || navigation?.type !== "navigate") return;
  const isAnswer = "posted" in document.body.dataset; // this page is the answer itself: a form on it again was refused
  const form = forms.find((candidate) => keyOf(candidate) === key);
  if (isAnswer && form) unsaved.add(form);
  else if (isAnswer || (navigation.redirectCount > 0 && !document.querySelector("main .notice.error:not([hidden])"))) {
    storage.removeItem(entryOf(key));
  }
};

// --- events

const touch = (event) => {
  const { form } = event.target;
  if (!isArmed(form)) return;
  baselineOf(form);
  sent.delete(form);
  if (!canKeep || form.matches("[hx-post]")) return;
  clearTimeout(timers.get(form));
  timers.set(
    form,
    setTimeout(() => keep(form), PAUSE),
  );
};
document.addEventListener("input", touch);
document.addEventListener("change", touch);

const leadsHere = (form) => {
  const address = form.querySelector('[name="search_page"]')?.value || form.getAttribute("action") || "";
  return new URL(address, location.href).pathname === location.pathname;
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.matches("[hx-post]")) return;
  if (!isArmed(form)) {
    isLeaving = leadsHere(form);
    return;
  }
  if (form.matches("[data-ends-session]")) {
    if (storage) removeDrafts();
    return;
  }
  sent.add(form);
  if (canKeep) {
    sessionStorage.setItem(SENT, keyOf(form));
    clearTimeout(timers.get(form));
    if (timers.has(form)) keep(form); // should the network fail
  }
  isLeaving = true;
  setTimeout(() => {
    isLeaving = false; // an answer that is a download leaves this page where it is
  }, 8000);
});

// “Hủy bỏ” says it all.
document.addEventListener("click", (event) => {
  const form = event.target.closest("form .form-actions a")?.closest("form");
  if (!isArmed(form) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  drop(form);
  sent.add(form);
});

// A page from which one comes back: what was typed waits in its draft.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[data-draft="kept"]');
  const form = link?.closest("form");
  if (!canKeep || !isArmed(form) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  clearTimeout(timers.get(form));
  keep(form).then(() => {
    isLeaving = true;
    location.assign(link.href);
  });
});

window.addEventListener("beforeunload", (event) => {
  if (isLeaving && canKeep) return; // what stands in other forms of the page is kept, and put back when the page comes again
  if (![...document.forms].some(isDirty)) return;
  event.preventDefault();
  event.returnValue = true; // what older browsers go by
});
window.addEventListener("pageshow", () => {
  isLeaving = false;
});

document.addEventListener("htmx:confirm", (event) => {
  const { target, elt, triggeringEvent } = event.detail;
  if (!triggeringEvent?.isTrusted || !target) return;
  const isLost = (form) => target.contains(form) && !form.contains(elt) && isDirty(form);
  if ([...document.forms].some(isLost) && !window.confirm(notice?.dataset.leaving)) event.preventDefault();
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && event.target.localName === "form") sent.add(event.target);
});

if (storage) removeDrafts(isOfThisSession);
if (canKeep) {
  const forms = [...document.forms].filter((form) => isArmed(form) && !form.matches("[hx-post]"));
  settle(forms);
  forms.forEach(restore);
}
