// A name that stands twice in one JSON object: parsers keep the last and lose a lead without a word.

/** The first repeated name of well-formed JSON text, or `undefined`. */
export function repeatedKey(text: string): string | undefined {
  // Names of each open object; `null` for an open array.
  const open: (Set<string> | null)[] = [];
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]]/gs;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [found] = match;
    if (found === '{') open.push(new Set());
    else if (found === '[') open.push(null);
    else if (found === '}' || found === ']') open.pop();
    else {
      const names = open.at(-1);
      if (!names || !/^\s*:/.test(text.slice(token.lastIndex, token.lastIndex + 64))) continue;
      const name: unknown = JSON.parse(found);
      if (typeof name !== 'string') continue;
      if (names.has(name)) return name;
      names.add(name);
    }
  }
  return undefined;
}
