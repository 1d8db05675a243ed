// The upload of a workbook: it may be dropped on the page, how much of it is sent is said, and one that is too large is not sent.
const LARGEST = 10 * 1024 * 1024; // bytes
const form = () => document.getElementById("roster-file");
const part = (name) => form().querySelector(`[data-${name}]`);
const dropZone = (event) => event.target.closest?.("[data-drop]");

const checkSize = () => {
  const file = form().elements.namedItem("file").files[0];
  const isTooLarge = Boolean(file && file.size > LARGEST);
  part("wrong").textContent = isTooLarge ? form().dataset.tooLarge : "";
  part("wrong").hidden = !isTooLarge;
  return !isTooLarge;
};

const showProgress = (percent) => {
  part("progress").hidden = false;
  part("said").textContent = percent < 100 ? form().dataset.sending.replace("%s", `${percent}%`) : form().dataset.reading;
  const bar = part("progress").querySelector("progress");
  if (percent < 100) bar.value = percent;
  else bar.removeAttribute("value"); // how long reading takes, nobody knows yet
};

document.addEventListener("dragover", (event) => {
  if (!dropZone(event)) return;
  event.preventDefault();
  dropZone(event).classList.add("is-over");
});
document.addEventListener("dragleave", (event) => dropZone(event)?.classList.remove("is-over"));
document.addEventListener("drop", (event) => {
  const zone = dropZone(event);
  if (!zone || !event.dataTransfer.files.length) return;
  event.preventDefault();
  zone.classList.remove("is-over");
  form().elements.namedItem("file").files = event.dataTransfer.files;
  if (checkSize()) form().requestSubmit();
});
document.addEventListener("change", (event) => {
  if (event.target.name === "file") checkSize();
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id !== "roster-file") return;
  if (checkSize()) showProgress(0);
  else event.preventDefault();
});
document.addEventListener("htmx:xhr:progress", (event) => {
  if (event.target.id === "roster-file" && event.detail.lengthComputable)
    showProgress(Math.round((100 * event.detail.loaded) / event.detail.total));
});
for (const kind of ["htmx:sendError", "htmx:responseError"])
  document.addEventListener(kind, () => {
    part("progress").hidden = true;
  });
