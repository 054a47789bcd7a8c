// The layer rule applied to one file: what it imports, what it calls, how long it is, whether it says what it is.
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { doors, limits, ownedPackages, type Room, rooms, unbound } from '../../layers.config.ts';
import { type Import, scan } from './scan.ts';

export interface Violation {
  file: string;
  line: number;
  rule: string;
  remedy: string;
}

/** Folder pattern against a path: the names that `*` stood for, or undefined. A pattern holds for all that is below it. */
export function matchPattern(pattern: string, path: string): string[] | undefined {
  const escaped = pattern.split('*').map((part) => part.replace(/[.+^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('([^/]+)')}(?:/|$)`).exec(path)?.slice(1);
}

function roomOf(file: string): { room: Room; names: string[] } | undefined {
  for (const room of rooms) {
    const names = matchPattern(room.at, file);
    if (names) return { room, names };
  }
  return undefined;
}

const isUnbound = (file: string) => unbound.some((pattern) => pattern.test(file));
const isIn = (places: readonly string[], file: string) =>
  places.some((place) => matchPattern(place, file) !== undefined);

const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

function checkPackage(
  file: string,
  { specifier, line, typeOnly, dynamic }: Import,
  room: Room | undefined,
): Violation[] {
  const at = { file, line };
  if (isBuiltin(specifier)) {
    if (!room || room.node) return [];
    const remedy =
      'let the caller pass in what it reads, or move this part to main/, server/ or device-drivers/transports';
    return [{ ...at, rule: `${room.at} imports no Node module, this one imports ${specifier}`, remedy }];
  }
  const owned = ownedPackages.find(({ name }) => name.test(specifier));
  if (owned && !isIn(owned.rooms, file)) {
    const remedy = `go through what ${owned.rooms.join(' or ')} offers`;
    return [{ ...at, rule: `${specifier} is imported in ${owned.rooms.join(' and ')} alone`, remedy }];
  }
  if (owned?.lazy && !dynamic && !typeOnly) {
    const remedy = `use \`await import('${specifier}')\` inside try, and \`import type\` for its types`;
    return [{ ...at, rule: `the native module ${specifier} is loaded lazily`, remedy }];
  }
  if (room?.packages && !room.packages.includes(packageOf(specifier))) {
    const remedy = `pass it in, or add the package to layers.config.ts with a decision that says why`;
    return [{ ...at, rule: `${room.at} uses only ${room.packages.join(', ')}, this one imports ${specifier}`, remedy }];
  }
  return [];
}

/** `workstations/index.*` in a room's list means files, everything else a folder or one file. */
const allows = (pattern: string, names: readonly string[], target: string) =>
  matchPattern(
    pattern.replace(/\$(\d)/g, (_, index) => names[Number(index) - 1] ?? ''),
    target,
  ) !== undefined;

function checkOwnFile(file: string, { specifier, line }: Import, home: { room: Room; names: string[] }): Violation[] {
  const target = posix.join(posix.dirname(file), specifier);
  const at = { file, line };
  const self = home.room.at.replaceAll(/\*/g, () => '\0');
  const own = self.split('\0').reduce((text, part, index) => `${text}${home.names[index - 1] ?? ''}${part}`);
  if (target.startsWith('..')) {
    return [{ ...at, rule: 'imports stay inside the project', remedy: 'depend on the package, or bring the file in' }];
  }
  for (const { of, by, also } of doors) {
    const inside = matchPattern(of, target);
    if (!inside || matchPattern(of, file)?.join() === inside.join()) continue;
    const folder = of.split('*').reduce((text, part, index) => `${text}${inside[index - 1] ?? ''}${part}`);
    const open = [by, ...also.filter((one) => one.file === file).map(({ reads }) => reads)];
    if (!open.some((name) => target === `${folder}/${name}`)) {
      const remedy = `export what is needed from ${folder}/${by} and import that`;
      return [{ ...at, rule: `${folder} is entered by ${by} alone, this one imports ${target}`, remedy }];
    }
  }
  const allowed = [own, ...home.room.imports];
  if (allowed.some((pattern) => allows(pattern, home.names, target))) return [];
  const remedy = `move what both need to a room that both may import (core, or the one that ${home.room.at} sees), or pass it in`;
  return [{ ...at, rule: `${own} imports only ${allowed.join(', ')}, this one imports ${target}`, remedy }];
}

const impure: readonly { pattern: RegExp; what: string; remedy: string }[] = [
  { pattern: /\bDate\s*\.\s*now\b/, what: 'Date.now', remedy: 'take `now: () => Date` as an argument' },
  { pattern: /\bnew\s+Date\s*\(\s*\)/, what: 'new Date()', remedy: 'take `now: () => Date` as an argument' },
  { pattern: /\bperformance\s*\.\s*now\b/, what: 'performance.now', remedy: 'take the clock as an argument' },
  { pattern: /\bMath\s*\.\s*random\b/, what: 'Math.random', remedy: 'take `random: () => number` as an argument' },
  {
    pattern: /\bcrypto\s*\.\s*(randomUUID|getRandomValues)\b/,
    what: 'crypto random',
    remedy: 'take `nextId: () => string` as an argument',
  },
  {
    pattern: /(?<![.\w])(setTimeout|setInterval|setImmediate|queueMicrotask)\s*\(/,
    what: 'a timer',
    remedy: 'say in the result when to be called again and let the caller own the timer',
  },
  {
    pattern:
      /(?<![.\w])(process\s*\.\s*(env|argv|cwd|exit|stdout|nextTick)|localStorage|sessionStorage|document\s*\.\s*(body|createElement|querySelector|getElementById)|fetch\s*\()/,
    what: 'the outside world',
    remedy: 'pass in what it needs',
  },
];

function checkPurity(file: string, code: string, room: Room): Violation[] {
  return code.split('\n').flatMap((text, index) =>
    impure
      .filter(({ pattern }) => pattern.test(text))
      .map(({ what, remedy }) => ({
        file,
        line: index + 1,
        rule: `${room.at} is pure, this line uses ${what}`,
        remedy,
      })),
  );
}

function checkShape(file: string, source: string): Violation[] {
  const lines = source.replace(/\n$/, '').split('\n');
  const first = lines[0]?.startsWith('#!') ? lines[1] : lines[0];
  const found: Violation[] = [];
  if (!/^\s*(\/\/|\/\*)\s*\S/.test(first ?? '')) {
    const remedy = 'say in one line which idea the file holds';
    found.push({ file, line: 1, rule: 'the first line is a comment', remedy });
  }
  if (lines.length > limits.lines) {
    const rule = `a file has at most ${limits.lines} lines, this one has ${lines.length}`;
    found.push({ file, line: limits.lines + 1, rule, remedy: 'split it by idea; one file, one idea' });
  }
  return found;
}

/** All violations of one file; `file` is its path from the project's root with `/`. */
export function checkFile(file: string, source: string): Violation[] {
  const found = limits.files.test(file) ? checkShape(file, source) : [];
  if (!/\.(ts|tsx|mts)$/.test(file) || isUnbound(file)) return found;
  const home = roomOf(file);
  const { code, imports } = scan(source);
  for (const one of imports) {
    if (!one.specifier.startsWith('.')) found.push(...checkPackage(file, one, home?.room));
    else if (home) found.push(...checkOwnFile(file, one, home));
  }
  if (home?.room.pure) found.push(...checkPurity(file, code, home.room));
  return found;
}
