// Reads what `strace -f -yy -xx` wrote about a process into the acts that matter to a disk: writes, syncs, names, and bytes that left by a socket.

export type TraceEvent =
  | { type: 'open'; file: string; creates: boolean; empties: boolean }
  | { type: 'write'; file: string; offset: number; bytes: Uint8Array }
  | { type: 'truncate'; file: string; size: number }
  /** A sync promises, when it has ended, what was written before it began. The folder itself is `.`. */
  | { type: 'syncStart'; file: string; call: number }
  | { type: 'syncEnd'; file: string; call: number }
  | { type: 'rename' | 'link'; from: string; to: string }
  | { type: 'unlink'; file: string }
  /** Memory that is the file: writes to it would not be seen. */
  | { type: 'map'; file: string; writable: boolean }
  /** `peer` is the other end, `host:port`. */
  | { type: 'sent'; peer: string; bytes: Uint8Array };

interface Call {
  number: number;
  name: string;
  args: string;
  /** Null: the process died in it. */
  result: string | null;
  startedAt: number;
  endedAt: number;
}

/** System calls that must be traced for this reading. */
export const tracedCalls =
  'openat,pwrite64,pwritev,write,writev,ftruncate,fallocate,fsync,fdatasync,rename,renameat2,link,linkat,unlink,unlinkat,mmap';

/** Joins a call that another thread interrupted (`<unfinished ...>`, `<... NAME resumed>`) with its end. */
function callsOf(text: string): Call[] {
  const calls: Call[] = [];
  const open = new Map<string, Call>();
  for (const [at, line] of text.split('\n').entries()) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/s.exec(line) ?? [];
    const resumed = /^<\.\.\. (\w+) resumed>(.*)$/s.exec(rest);
    if (resumed) {
      const call = open.get(thread);
      open.delete(thread);
      if (!call || call.name !== resumed[1])
        throw new Error(`line ${at + 1}: ${resumed[1]} goes on without its beginning`);
      const [args, result] = endOf(call.args + (resumed[2] ?? ''), at);
      Object.assign(call, { args, result, endedAt: at });
      continue;
    }
    const begun = /^(\w+)\((.*)$/s.exec(rest);
    if (!begun) continue;
    const [, name = '', tail = ''] = begun;
    const call: Call = { number: calls.length, name, args: tail, result: null, startedAt: at, endedAt: at };
    calls.push(call);
    if (tail.endsWith('<unfinished ...>')) {
      call.args = tail.slice(0, -'<unfinished ...>'.length).trimEnd();
      open.set(thread, call);
    } else [call.args, call.result] = endOf(tail, at);
  }
  return calls;
}

function endOf(text: string, at: number): [args: string, result: string] {
  const found = /^(.*)\)\s+= (.*)$/s.exec(text);
  if (!found) throw new Error(`line ${at + 1} does not end like a call`);
  return [found[1] ?? '', found[2] ?? ''];
}

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll('\\x', ''), 'hex'));
}

const hexText = '((?:\\\\x[0-9a-f]{2})*)';
const quoted = new RegExp(`"${hexText}"(\\.\\.\\.)?`, 'g');

function stringsOf(args: string, at: number): Uint8Array[] {
  return [...args.matchAll(quoted)].map(([, hex = '', cut]) => {
    if (cut) throw new Error(`line ${at + 1}: the bytes are cut short; trace with a larger -s`);
    return bytesOf(hex);
  });
}

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const isFailure = (result: string | null): boolean => result?.startsWith('-1') ?? false;

/**
 * @param trace output of strace with `-f -yy -xx`
 * @param folder absolute path of the folder whose files matter; what else the process wrote is left out
 * @throws Error naming the line when bytes were cut short or a call does not read
 */
export function readTrace(trace: string, folder: string): TraceEvent[] {
  const found: { at: number; event: TraceEvent }[] = [];
  const positions = new Map<string, number>();

  function inside(path: string): string | null {
    if (path === folder) return '.';
    return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : null;
  }
  /** The descriptor at the beginning of arguments or result, with what strace says that it is. */
  function descriptor(part: string): { fd: string; file: string | null; peer: string | null } {
    const [, fd = '', path] = new RegExp(`^(\\d+)<${hexText}>(?!\\(deleted\\))`).exec(part) ?? [];
    const peer = /^\d+<TCP(?:v6)?:\[[^>]*->([^\]>]+)\]>/.exec(part)?.[1] ?? null;
    return { fd, file: path === undefined ? null : inside(text(bytesOf(path))), peer };
  }

  for (const call of callsOf(trace)) {
    const { name, args, result, startedAt, endedAt } = call;
    if (isFailure(result)) continue;
    const { fd, file, peer } = descriptor(args);
    const before = (event: TraceEvent) => found.push({ at: startedAt, event });
    const after = (event: TraceEvent) => {
      if (result !== null) found.push({ at: endedAt, event });
    };
    switch (name) {
      case 'openat': {
        const opened = descriptor(result ?? '');
        if (opened.file === null) break;
        positions.set(opened.fd, 0);
        after({
          type: 'open',
          file: opened.file,
          creates: args.includes('O_CREAT'),
          empties: args.includes('O_TRUNC'),
        });
        break;
      }
      case 'pwrite64': {
        const [bytes = new Uint8Array()] = stringsOf(args, startedAt);
        const offset = Number(/, (\d+)$/.exec(args)?.[1]);
        if (file !== null) before({ type: 'write', file, offset, bytes });
        break;
      }
      case 'write':
      case 'writev': {
        if (file === null && peer === null) break;
        const bytes = new Uint8Array(Buffer.concat(stringsOf(args, startedAt)));
        if (peer !== null) before({ type: 'sent', peer, bytes });
        if (file === null) break;
        const offset = positions.get(fd) ?? 0;
        positions.set(fd, offset + bytes.length);
        before({ type: 'write', file, offset, bytes });
        break;
      }
      case 'ftruncate':
        if (file !== null) before({ type: 'truncate', file, size: Number(/, (\d+)$/.exec(args)?.[1]) });
        break;
      case 'fsync':
      case 'fdatasync':
        if (file === null) break;
        before({ type: 'syncStart', file, call: call.number });
        after({ type: 'syncEnd', file, call: call.number });
        break;
      case 'mmap': {
        const [, target = ''] = new RegExp(`, (\\d+<${hexText}>),`).exec(args) ?? [];
        const mapped = descriptor(target);
        const writable = args.includes('PROT_WRITE') && args.includes('MAP_SHARED');
        if (mapped.file !== null) after({ type: 'map', file: mapped.file, writable });
        break;
      }
      case 'link':
      case 'linkat':
      case 'rename':
      case 'renameat2': {
        const [from, to] = stringsOf(args, startedAt).map((path) => inside(text(path)));
        if (from && to) before({ type: name.startsWith('link') ? 'link' : 'rename', from, to });
        break;
      }
      case 'unlink':
      case 'unlinkat': {
        const [path] = stringsOf(args, startedAt).map((bytes) => inside(text(bytes)));
        if (path) before({ type: 'unlink', file: path });
        break;
      }
      case 'pwritev':
      case 'fallocate':
        if (file !== null) throw new Error(`line ${startedAt + 1}: ${name} on ${file} is not read`);
        break;
      default:
    }
  }
  return found.sort((one, other) => one.at - other.at).map(({ event }) => event);
}
