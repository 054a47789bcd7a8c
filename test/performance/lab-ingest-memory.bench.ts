// `npm run bench -- lab-ingest-memory`: what the host weighs while 100,000 results come in; the part of `lab-ingest` that needs nothing else.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figure.ts';
import { measureMemory } from './lab-ingest/memory.ts';

export default async function labIngestMemory(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'yishu-bench-'));
  try {
    return await measureMemory(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
