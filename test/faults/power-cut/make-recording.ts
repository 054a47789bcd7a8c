// Makes `host.recording.json.br` anew, for where there is no strace: `node test/faults/power-cut/make-recording.ts`.
import { writeFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { moved, recordHost } from './record.ts';
import { session } from './session.ts';

const recording = moved(await recordHost(session(2, 4)), '/data');
const bytes = brotliCompressSync(JSON.stringify(recording));
writeFileSync(new URL('host.recording.json.br', import.meta.url), bytes);
process.stdout.write(`${bytes.length} bytes\n`);
