// What changed between two texts, by words: insertions and deletions that a reviewer's correction is shown with. Pure.

export interface DiffPart {
  kind: 'same' | 'inserted' | 'deleted';
  text: string;
}

/** Above this many cells the table of the comparison is not made; the whole middle counts as replaced. */
const cellsAtMost = 4_000_000;

/** Words, numbers and single signs. Chinese is taken by the dictionary of the runtime, else sign by sign. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const { segment } of new Intl.Segmenter('zh', { granularity: 'word' }).segment(text)) words.push(segment);
  return words;
}

/** Shortest edit by words (longest common subsequence); neighbours of one kind are joined. Concatenating what is not inserted gives `before`, what is not deleted `after`. */
export function textDiff(before: string, after: string): DiffPart[] {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }];
  const old = wordsOf(before);
  const now = wordsOf(after);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < now.length - head &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  )
    tail += 1;
  const parts: DiffPart[] = [
    { kind: 'same', text: old.slice(0, head).join('') },
    ...middle(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    { kind: 'same', text: old.slice(old.length - tail).join('') },
  ];
  return joined(parts);
}

function middle(old: readonly string[], now: readonly string[]): DiffPart[] {
  const width = now.length + 1;
  if ((old.length + 1) * width > cellsAtMost)
    return [
      { kind: 'deleted', text: old.join('') },
      { kind: 'inserted', text: now.join('') },
    ];
  // length[i * width + j]: longest common subsequence of old[i..] and now[j..].
  const length = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number) => length[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1)
      length[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const parts: DiffPart[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      parts.push({ kind: 'same', text: old[i] ?? '' });
      i += 1;
      j += 1;
    } else if (j >= now.length || (i < old.length && at(i + 1, j) >= at(i, j + 1))) {
      parts.push({ kind: 'deleted', text: old[i] ?? '' });
      i += 1;
    } else {
      parts.push({ kind: 'inserted', text: now[j] ?? '' });
      j += 1;
    }
  }
  return parts;
}

function joined(parts: readonly DiffPart[]): DiffPart[] {
  const out: DiffPart[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (part.text === '') continue;
    if (last?.kind === part.kind) out[out.length - 1] = { kind: part.kind, text: last.text + part.text };
    else out.push(part);
  }
  return out;
}
