// dcmtk's findscu, getscu and movescu at every level of the query models, down to the one image that is asked for.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataSet } from '../../../core/dicom/data-set.ts';
import type { Keyword } from '../../../core/dicom/dictionary.ts';
import { readPart10 } from '../../../core/dicom/read.ts';
import { writePart10 } from '../../../core/dicom/write.ts';
import { chestFilm } from '../../../test/support/chest-film.ts';
import { hasTool, type RunningTool, runTool, startTool } from '../../../test/support/dicom-tools.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { inflate } from '../../areas/imaging/module.ts';

const root = '1.2.826.0.1.3680043.10.1338.7';
const films = [
  { study: '7101', accession: 'L1', patientId: 'P71', name: 'Level^One', number: 1 },
  { study: '7101', accession: 'L1', patientId: 'P71', name: 'Level^One', number: 2 },
  { study: '7101', accession: 'L1', patientId: 'P71', name: 'Level^One', number: 3 },
  { study: '7102', accession: 'L2', patientId: 'P71', name: 'Level^One', number: 1 },
  { study: '7103', accession: 'L3', patientId: 'P72', name: 'Other^Two', number: 1 },
];
/** With the request that it was made for. */
function requested(film: Uint8Array): Uint8Array {
  const dataSet = readPart10(film, { inflate }).dataSet.copy();
  const step = `SPS-${dataSet.string('AccessionNumber')}`;
  dataSet.set('RequestAttributesSequence', [
    new DataSet().set('ScheduledProcedureStepID', step).set('RequestedProcedureID', 'RP1'),
  ]);
  return writePart10(dataSet, { transferSyntax: '1.2.840.10008.1.2.1' });
}
const study = `${root}.7101`;
const image = `${study}.1.2`;

