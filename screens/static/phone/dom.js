// Elements of the page, found and made.

export function byId(id) {
  return document.getElementById(id);
}

/** make("p", {class: "note", text: "…", on: onClick}, ...children): text only ever becomes a text node. */
export function make(tag, { text, on, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  if (text !== undefined) element.textContent = text;
  if (on) element.addEventListener("click", on);
  element.append(...children);
  return element;
}

export function fill(element, ...children) {
  element.textContent = "";
  element.append(...children);
}

/** Write the sentence into its place, or hide the place without one; mark the field as wrong or right. */
export function showNote(id, sentence, field) {
  const place = byId(id);
  place.textContent = sentence || "";
  place.hidden = !sentence;
  if (!field) return;
  if (sentence) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}
