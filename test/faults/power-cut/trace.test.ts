// The reader of traces, by tables: whole calls, calls that another thread interrupted, what is left out and what is refused.
import { describe, expect, test } from 'vitest';
import { readTrace, type TraceEvent } from './trace.ts';

const hex = (text: string | Uint8Array): string =>
  [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
const fd = (number: number, path: string) => `${number}<${hex(path)}>`;
const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const db = fd(21, '/data/custody.db');
const wal = fd(22, '/data/custody.db-wal');
const key = fd(23, '/data/store.key');
const folder = fd(24, '/data');
const socket = '25<TCP:[127.0.0.1:4000->127.0.0.1:51234]>';

const tables: readonly [what: string, lines: string[], events: TraceEvent[]][] = [
  [
    'a write at a place',
    [`7 pwrite64(${db}, "${hex('abc')}", 3, 4096) = 3`],
    [{ type: 'write', file: 'custody.db', offset: 4096, bytes: bytes('abc') }],
  ],
  [
    'writes one behind the other, from the beginning after each opening',
    [
      `7 openat(AT_FDCWD<${hex('/')}>, "${hex('/data/store.key')}", O_WRONLY|O_CREAT|O_EXCL|O_CLOEXEC, 0600) = ${key}`,
      `7 write(${key}, "${hex('ab')}", 2) = 2`,
      `8 write(${key}, "${hex('c')}", 1) = 1`,
      `7 openat(AT_FDCWD<${hex('/')}>, "${hex('/data/store.key')}", O_WRONLY|O_TRUNC) = ${key}`,
      `7 write(${key}, "${hex('d')}", 1) = 1`,
    ],
    [
      { type: 'open', file: 'store.key', creates: true, empties: false },
      { type: 'write', file: 'store.key', offset: 0, bytes: bytes('ab') },
      { type: 'write', file: 'store.key', offset: 2, bytes: bytes('c') },
      { type: 'open', file: 'store.key', creates: false, empties: true },
      { type: 'write', file: 'store.key', offset: 0, bytes: bytes('d') },
    ],
  ],
  [
    'a sync that others work beside: it promises what stood before its beginning, from its end on',
    [
      `7 fdatasync(${wal} <unfinished ...>`,
      `8 pwrite64(${wal}, "${hex('x')}", 1, 0) = 1`,
      `8 write(${socket}, "\\x06", 1) = 1`,
      `7 <... fdatasync resumed>)             = 0`,
    ],
    [
      { type: 'syncStart', file: 'custody.db-wal', call: 0 },
      { type: 'write', file: 'custody.db-wal', offset: 0, bytes: bytes('x') },
      { type: 'sent', peer: '127.0.0.1:51234', bytes: Uint8Array.of(6) },
      { type: 'syncEnd', file: 'custody.db-wal', call: 0 },
    ],
  ],
  [
    'a write that another thread interrupts counts from its beginning, a sync that never ended promises nothing',
    [
      `7 pwrite64(${db}, "${hex('y')}", 1, 0 <unfinished ...>`,
      `8 fsync(${folder}) = 0`,
      `7 <... pwrite64 resumed>) = 1`,
      `8 fsync(${db} <unfinished ...>`,
      `7 +++ killed by SIGKILL +++`,
    ],
    [
      { type: 'write', file: 'custody.db', offset: 0, bytes: bytes('y') },
      { type: 'syncStart', file: '.', call: 1 },
      { type: 'syncEnd', file: '.', call: 1 },
      { type: 'syncStart', file: 'custody.db', call: 2 },
    ],
  ],
  [
    'lengths and names',
    [
      `7 ftruncate(${wal}, 1000) = 0`,
      `7 rename("${hex('/data/a')}", "${hex('/data/b')}") = 0`,
      `7 link("${hex('/data/b')}", "${hex('/data/c')}") = 0`,
      `7 unlink("${hex('/data/b')}") = 0`,
    ],
    [
      { type: 'truncate', file: 'custody.db-wal', size: 1000 },
      { type: 'rename', from: 'a', to: 'b' },
      { type: 'link', from: 'b', to: 'c' },
      { type: 'unlink', file: 'b' },
    ],
  ],
  [
    'memory that is a file',
    [`7 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, ${db}, 0) = 0x7f0000000000`],
    [{ type: 'map', file: 'custody.db', writable: true }],
  ],
  [
    'what failed, other folders, files without a name any more, signals',
    [
      `7 pwrite64(${db}, "${hex('z')}", 1, 0) = -1 ENOSPC (No space left on device)`,
      `7 write(${fd(3, '/database/x')}, "${hex('z')}", 1) = 1`,
      `7 write(${db}(deleted), "${hex('z')}", 1) = 1`,
      `7 unlink("${hex('/data/none')}") = -1 ENOENT (No such file or directory)`,
      `7 --- SIGTERM {si_signo=SIGTERM} ---`,
      `7 +++ exited with 0 +++`,
    ],
    [],
  ],
];

describe('a trace is read', () => {
  test.each(tables)('%s', (_what, lines, events) => {
    expect(readTrace(lines.join('\n'), '/data')).toEqual(events);
  });
});

describe('a trace is refused', () => {
  test.each([
    ['bytes that strace cut short', `7 write(${db}, "${hex('ab')}"..., 900) = 900`, /line 1: the bytes are cut short/],
    ['an end without its beginning', `7 <... fsync resumed>) = 0`, /fsync goes on without its beginning/],
    ['a way to write that is not read', `7 fallocate(${db}, 0, 0, 4096) = 0`, /fallocate on custody.db is not read/],
    ['a line that is no call', `7 fsync(${db}`, /line 1 does not end like a call/],
  ])('%s', (_what, line, why) => {
    expect(() => readTrace(line, '/data')).toThrow(why);
  });
});