describe.skipIf(!hasTool('findscu'))('every level, asked by dcmtk (skipped where it is absent)', () => {
  let started: TestServer;
  let folder: string;
  let port: string;
  let made = 0;
  const tools: RunningTool[] = [];

  function freshFolder(): string {
    made += 1;
    const path = join(folder, String(made));
    mkdirSync(path);
    return path;
  }
  const keysOf = (keys: Record<string, string>) =>
    Object.entries(keys).flatMap(([key, value]) => ['-k', value === '' ? key : `${key}=${value}`]);
  /** Values of one attribute in all matches. */
  async function found(model: '-P' | '-S', keys: Record<string, string>, attribute: Keyword): Promise<string[]> {
    const into = freshFolder();
    const { code, output } = await runTool('findscu', [
      ...[model, '-X', '-od', into, '-aec', 'YISHU', '127.0.0.1', port],
      ...keysOf(keys),
    ]);
    expect(code, output).toBe(0);
    const answers = readdirSync(into).map((name) => readPart10(readFileSync(join(into, name)), { inflate }).dataSet);
    for (const answer of answers) expect(answer.string('QueryRetrieveLevel')).toBe(keys.QueryRetrieveLevel);
    return answers.map((answer) => answer.string(attribute) ?? '').sort();
  }
  const uidsIn = (path: string) =>
    readdirSync(path)
      .map((name) => readPart10(readFileSync(join(path, name)), { inflate }).dataSet.string('SOPInstanceUID'))
      .sort();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'yishu-levels-'));
    started = await startTestServer({ dicom: { port: 0, aet: 'YISHU', anyLoopback: true } });
    port = started.server.listeners.dicom?.split(':')[1] ?? '';
    const sent = freshFolder();
    for (const [index, film] of films.entries()) writeFileSync(join(sent, `${index}.dcm`), requested(chestFilm(film)));
    const { code, output } = await runTool('storescu', ['+sd', '-aec', 'YISHU', '127.0.0.1', port, sent]);
    expect(code, output).toBe(0);
  });
  afterAll(async () => {
    for (const tool of tools) await tool.stop();
    await started?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('PATIENT', async () => {
    const keys = { QueryRetrieveLevel: 'PATIENT', PatientName: '', PatientID: '' };
    expect(await found('-P', keys, 'PatientID')).toEqual(['P71', 'P72']);
    expect(await found('-P', { ...keys, PatientName: 'Level*' }, 'PatientID')).toEqual(['P71']);
  });

  test('STUDY, of either model', async () => {
    const keys = { QueryRetrieveLevel: 'STUDY', StudyInstanceUID: '', PatientID: 'P71' };
    for (const model of ['-P', '-S'] as const)
      expect(await found(model, keys, 'StudyInstanceUID')).toEqual([study, `${root}.7102`]);
    expect(await found('-S', { ...keys, PatientID: '', AccessionNumber: 'L3' }, 'StudyInstanceUID')).toEqual([
      `${root}.7103`,
    ]);
  });

  test('SERIES', async () => {
    const keys = { QueryRetrieveLevel: 'SERIES', StudyInstanceUID: study, SeriesInstanceUID: '', Modality: 'DX' };
    expect(await found('-S', keys, 'SeriesInstanceUID')).toEqual([`${study}.1`]);
    expect(await found('-S', { ...keys, Modality: 'CT' }, 'SeriesInstanceUID')).toEqual([]);
  });

  test('SERIES by the request that it was made for, which comes back with it', async () => {
    const [step, procedure] = ['(0040,0275)[0].ScheduledProcedureStepID', '(0040,0275)[0].RequestedProcedureID'];
    const keys = { QueryRetrieveLevel: 'SERIES', StudyInstanceUID: study, SeriesInstanceUID: '', [procedure]: '' };
    expect(await found('-S', { ...keys, [step]: 'SPS-L1' }, 'SeriesInstanceUID')).toEqual([`${study}.1`]);
    expect(await found('-S', { ...keys, [step]: 'SPS-L2' }, 'SeriesInstanceUID')).toEqual([]);
    const { output } = await runTool('findscu', [
      ...['-v', '-S', '-aec', 'YISHU', '127.0.0.1', port, ...keysOf({ ...keys, [step]: 'SPS-L?' })],
    ]);
    expect(output).toMatch(/\(0040,0009\) SH \[SPS-L1 *\]/);
    expect(output).toMatch(/\(0040,1001\) SH \[RP1 *\]/);
  });

  test('IMAGE', async () => {
    const keys = { QueryRetrieveLevel: 'IMAGE', StudyInstanceUID: study, SeriesInstanceUID: `${study}.1` };
    const all = { ...keys, SOPInstanceUID: '', InstanceNumber: '' };
    expect(await found('-S', all, 'SOPInstanceUID')).toEqual([`${study}.1.1`, image, `${study}.1.3`]);
    expect(await found('-S', { ...all, SOPInstanceUID: image }, 'InstanceNumber')).toEqual(['2']);
    expect(await found('-S', { ...all, InstanceNumber: '3' }, 'SOPInstanceUID')).toEqual([`${study}.1.3`]);
  });

  const oneImage = {
    QueryRetrieveLevel: 'IMAGE',
    StudyInstanceUID: study,
    SeriesInstanceUID: `${study}.1`,
    SOPInstanceUID: image,
  };

  test('getscu gets one image and no other', async () => {
    const into = freshFolder();
    const { code, output } = await runTool('getscu', [
      ...['-v', '-S', '-od', into, '-aec', 'YISHU', '127.0.0.1', port, ...keysOf(oneImage)],
    ]);
    expect(code, output).toBe(0);
    expect(output).toMatch(/Number of Completed Suboperations\s*: 1/);
    expect(uidsIn(into)).toEqual([image]);
  });

  test.each([
    ['-P', 'PATIENT', { PatientID: 'P71' }, [`${study}.1.1`, image, `${study}.1.3`, `${root}.7102.1.1`]],
    ['-P', 'STUDY', { PatientID: 'P72', StudyInstanceUID: `${root}.7103` }, [`${root}.7103.1.1`]],
    ['-S', 'STUDY', { StudyInstanceUID: study }, [`${study}.1.1`, image, `${study}.1.3`]],
    [
      '-S',
      'SERIES',
      { StudyInstanceUID: study, SeriesInstanceUID: `${study}.1` },
      [`${study}.1.1`, image, `${study}.1.3`],
    ],
  ])('getscu %s gets a %s and no more', async (model, level, keys, uids) => {
    const into = freshFolder();
    const { code, output } = await runTool('getscu', [
      ...['-v', model, '-od', into, '-aec', 'YISHU', '127.0.0.1', port],
      ...keysOf({ QueryRetrieveLevel: level, ...keys }),
    ]);
    expect(code, output).toBe(0);
    expect(uidsIn(into)).toEqual(uids);
  });

  /** Sent to the archive as dcmcjpeg compresses it, fetched by who takes nothing but plain syntaxes. */
  test.runIf(hasTool('dcmcjpeg'))('what lies compressed is fetched by a getscu that takes plain syntaxes', async () => {
    const sent = freshFolder();
    const film = chestFilm({ study: '7104', accession: 'L4', patientId: 'P74', name: 'Packed^Jpeg' });
    writeFileSync(join(sent, 'plain'), film);
    await runTool('dcmcjpeg', ['+e1', join(sent, 'plain'), join(sent, 'jpeg.dcm')]);
    rmSync(join(sent, 'plain'));
    const stored = await runTool('storescu', ['+sd', '-xs', '-aec', 'YISHU', '127.0.0.1', port, sent]);
    expect(stored.code, stored.output).toBe(0);
    const keys = keysOf({ QueryRetrieveLevel: 'STUDY', StudyInstanceUID: `${root}.7104` });
    const pixelsOf = (file: Uint8Array) =>
      Buffer.from(readPart10(file, { inflate }).dataSet.bytes(0x7fe00010) ?? []).toString('base64');
    const into = freshFolder();
    const get = await runTool('getscu', ['-S', '-od', into, '-aec', 'YISHU', '127.0.0.1', port, ...keys]);
    expect(get.code, get.output).toBe(0);
    const [name = ''] = readdirSync(into);
    const fetched = readPart10(readFileSync(join(into, name)), { inflate });
    expect(fetched.transferSyntax.uid).toBe('1.2.840.10008.1.2.1');
    expect(pixelsOf(readFileSync(join(into, name))) === pixelsOf(film)).toBe(true);
  });

  test.each([['+xs'], ['+xv'], ['+xi'], ['+xe']])(
    'getscu %s names a syntax first, whatever lies here',
    async (first) => {
      const into = freshFolder();
      const { code, output } = await runTool('getscu', [
        ...['-v', first, '-S', '-od', into, '-aec', 'YISHU', '127.0.0.1', port],
        ...keysOf({ QueryRetrieveLevel: 'STUDY', StudyInstanceUID: `${root}.7103` }),
      ]);
      expect(code, output).toBe(0);
      expect(uidsIn(into)).toEqual([`${root}.7103.1.1`]);
    },
  );

  // A query without them would be answered for other studies than the one that is meant, a retrieval by the whole archive.
  test.each([
    ['-S', { QueryRetrieveLevel: 'PATIENT', PatientID: 'P71' }, '0008,0052', 'PATIENT is no level of the Study Root'],
    [
      '-S',
      { QueryRetrieveLevel: 'SERIES', PatientID: 'P71', SeriesInstanceUID: '' },
      '0020,000d',
      'one Study Instance',
    ],
    ['-S', { QueryRetrieveLevel: 'IMAGE', StudyInstanceUID: study, SOPInstanceUID: '' }, '0020,000e', 'one Series'],
    ['-P', { QueryRetrieveLevel: 'STUDY', StudyInstanceUID: study }, '0010,0020', 'STUDY level needs one Patient ID'],
    ['-S', { StudyInstanceUID: study }, '0008,0052', 'Query/Retrieve Level is missing'],
  ])('findscu %s %j is refused with A900 and the attribute', async (model, keys, tag, words) => {
    const { output } = await runTool('findscu', [
      ...['-d', model, '-aec', 'YISHU', '127.0.0.1', port, ...keysOf(keys)],
    ]);
    expect(output).toMatch(/DIMSE Status\s*: 0xa900/);
    expect(output).toContain(`(${tag})`);
    expect(output).toContain(words);
    expect(output).not.toContain('Pending');
  });

  test('retrievals that name no study, no list or a pattern send nothing', async () => {
    const into = freshFolder();
    const refused: Record<string, string>[] = [
      { QueryRetrieveLevel: 'STUDY', StudyInstanceUID: '*' },
      { QueryRetrieveLevel: 'STUDY', StudyInstanceUID: '' },
      { QueryRetrieveLevel: 'SERIES', SeriesInstanceUID: `${study}.1` },
    ];
    for (const keys of refused) {
      const { output } = await runTool('getscu', [
        ...['-d', '-S', '-od', into, '-aec', 'YISHU', '127.0.0.1', port, ...keysOf(keys)],
      ]);
      expect(output, JSON.stringify(keys)).toMatch(/0xa900/);
    }
    const all = { QueryRetrieveLevel: 'PATIENT', PatientID: '*' };
    const { output } = await runTool('movescu', [
      ...['-d', '-P', '-aem', 'DEST', '-aec', 'YISHU', '127.0.0.1', port, ...keysOf(all)],
    ]);
    expect(output).toMatch(/0xa900/);
    expect(output).toContain('(0010,0020)');
    expect(readdirSync(into)).toEqual([]);
  });

  test('movescu has one image sent, and several that it lists', async () => {
    const into = freshFolder();
    const receiver = await startTool('storescp', (at) => ['-od', into, '-aet', 'DEST', String(at)], into);
    tools.push(receiver);
    await started.server.kernel.db
      .insertInto('dicom_peer')
      .values({ aet: 'DEST', host: '127.0.0.1', port: receiver.port, acts: [], description: '', active: true })
      .execute();
    const move = (keys: Record<string, string>) =>
      runTool('movescu', ['-v', '-S', '-aem', 'DEST', '-aec', 'YISHU', '127.0.0.1', port, ...keysOf(keys)]);
    const { code, output } = await move(oneImage);
    expect(code, output).toBe(0);
    expect(uidsIn(into)).toEqual([image]);
    await move({ ...oneImage, SOPInstanceUID: `${study}.1.1\\${study}.1.3` });
    expect(uidsIn(into)).toEqual([`${study}.1.1`, image, `${study}.1.3`]);
  });
});
