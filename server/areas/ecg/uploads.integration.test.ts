// What is handed in: a WFDB record as an archive or as several files, and files that end or stop the reader's thread.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Arrival } from '../../../core/ecg/contract.ts';
import { packZip } from '../../../core/ecg/formats/index.ts';
import { ecgFile } from '../../../test/support/ecg-files.ts';
import { ecgMessageBytes, encapsulated } from '../../../test/support/ecg-message.ts';
import { ecgSeeds } from '../../../test/support/ecg-seeds.ts';
import { type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { systemCaller } from '../../kernel/access.ts';
import { openObjectStore } from '../imaging/module.ts';
import { takeIn } from './intake.ts';
import { createAnalyser } from './reader/analyser.ts';

let world: EcgWorld;
beforeAll(async () => {
  world = await startEcgWorld();
  await world.approveDevice();
}, 60_000);
afterAll(() => world?.started.close());

const wfdb = ecgSeeds().find(({ format }) => format === 'wfdb');
if (!wfdb) throw new Error('no WFDB seed');
const renamed = (name: string) => ({
  header: new TextEncoder().encode(new TextDecoder().decode(wfdb.bytes).replaceAll('seed', name)),
  data: wfdb.companions['seed.dat'] ?? new Uint8Array(),
});

describe('a record of several files', () => {
  test('header and signals in one form are one recording; the same again is known; what arrived is kept whole', async () => {
    const { header, data } = renamed('form');
    const form = new FormData();
    form.append('file', new File([Uint8Array.from(data)], 'form.dat'));
    form.append('file', new File([Uint8Array.from(header)], 'form.hea'));
    const hand = () =>
      world.technician.fetch('/ecg/manual', { method: 'POST', headers: { 'x-yishu': '1' }, body: form });
    const first: Arrival = await (await hand()).json();
    expect(first).toMatchObject({ outcome: 'stored', state: 'unmatched' });
    expect(await (await hand()).json()).toMatchObject({ outcome: 'duplicate', recordingId: first.recordingId });
    const { recording } = await world.doctor.api.ecg.recording({ recordingId: first.recordingId });
    expect(recording).toMatchObject({ format: 'wfdb', fileName: 'form.zip', parked: null });
    expect(recording.leads).toHaveLength(8);
    const raw = await world.doctor.fetch(`/ecg/recordings/${first.recordingId}/file`);
    expect(new Uint8Array(await raw.arrayBuffer())).toEqual(
      packZip([
        { name: 'form.hea', bytes: header },
        { name: 'form.dat', bytes: data },
      ]),
    );
  });

  test('a device sends an archive that another program packed, in a folder', async () => {
    const { header, data } = renamed('zipped');
    const arrival = await world.upload(
      deflated([
        ['ward/zipped.hea', header],
        ['ward/zipped.dat', data],
      ]),
      '/ecg/upload?name=zipped.zip',
    );
    expect(arrival).toMatchObject({ outcome: 'stored', state: 'unmatched', problems: ['NO_NUMBER'] });
  });

  test.each([
    ['the header alone', [['lone.hea', renamed('lone').header]], 'COMPANION_MISSING'],
    [
      'two records',
      [
        ['a.hea', renamed('a').header],
        ['b.hea', renamed('b').header],
      ],
      'UNSUPPORTED',
    ],
  ] as const)('%s is parked with its reason', async (_, files, code) => {
    const arrival = await world.upload(deflated(files), '/ecg/upload?name=odd.zip');
    expect(arrival.state).toBe('parked');
    expect(arrival.problems[0]).toContain(code);
  });

  test('what a person picks may be far larger than any other request', async () => {
    const scan = new Uint8Array(17 << 20).fill(32);
    scan.set(new TextEncoder().encode('%PDF-1.7 a day of a Holter, printed'));
    const form = new FormData();
    form.append('file', new File([scan], 'day.pdf'));
    const answer = await world.technician.fetch('/ecg/manual', {
      method: 'POST',
      headers: { 'x-yishu': '1' },
      body: form,
    });
    expect(await answer.json()).toMatchObject({ outcome: 'stored', state: 'unmatched' });
  });

  test('of a stranger no byte more than that is read', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (to) => to.enqueue(new Uint8Array(1 << 20)),
    });
    const request = { method: 'POST', headers: { 'x-yishu': '1' }, body, duplex: 'half' } as const;
    const answer = await fetch(`${world.started.server.url}/ecg/manual`, request);
    expect(answer.status).toBe(401);
  });

  test('a form without a file is refused', async () => {
    const form = new FormData();
    form.append('note', 'none');
    const answer = await world.technician.fetch('/ecg/manual', {
      method: 'POST',
      headers: { 'x-yishu': '1' },
      body: form,
    });
    expect(answer.status).toBe(400);
  });
});

