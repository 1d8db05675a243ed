// What the server wrote into the page for the script: addresses, the version, and every sentence in both languages.

export const config = readJson("config");
export const sentences = readJson("words");

function readJson(id) {
  return JSON.parse(document.getElementById(id).textContent);
}
