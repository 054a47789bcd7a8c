// Reads what a TypeScript file imports, and its code without comments and texts, from the text alone.

export interface Import {
  specifier: string;
  line: number;
  typeOnly: boolean;
  /** `import()` or `require()`: resolved when the line runs, not when the file loads. */
  dynamic: boolean;
}

export interface Scan {
  /** Same length and lines as the source; comments and the insides of texts are blanks. */
  code: string;
  imports: Import[];
}

const blank = (text: string) => text.replace(/[^\n]/g, ' ');

/** A `/` starts a regular expression where a value may stand; after a value it divides, after `<` it closes a tag. */
function startsRegex(codeBefore: string): boolean {
  const before = codeBefore.trimEnd();
  return before === '' || /[(,=:[!&|?{;+*%~^-]$|\b(return|typeof|case|in|of|do|else|yield|await)$/.test(before);
}

/** Index after the text that opens at `start`; ' and " end at the line's end at the latest. */
function endOfText(source: string, start: number): number {
  const quote = source[start];
  for (let at = start + 1; at < source.length; at++) {
    const letter = source[at];
    if (letter === '\\') at++;
    else if (letter === quote) return at + 1;
    else if (letter === '\n') return at;
  }
  return source.length;
}

function endOfRegex(source: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < source.length; at++) {
    const letter = source[at];
    if (letter === '\\') at++;
    else if (letter === '\n') return start + 1;
    else if (letter === '[') inClass = true;
    else if (letter === ']') inClass = false;
    else if (letter === '/' && !inClass) return at + 1;
  }
  return start + 1;
}

interface Stripper {
  out: string[];
  texts: Map<number, string>;
}

/** Strips from `start` to the end, or to the `}` that closes a template's `${`; returns the index it stopped at. */
function strip(source: string, start: number, inTemplate: boolean, into: Stripper): number {
  let depth = 0;
  let at = start;
  const skipTo = (end: number) => {
    into.out.push(blank(source.slice(at, end)));
    at = end;
  };
  while (at < source.length) {
    const two = source.slice(at, at + 2);
    const letter = source[at] ?? '';
    if (two === '//') {
      const end = source.indexOf('\n', at);
      skipTo(end < 0 ? source.length : end);
    } else if (two === '/*') {
      const end = source.indexOf('*/', at + 2);
      skipTo(end < 0 ? source.length : end + 2);
    } else if (letter === "'" || letter === '"') {
      const end = endOfText(source, at);
      into.texts.set(at, source.slice(at + 1, end - 1));
      into.out.push(letter, blank(source.slice(at + 1, end - 1)), source[end - 1] === letter ? letter : ' ');
      at = end;
    } else if (letter === '`') {
      at = stripTemplate(source, at, into);
    } else if (letter === '/' && startsRegex(into.out.slice(-40).join(''))) {
      skipTo(endOfRegex(source, at));
    } else {
      if (letter === '{') depth++;
      if (letter === '}' && inTemplate && depth-- === 0) return at;
      into.out.push(letter);
      at++;
    }
  }
  return at;
}

function stripTemplate(source: string, start: number, into: Stripper): number {
  into.out.push('`');
  let at = start + 1;
  while (at < source.length) {
    const letter = source[at] ?? '';
    if (letter === '`') {
      if (!source.slice(start, at).includes('${')) into.texts.set(start, source.slice(start + 1, at));
      into.out.push('`');
      return at + 1;
    }
    if (letter === '$' && source[at + 1] === '{') {
      into.out.push('${');
      at = strip(source, at + 2, true, into);
      into.out.push('}');
      at++;
    } else {
      const length = letter === '\\' ? 2 : 1;
      into.out.push(blank(source.slice(at, at + length)));
      at += length;
    }
  }
  return at;
}

const forms: readonly { pattern: RegExp; dynamic: boolean }[] = [
  { pattern: /\b(?:import|export)\s+(type\s+)?[\w*{}\s,$]*?\bfrom\s*(?=['"])/g, dynamic: false },
  { pattern: /\bimport\s*(?=['"])/g, dynamic: false },
  { pattern: /\bimport\s*\(\s*(?=['"`])/g, dynamic: true },
  { pattern: /(?<![.\w])require\s*\(\s*(?=['"`])/g, dynamic: true },
];

/** `typeof import('x')` and `import('x').Type` in a type look like a call; both load nothing, and are as lazy as one. */
export function scan(source: string): Scan {
  const into: Stripper = { out: [], texts: new Map() };
  strip(source, 0, false, into);
  const code = into.out.join('');
  const imports = forms.flatMap(({ pattern, dynamic }) =>
    [...code.matchAll(pattern)].flatMap((match): Import[] => {
      const at = (match.index ?? 0) + match[0].length;
      const specifier = into.texts.get(at);
      if (specifier === undefined) return [];
      const line = code.slice(0, at).split('\n').length;
      return [{ specifier, line, typeOnly: match[1] !== undefined, dynamic }];
    }),
  );
  return { code, imports: imports.sort((a, b) => a.line - b.line) };
}
