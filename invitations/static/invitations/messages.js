// Copies or shares one message, and ticks its person: the next step is to mark who was told. Without script the text is there to be selected.
function tick(button) {
  const box = button.closest("tr").querySelector('input[type="checkbox"]');
  if (box) box.checked = true;
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  source.select();
  try {
    await navigator.clipboard.writeText(source.value);
  } catch {
    if (!document.execCommand("copy")) return; // without TLS there is no clipboard but this one
  }
  button.textContent = button.dataset.done;
  tick(button);
}

async function share(button) {
  try {
    await navigator.share({ text: document.getElementById(button.dataset.share).value });
    tick(button);
  } catch {
    // closed without a choice
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !navigator.share;
  button.addEventListener("click", () => share(button));
}
