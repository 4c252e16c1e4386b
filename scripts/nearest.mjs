// What somebody may have meant.

/** The one of `names` that is most like `word`; undefined if none is like it. */
export function nearest(word, names) {
  const near = names
    .map((name) => ({ name, far: edits(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0];
  return near && near.far <= Math.max(2, word.length / 3) ? near.name : undefined;
}

/** Levenshtein's distance, a row of its table at a time. */
export function edits(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (let at = 1; at <= other.length; at++) {
      const changed = row[at - 1] + (other[at - 1] === letter ? 0 : 1);
      next.push(Math.min(changed, row[at] + 1, next[at - 1] + 1));
    }
    row = next;
  }
  return row.at(-1);
}
