// What every page of the console needs of script: a failed request is said, nothing is sent twice, menus close, pages print.
const banner = () => document.getElementById("request-failed");

document.addEventListener("htmx:responseError", () => {
  banner().hidden = false;
});
document.addEventListener("htmx:sendError", () => {
  banner().hidden = false;
});
document.addEventListener("htmx:afterOnLoad", (event) => {
  if (event.detail.successful) banner().hidden = true;
});

// A fragment asked for after the session has ended is answered by the sign-in page; the whole page must go there instead.
document.addEventListener("htmx:beforeSwap", (event) => {
  const address = event.detail.xhr.responseURL;
  if (address && new URL(address).pathname === document.body.dataset.signIn) {
    event.preventDefault();
    location.reload();
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]") || event.defaultPrevented) return;
  if (form.getAttribute("aria-busy") === "true") event.preventDefault();
  else form.setAttribute("aria-busy", "true");
  setTimeout(() => form.removeAttribute("aria-busy"), 8000); // an answer that is a download leaves this page where it is
});
// Back from the next page, the browser shows this one as it was left.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy"));
});

const closeMenus = (except) =>
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details.menu"));
  if (event.target.closest("[data-print]")) window.print();
});
if (document.querySelector('[data-print="at-once"]')) addEventListener("load", () => window.print());
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.closest(".picker-search")) event.preventDefault(); // looking for a unit is not sending the form
  if (event.key !== "Escape") return;
  document.querySelector("details.menu[open] > summary")?.focus();
  closeMenus(null);
});