describe('a result message as a file', () => {
  const pdf = '%PDF-1.7 a picture of a tracing';

  test('with a picture alone is that picture, filed by the numbers of the message', async () => {
    const exam = await world.register('P771', '许七', { requestNumber: 'REQ-771' });
    const message = ecgMessageBytes({
      requestNumber: 'REQ-771',
      pid: 'PID|1||P771^^^H^PI||许^七||19600203|F',
      results: [encapsulated(pdf, 'PDF')],
    });
    const arrival = await world.upload(Uint8Array.from(message), '/ecg/upload?name=cart.hl7');
    expect(arrival).toMatchObject({ outcome: 'stored', examId: exam.id });
    const { recording } = await world.doctor.api.ecg.recording({ recordingId: arrival.recordingId });
    expect(recording).toMatchObject({ kind: 'document', format: 'pdf', fileName: 'cart.pdf', parked: null });
    const raw = await world.doctor.fetch(`/ecg/recordings/${arrival.recordingId}/file`);
    expect(await raw.text()).toBe(pdf);
  });

  test('with two pictures is parked: one of them would be lost', async () => {
    const results = [encapsulated(pdf, 'PDF'), encapsulated(`${pdf} 2`, 'PDF', 'Base64', 2)];
    const message = Uint8Array.from(ecgMessageBytes({ results }));
    const arrival = await world.upload(message, '/ecg/upload?name=two.hl7');
    expect(arrival.state).toBe('parked');
    expect(arrival.problems[0]).toMatch(/^NO_WAVEFORM .*2 pictures/);
  });
});

/** As archivers write: packed, with folders. */
function deflated(files: readonly (readonly [string, Uint8Array])[]): Uint8Array<ArrayBuffer> {
  const bodies: Buffer[] = [];
  const listed: Buffer[] = [];
  let offset = 0;
  for (const [path, bytes] of files) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, packed]);
    listed.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, tail, name]));
    bodies.push(body);
    offset += body.length;
  }
  const directory = Buffer.concat(listed);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Uint8Array.from(Buffer.concat([...bodies, directory, end]));
}

describe('a file that the reader cannot bear', () => {
  const reader = new URL('./reader/analyse.ts', import.meta.url).href;
  /** The real reader, but for two names: one ends the thread, one never comes back. */
  const thread = new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort } from 'node:worker_threads';
      parentPort.on('message', async (job) => {
        if (job.name === 'dies') process.exit(7);
        if (job.name === 'hangs') for (;;);
        const { analyse } = await import('${reader}');
        parentPort.postMessage(analyse(job));
      });`)}`,
  );

  test('costs itself only: it is parked with the reason, the file is kept, and the next one is read', async () => {
    const { kernel } = world.started.server;
    const objects = await openObjectStore({
      root: join(world.started.dataDir, 'reader-test'),
      cipher: 'aes-256-ctr',
      key: randomBytes(32),
      randomBytes,
      now: () => kernel.clock.now(),
      newId: kernel.newId,
    });
    const analyser = createAnalyser({ log: () => undefined, threads: 1, deadlineMs: 5000, thread });
    const archive = (): never => {
      throw new Error('not of the archive');
    };
    const take = (name: string, seed: number) =>
      takeIn({ kernel, objects, archive, analyser }, ecgFile({ patient: { id: 'NOBODY' }, seed }), {
        fileName: name,
        source: {
          door: 'upload',
          deviceId: null,
          name: 'test',
          personId: null,
          departmentId: '',
          institutionId: 'own',
          institutionName: '',
        },
        given: { accession: '', requestNumber: '', patientNumber: '', recordingId: '' },
        caller: systemCaller('test'),
      });
    try {
      // All at once, on one thread: those that wait behind the broken ones lose nothing.
      const [died, hung, read] = await Promise.all([take('dies', 701), take('hangs', 702), take('whole.json', 703)]);
      expect(died).toMatchObject({ outcome: 'stored', state: 'parked' });
      expect(died.problems[0]).toMatch(/^READER_FAILED .*the thread stopped/);
      expect(hung).toMatchObject({ outcome: 'stored', state: 'parked' });
      expect(hung.problems[0]).toMatch(/^READER_FAILED .*longer than \d s/);
      expect(read).toMatchObject({ outcome: 'stored', state: 'unmatched' });
      const { recording } = await world.doctor.api.ecg.recording({ recordingId: died.recordingId });
      expect(recording.parked).toMatchObject({ code: 'READER_FAILED' });
    } finally {
      await analyser.close();
    }
  }, 30_000);
});
