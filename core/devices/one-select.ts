// Whether a text is one SELECT and nothing else, and where its `:since` stands: what may be asked of an instrument's database.
// The database is opened read-only as well; this says early and in words what is wrong.

export type SelectProblem = 'empty' | 'several' | 'notSelect' | 'changes' | 'unclosed';

interface Token {
  kind: 'word' | 'since' | 'end' | 'other';
  text: string;
  at: number;
}

const quotes: Readonly<Record<string, string>> = { "'": "'", '"': '"', '`': '`', '[': ']' };

/** Words that would change something, also within a WITH; INTO makes a table in PostgreSQL. */
const changing = new Set(
  'INSERT UPDATE DELETE MERGE REPLACE DROP ALTER CREATE TRUNCATE ATTACH DETACH PRAGMA VACUUM COPY CALL DO INTO GRANT LOCK'.split(
    ' ',
  ),
);

/** Strings, quoted names and comments are passed over; null when one of them does not end. */
function tokensOf(text: string): Token[] | null {
  const tokens: Token[] = [];
  let at = 0;
  const skipTo = (end: number, length: number): boolean => {
    if (end < 0) return false;
    at = end + length;
    return true;
  };
  while (at < text.length) {
    const rest = text.slice(at, at + 64);
    const sign = text[at] ?? '';
    const dollar = /^\$\w*\$/.exec(rest)?.[0];
    const word = /^[\p{L}_][\p{L}\p{N}_$]*/u.exec(rest)?.[0];
    const closing = quotes[sign];
    if (rest.startsWith('--')) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end + 1;
    } else if (rest.startsWith('/*')) {
      if (!skipTo(text.indexOf('*/', at + 2), 2)) return null;
    } else if (dollar !== undefined) {
      if (!skipTo(text.indexOf(dollar, at + dollar.length), dollar.length)) return null;
    } else if (closing !== undefined) {
      if (!skipTo(text.indexOf(closing, at + 1), 1)) return null;
      tokens.push({ kind: 'other', text: sign, at });
    } else if (rest.startsWith('::')) {
      at += 2;
    } else if (/^:since\b/i.test(rest)) {
      tokens.push({ kind: 'since', text: ':since', at });
      at += ':since'.length;
    } else if (sign === ';') {
      tokens.push({ kind: 'end', text: ';', at });
      at += 1;
    } else if (word !== undefined) {
      tokens.push({ kind: 'word', text: word.toUpperCase(), at });
      at += word.length;
    } else {
      if (/\S/.test(sign)) tokens.push({ kind: 'other', text: sign, at });
      at += 1;
    }
  }
  return tokens;
}

/** The SELECT without its last semicolon, or why it is not one. */
export function oneSelect(text: string): { select: string; sinceAt: number[] } | { problem: SelectProblem } {
  const tokens = tokensOf(text);
  if (tokens === null) return { problem: 'unclosed' };
  const firstEnd = tokens.findIndex(({ kind }) => kind === 'end');
  if (firstEnd >= 0 && tokens.slice(firstEnd).some(({ kind }) => kind !== 'end')) return { problem: 'several' };
  const statement = firstEnd >= 0 ? tokens.slice(0, firstEnd) : tokens;
  const [first] = statement;
  if (!first) return { problem: 'empty' };
  if (first.text !== 'SELECT' && first.text !== 'WITH') return { problem: 'notSelect' };
  // `replace(x, 'a', 'b')` is a function of every database.
  const isCall = (index: number) => statement[index + 1]?.text === '(' && statement[index]?.text === 'REPLACE';
  if (statement.some(({ kind, text: word }, index) => kind === 'word' && changing.has(word) && !isCall(index)))
    return { problem: 'changes' };
  const select = text.slice(0, tokens[firstEnd]?.at ?? text.length);
  // A comment at the end must not swallow what is put behind it.
  return { select: `${select}\n`, sinceAt: statement.filter(({ kind }) => kind === 'since').map(({ at }) => at) };
}
