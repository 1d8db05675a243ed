// A second place for what is not sent: localStorage. IndexedDB may come up empty, on a full disk above all; what stands here is put back.

/** The copies of a page's rows, by table and key. Without a second place nothing happens: the first one has them. */
export class Copies {
  constructor(name) {
    this.prefix = `${name}-copy:`;
  }

  put(table, key, row) {
    attempt(() => localStorage.setItem(this.nameOf(table, key), JSON.stringify(row)));
  }

  drop(table, key) {
    attempt(() => localStorage.removeItem(this.nameOf(table, key)));
  }

  dropAll() {
    for (const name of this.names("")) localStorage.removeItem(name);
  }

  /** Return the rows of a table. */
  rowsOf(table) {
    return this.names(`${table}:`)
      .map((name) => attempt(() => JSON.parse(localStorage.getItem(name))))
      .filter(Boolean);
  }

  names(start) {
    return attempt(() => Object.keys(localStorage).filter((name) => name.startsWith(this.prefix + start))) || [];
  }

  nameOf(table, key) {
    return `${this.prefix}${table}:${key}`;
  }
}

function attempt(work) {
  try {
    return work();
  } catch {
    return null;
  }
}
