// Dropping a workbook anywhere on its place, how much of it is sent, and no waiting for what is too large anyway.
const MOST = 10 * 1024 * 1024;
const form = () => document.getElementById("roster-file");
const part = (name) => form().querySelector(`[data-${name}]`);
const place = (event) => event.target.closest?.("[data-drop]");

const tooLarge = () => {
  const file = form().elements.namedItem("file").files[0];
  const isTooLarge = Boolean(file && file.size > MOST);
  part("wrong").textContent = isTooLarge ? form().dataset.tooLarge : "";
  part("wrong").hidden = !isTooLarge;
  return isTooLarge;
};

const tell = (percent) => {
  part("progress").hidden = false;
  part("said").textContent = percent < 100 ? form().dataset.sending.replace("%s", `${percent}%`) : form().dataset.reading;
  const bar = part("progress").querySelector("progress");
  if (percent < 100) bar.value = percent;
  else bar.removeAttribute("value"); // how long reading takes, nobody knows yet
};

document.addEventListener("dragover", (event) => {
  if (!place(event)) return;
  event.preventDefault();
  place(event).classList.add("is-over");
});
document.addEventListener("dragleave", (event) => place(event)?.classList.remove("is-over"));
document.addEventListener("drop", (event) => {
  const where = place(event);
  if (!where || !event.dataTransfer.files.length) return;
  event.preventDefault();
  where.classList.remove("is-over");
  form().elements.namedItem("file").files = event.dataTransfer.files;
  if (!tooLarge()) form().requestSubmit();
});
document.addEventListener("change", (event) => {
  if (event.target.name === "file") tooLarge();
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id !== "roster-file") return;
  if (tooLarge()) event.preventDefault();
  else tell(0);
});
document.addEventListener("htmx:xhr:progress", (event) => {
  if (event.target.id === "roster-file" && event.detail.lengthComputable)
    tell(Math.round((100 * event.detail.loaded) / event.detail.total));
});
for (const kind of ["htmx:sendError", "htmx:responseError"])
  document.addEventListener(kind, () => {
    part("progress").hidden = true;
  });
