// Which of the files that a person picked belong together: a WFDB header, what it names, and what has its name; all else stands alone.

const isHeader = (name: string) => /\.hea$/i.test(name);
const stem = (name: string) => name.replace(/\.[^.]*$/, '').toLowerCase();
const base = (path: string) => path.slice(path.search(/[^/\\]*$/)).toLowerCase();
/** Formats of one file, which may share a record's name without being a part of it. */
const whole = /\.(xml|scp|dcm|json|pdf|jpe?g|png|zip)$/i;

/** First words of a header's lines: the record's own name, signal files, segments (WFDB header(5)). */
function named(text: string): Set<string> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return new Set(lines.map((line) => base(line.trim().split(/[\s/]/, 1)[0] ?? '')));
}

/** Recordings in the order of their first files. `headers` holds the text of each WFDB header by its file name. */
export function recordsOf<Named extends { name: string }>(
  files: readonly Named[],
  headers: ReadonlyMap<string, string>,
): Named[][] {
  // Each file points at a file of its group; the one that points at itself stands for the group.
  const group = files.map((_, at) => at);
  const root = (at: number): number => (group[at] === at ? at : root(group[at] ?? at));
  files.forEach(({ name }, header) => {
    if (!isHeader(name)) return;
    const words = named(headers.get(name) ?? '');
    files.forEach((file, at) => {
      const part = isHeader(file.name) || !whole.test(file.name);
      const own = stem(file.name) === stem(name);
      const said = words.has(file.name.toLowerCase()) || (isHeader(file.name) && words.has(stem(file.name)));
      if (part && (own || said)) group[root(at)] = root(header);
    });
  });
  const records = new Map<number, Named[]>();
  files.forEach((file, at) => {
    const place = root(at);
    records.set(place, [...(records.get(place) ?? []), file]);
  });
  return [...records.values()];
}
