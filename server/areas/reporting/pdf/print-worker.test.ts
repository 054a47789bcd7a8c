// Printing beside the server: the file comes back, an error is one, and a dead thread is followed by another.
import { afterEach, expect, test } from 'vitest';
import { createPrintWorker, type PrintWorkerParts } from './print-worker.ts';
import { label, report } from './samples.test-data.ts';

const options = { verifyBase: 'http://127.0.0.1/verify/', printedAt: '2026-07-17T01:20:00.000Z', printedBy: '' };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function open(thread?: string) {
  const logged: string[] = [];
  const parts: PrintWorkerParts = { log: (_level, message) => logged.push(message) };
  const worker = createPrintWorker(
    thread ? { ...parts, thread: new URL(`data:text/javascript,${encodeURIComponent(thread)}`) } : parts,
  );
  closing.push(worker.close);
  return { worker, logged };
}
const head = (bytes: Uint8Array) => new TextDecoder().decode(bytes.slice(0, 5));

test('reports and labels are drawn one after the other', async () => {
  const { worker } = open();
  const [reports, labels] = await Promise.all([
    worker.renderReports([report()], options),
    worker.renderLabel([label()]),
  ]);
  expect([head(reports), head(labels)]).toEqual(['%PDF-', '%PDF-']);
});

test('what cannot be drawn fails alone', async () => {
  const { worker, logged } = open();
  await expect(worker.renderReports([], options)).rejects.toMatchObject({ code: 'INTERNAL' });
  expect(logged).toEqual(['a file cannot be drawn']);
  expect(head(await worker.renderLabel([label()]))).toBe('%PDF-');
});

test('a thread that dies fails its work and is replaced', async () => {
  const { worker, logged } = open(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ id, work }) => {
      if (work.kind === 'reports') process.exit(3);
      parentPort.postMessage({ id, bytes: new Uint8Array([1]) });
    });
  `);
  await expect(worker.renderReports([report()], options)).rejects.toMatchObject({ code: 'INTERNAL' });
  expect(logged).toEqual(['the printing thread ended']);
  expect(await worker.renderLabel([label()])).toEqual(new Uint8Array([1]));
});

test('closing fails what is in hand and what comes later', async () => {
  const { worker } = open(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', () => {});
  `);
  const hanging = expect(worker.renderLabel([label()])).rejects.toMatchObject({ code: 'INTERNAL' });
  await worker.close();
  await hanging;
  await expect(worker.renderLabel([label()])).rejects.toMatchObject({ code: 'SERVER_BUSY' });
});
