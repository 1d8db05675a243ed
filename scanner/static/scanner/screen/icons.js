// The four signs of a verdict.

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  good: "M6 17l7 7L26 9",
  again: "M16 8v9l6 4M16 3a13 13 0 1 0 .1 0z",
  bad: "M8 8l16 16M24 8L8 24",
  ask: "M11 12a5 5 0 1 1 7 4.6c-1.5.7-2 1.6-2 3.4M16 25.5v.1",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 32 32");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
