// The doors of recordings under attack: what no database takes, what no reader bears, strangers in numbers, links in a watched folder.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeAecg } from '../../../core/ecg/formats/aecg/write.ts';
import { writeDicomEcg } from '../../../core/ecg/formats/dicom/write.ts';
import { packZip } from '../../../core/ecg/formats/index.ts';
import { toEcgJson } from '../../../core/ecg/formats/to-json.ts';
import { ecgFile, ecgRecording } from '../../../test/support/ecg-files.ts';
import { encapsulated } from '../../../test/support/ecg-message.ts';
import { deviceEntry, type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { sendMllp } from '../../../test/support/mllp.ts';
import { codeOf, command } from '../../../test/support/server.ts';
import { sendFiles } from '../../interfaces/dicom/scu/send-files.ts';
import { systemTimers } from '../../interfaces/dicom/ul/timers.ts';

let world: EcgWorld;

beforeAll(async () => {
  world = await startEcgWorld({ hl7Port: 0 });
  await world.approveDevice();
}, 60_000);
afterAll(() => world.started.close());

const objects = async () =>
  (await readdir(join(world.started.dataDir, 'ecg'), { recursive: true }).catch((): string[] => [])).filter((name) =>
    name.endsWith('.obj'),
  );
const trail = (act: string) =>
  world.started.server.kernel.db.selectFrom('audit').selectAll().where('act', '=', act).execute();

describe('text that no database takes', () => {
  /** A file as a hostile program writes it: escapes that are valid JSON and no valid text. */
  function hostileFile(seed: number): Uint8Array<ArrayBuffer> {
    const plain = toEcgJson(ecgRecording({ seed, patient: { id: 'P9', name: '@NAME@' } }));
    return new TextEncoder().encode(
      JSON.stringify(plain).replace('@NAME@', String.raw`欧\u0000阳\ud800‮𠮷=cmd|' /C calc'!A0`),
    );
  }

  test('in a file, its name and its numbers it is kept as far as it can be, shown, downloaded and handed on', async () => {
    const name = `${'a'.repeat(199)}𠮷.json`;
    const query = new URLSearchParams({
      name,
      accession: 'A\0𠮷'.padEnd(63, 'x') + '𠮷',
      patient: '\0',
      request: 'a\0b',
    });
    const arrival = await world.upload(hostileFile(1), `/ecg/upload?${query}`);
    expect(arrival).toMatchObject({ outcome: 'stored', state: 'unmatched' });
    const { recordingId } = arrival;
    const { recording } = await world.doctor.api.ecg.recording({ recordingId });
    expect(recording.patientSaid.name).toBe("欧阳�‮𠮷=cmd|' /C calc'!A0");
    expect(recording.fileName).toBe('a'.repeat(199));
    const file = await world.doctor.fetch(`/ecg/recordings/${recordingId}/file`);
    expect([file.status, file.headers.get('content-disposition')]).toEqual([
      200,
      `attachment; filename*=UTF-8''${'a'.repeat(199)}`,
    ]);
    for (const as of ['aecg', 'dicom'])
      expect((await world.doctor.fetch(`/ecg/recordings/${recordingId}/standard?as=${as}`)).status, as).toBe(200);
    expect(world.started.logged.filter((line) => /unexpected error/.test(line))).toEqual([]);
  });

  test('an escape that stands in a statement as text stays text', async () => {
    const text = String.raw`C:\u0000\ud83d <script>alert(1)</script>`;
    const tracing = { ...ecgRecording({ seed: 2 }), vendorStatements: [{ text }] };
    const bytes = Uint8Array.from(writeAecg(tracing, { documentId: '61d1a24f-b47e-41aa-ae95-f8ac302f4eeb' }));
    const { recordingId } = await world.upload(bytes, '/ecg/upload?name=a.xml');
    const { vendor } = await world.doctor.api.ecg.recording({ recordingId });
    expect(vendor.statements.map((one) => one.text)).toEqual([text]);
  });

  test('a name cannot leave its place, whatever header, form or path it comes in', async () => {
    const names: string[] = [];
    for (const [at, name] of [
      '../../etc/passwd',
      String.raw`..\..\x.json`,
      'a\r\nset-cookie: b=c',
      '"; filename=x',
      '.',
    ].entries()) {
      const path = `/ecg/upload?${new URLSearchParams({ name })}`;
      const { recordingId } = await world.upload(ecgFile({ seed: 20 + at }), path);
      const { recording } = await world.doctor.api.ecg.recording({ recordingId });
      names.push(recording.fileName);
      const { headers } = await world.doctor.fetch(`/ecg/recordings/${recordingId}/file`);
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''[^\s";/\\]*$/);
      expect(headers.get('set-cookie')).toBeNull();
    }
    expect(names.filter((name) => /[/\\]/.test(name))).toEqual([]);
  });
});

describe('files that no reader bears', () => {
  test('bombs and nested archives are parked by name, at once, and the next tracing is read', async () => {
    const zeros = Buffer.alloc(64 << 20);
    const bomb = packZip([
      { name: 'a.hea', bytes: Uint8Array.from('a 1 250 10\na.dat 16\n', (one) => one.charCodeAt(0)) },
    ]);
    const inner = packZip([{ name: 'b.json', bytes: ecgFile({ seed: 40 }) }]);
    const entities = Array.from({ length: 12 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`).join('');
    const files: Record<string, Uint8Array> = {
      'bomb.xml': Buffer.from(
        `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "ha">${entities}]><AnnotatedECG xmlns="urn:hl7-org:v3"><id root="&e12;"/></AnnotatedECG>`,
      ),
      'outside.xml': Buffer.from(
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><AnnotatedECG xmlns="urn:hl7-org:v3"><id root="&x;"/></AnnotatedECG>',
      ),
      'nested.zip': packZip([{ name: 'inner.zip', bytes: inner }]),
      'cut.zip': bomb.subarray(0, bomb.length - 5),
      'packed.bin': deflateRawSync(zeros),
      'deep.json': Buffer.from(`${'['.repeat(200_000)}${']'.repeat(200_000)}`),
    };
    const parked: Record<string, string> = {};
    for (const [name, bytes] of Object.entries(files)) {
      const { recordingId } = await world.upload(Uint8Array.from(bytes), `/ecg/upload?name=${name}`);
      const { recording } = await world.doctor.api.ecg.recording({ recordingId });
      parked[name] = recording.state;
      expect(recording.parked?.text, name).not.toContain('root:');
    }
    expect(new Set(Object.values(parked))).toEqual(new Set(['parked']));
    // Each is shown, with why.
    const shown = await world.technician.api.ecg.recordings({ states: ['parked'] });
    expect(shown.map(({ fileName }) => fileName).toSorted()).toEqual(Object.keys(files).toSorted());
    expect((await world.upload(ecgFile({ seed: 41 }))).outcome).toBe('stored');
  }, 60_000);
});

describe('messages', () => {
  const head = (controlId: string, charset = 'UNICODE UTF-8') =>
    `MSH|^~\\&|CART-1|ECGROOM|YISHU|H|20260309102100||ORU^R01|${controlId}|P|2.5||||||${charset}`;
  const order = 'OBR|1||NOSUCH|93000^EKG^C4';
  const tracing = (seed: number) => encapsulated(ecgFile({ seed }), 'JSON');

  test('of hostile ones each is answered, nothing is guessed, what is kept says why, and the next right one is taken', async () => {
    const messages: Record<string, readonly string[]> = {
      'twenty thousand empty results': [
        head('A1'),
        order,
        ...Array.from({ length: 20_000 }, (_, at) => `OBX|${at}|ST`),
      ],
      'two patients': [head('A2'), 'PID|1||P1|| 甲', 'PID|2||P2||乙', order, tracing(102)],
      'escapes that do not end': [head('A3'), String.raw`PID|1||P1\X00\||\Zfoo\\X41`, order, tracing(103)],
      'a charset that is none': [head('A4', 'KLINGON'), 'PID|1||P1||甲', order, tracing(104)],
      'no separators': ['MSH', order],
      'NUL in the numbers': [head('A6'), 'PID|1||P\u00001||甲', 'OBR|1|R\u0000|A\u0000', tracing(106)],
      'a broken Base64': [
        head('A7'),
        'PID|1||P1||甲',
        order,
        'OBX|1|ED|93000^EKG^C4||CART^Application^XML^Base64^@@@@||||||F',
      ],
      'a thousand repetitions': [head('A8'), `PID|1||${'P1~'.repeat(1000)}||甲`, order, tracing(108)],
    };
    const answers: Record<string, string> = {};
    for (const [name, message] of Object.entries(messages)) {
      const answer = await sendMllp(world.started.server.listeners.mllp, message);
      answers[name] = /MSA\|(\w\w)/.exec(answer)?.[1] ?? answer;
    }
    expect(Object.entries(answers).filter(([, code]) => !['AA', 'AE', 'AR'].includes(code))).toEqual([]);
    expect([answers['no separators'], answers['twenty thousand empty results']]).toEqual(['AR', 'AE']);
    const kept = await world.technician.api.ecg.recordings({ text: 'A' });
    expect(kept.filter(({ source, examId }) => source.door === 'hl7' && examId !== null)).toEqual([]);
    const right = await sendMllp(world.started.server.listeners.mllp, [
      head('A9'),
      'PID|1||P1||甲',
      order,
      tracing(109),
    ]);
    expect(right).toContain('MSA|AA|A9');
  });
});

test('over DICOM a text that no database takes holds up no sender', async () => {
  await world.approveAe('CART');
  const file = join(world.started.dataDir, 'hostile.dcm');
  const uid = () => `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`;
  const patient = { id: 'P\u00009', name: '甲\u0000乙' };
  await writeFile(file, writeDicomEcg(ecgRecording({ seed: 120, patient }), { uid, accessionNumber: 'A\u00001' }));
  const port = Number(world.started.server.listeners.dicom?.split(':')[1]);
  const to = { host: '127.0.0.1', port, callingAe: 'CART', timers: systemTimers };
  expect(await sendFiles([file], { ...to, calledAe: 'YISHU' })).toMatchObject([{ outcome: 'answered', status: 0 }]);
  const came = await world.until('the recording', async () =>
    (await world.technician.api.ecg.recordings({})).find(({ source }) => source.door === 'dicom'),
  );
  expect(came).toMatchObject({ state: 'unmatched', examId: null });
  expect(JSON.stringify(came)).not.toContain(String.raw`\u0000`);
});

describe('devices', () => {
  test('two approved ones hand in one recording at the same moment: it is one; with another patient it is two, and both say so', async () => {
    const { manager, started } = world;
    const second = { ...deviceEntry, code: 'CART-2', serial: 'S2' };
    const made = await manager.api.ecg.registerDevice({ command: command(started.clock), device: second });
    const deciding = {
      deviceId: made.device.id,
      expectedVersion: made.device.version,
      act: 'approve' as const,
      reason: '',
    };
    await manager.api.ecg.decideDevice({ command: command(started.clock), ...deciding });
    const body = ecgFile({ seed: 60, patient: { id: 'P60' }, recordedAt: `${world.day()}T08:00:00` });
    const path = '/ecg/upload?name=a.json';
    const answers = await Promise.all(
      [world.device, { code: 'CART-2', key: made.key }].flatMap((by) =>
        [1, 2, 3].map(async () => {
          const answer = await world.send(body, path, world.signedHeaders(path, body, by));
          return (await answer.json()) as { outcome: string; recordingId: string };
        }),
      ),
    );
    expect(answers.map(({ outcome }) => outcome).filter((outcome) => outcome === 'stored')).toHaveLength(1);
    expect(new Set(answers.map(({ recordingId }) => recordingId)).size).toBe(1);
    const other = await world.upload(
      ecgFile({ seed: 60, patient: { id: 'P61' }, recordedAt: `${world.day()}T08:00:00` }),
    );
    expect(other).toMatchObject({ outcome: 'stored' });
    expect(other.recordingId).not.toBe(answers[0]?.recordingId);
  });

  test('two hundred uploads at once of a stranger store nothing; it is listed once, and the trail neither swells nor hides how many', async () => {
    const [stored, before] = [await objects(), await trail('ecg.upload')];
    const body = ecgFile({ seed: 80 });
    const path = '/ecg/upload?name=a.json';
    const answers = await Promise.all(
      Array.from({ length: 200 }, () =>
        world.send(body, path, world.signedHeaders(path, body, { code: 'FLOOD-1', key: 'x'.repeat(43) })),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect(await objects()).toEqual(stored);
    const listed = (await world.manager.api.ecg.devices()).filter(({ code }) => code === 'FLOOD-1');
    expect(listed).toMatchObject([{ state: 'asking', refusedCount: 200 }]);
    const rows = (await trail('ecg.upload')).length - before.length;
    expect(rows).toBeGreaterThan(0);
    // Twenty a minute.
    expect(rows).toBeLessThanOrEqual(60);
  });

  test('names made up by the thousand neither fill the register of devices nor push out who asks', async () => {
    const path = '/ecg/upload?name=a.json';
    const body = ecgFile({ seed: 81 });
    for (let round = 0; round < 3; round += 1)
      await Promise.all(
        Array.from({ length: 50 }, (_, at) =>
          world.send(body, path, world.signedHeaders(path, body, { code: `MADE-UP-${round}-${at}` })),
        ),
      );
    const devices = await world.manager.api.ecg.devices();
    expect(devices.filter(({ state }) => state === 'asking').length).toBeLessThanOrEqual(100);
    expect(devices.map(({ code }) => code)).toContain('FLOOD-1');
  });
});

describe('the watched folder', () => {
  const inbox = (...under: string[]) => join(world.started.dataDir, 'ecg-inbox', ...under);
  const names = (...under: string[]) => readdir(inbox(...under)).catch((): string[] => []);

  test('a link to another file of the computer is not followed; what replaces a file is taken too, and nothing is filed unread', async () => {
    await mkdir(inbox(), { recursive: true });
    const secret = join(world.started.dataDir, 'secret.txt');
    await writeFile(secret, 'the key of the hospital');
    await symlink(secret, inbox('linked.json'));
    await writeFile(inbox('first.json'), ecgFile({ seed: 90, patient: { id: 'F90' } }));
    await world.until('the file to be taken', async () => (await names('done')).includes('first.json'));
    // The same name again, with another tracing.
    await writeFile(inbox('next.part'), ecgFile({ seed: 91, patient: { id: 'F91' } }));
    await rename(inbox('next.part'), inbox('first.json'));
    await world.until('the other one', async () => (await names('done')).includes('1-first.json'));
    const taken = await world.technician.api.ecg.recordings({ text: 'first.json' });
    expect(taken.map(({ patientSaid }) => patientSaid.id).toSorted()).toEqual(['F90', 'F91']);
    expect(await names()).toContain('linked.json');
    expect(await world.technician.api.ecg.recordings({ text: 'linked' })).toEqual([]);
    expect(await readFile(secret, 'utf8')).toBe('the key of the hospital');
  }, 30_000);
});

test('who may not place a parked recording has nobody read it again', async () => {
  const { recordingId } = await world.upload(Uint8Array.from(Buffer.from('no ECG at all')), '/ecg/upload?name=x.bin');
  const ask = { command: command(world.started.clock), recordingId, expectedVersion: 1 };
  expect(await codeOf(world.clinician.api.ecg.retry(ask))).toBe('RIGHT_MISSING');
  const [row] = await trail('ecg.retry');
  expect(row).toMatchObject({ outcome: 'refused', detail: 'RIGHT_MISSING', person_name: '病房医生' });
});
