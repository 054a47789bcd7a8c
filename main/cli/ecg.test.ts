// `yishu ecg`: shapes of its output, exit codes, records without extension, refusals as JSON.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { ecgSamplePath } from '../../test/support/ecg-corpus.ts';
import { keepPrinted } from '../../test/support/printed.ts';
import { hasSharedData, sharedDataPath } from '../../test/support/shared-data.ts';
import { ecg } from './ecg.ts';

const folder = mkdtempSync(join(tmpdir(), 'yishu-ecg-'));
afterAll(() => rmSync(folder, { recursive: true }));

const printed = keepPrinted();
beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
});

const run = async (...args: string[]): Promise<[number, Record<string, unknown>]> => {
  const code = await ecg(args);
  return [code, printed.text ? JSON.parse(printed.text) : {}];
};

describe('yishu ecg', () => {
  test('convert prints leads, rate, samples in microvolts, patient, vendor measurements and problems', async () => {
    const [code, json] = await run('convert', ecgSamplePath('example-eli250.scp'), '--to', 'json');
    expect(code).toBe(0);
    expect(json).toMatchObject({
      format: 'scp',
      sampleRateHz: 500,
      patient: { name: 'Clark' },
      vendorMeasurements: { prMs: 148 },
      problems: [],
    });
    expect(json.leads).toHaveLength(12);
    expect(json.samples).toMatchObject({ I: expect.arrayContaining([-5]) });
  });

  test('measure, detect and delineate print their shapes', async () => {
    const [, measured] = await run('measure', ecgSamplePath('example-eli250.scp'), '--json');
    for (const key of [
      'heartRateBpm',
      'rrMs',
      'pMs',
      'prMs',
      'qrsMs',
      'qtMs',
      'qtc',
      'axisDeg',
      'rhythm',
      'statements',
      'critical',
      'quality',
    ]) {
      expect(measured).toHaveProperty(key);
    }
    printed.text = '';
    const [, detected] = await run('detect', ecgSamplePath('test01_00s'), '--json');
    expect(detected).toMatchObject({
      sampleRateHz: 500,
      beats: expect.arrayContaining([expect.objectContaining({ class: 'normal' })]),
    });
    printed.text = '';
    const [, marks] = await run('delineate', ecgSamplePath('test01_00s'), '--json');
    expect(marks).toMatchObject({
      beats: expect.arrayContaining([expect.objectContaining({ qrs: expect.anything() })]),
    });
  });

  test('delineate marks one lead alone at the same beats, and refuses a lead that is not there', async () => {
    const Marks = z.object({ lead: z.string().optional(), beats: z.array(z.looseObject({ sample: z.number() })) });
    const file = ecgSamplePath('test01_00s');
    const all = Marks.parse((await run('delineate', file, '--json'))[1]);
    printed.text = '';
    const [code, json] = await run('delineate', file, '--lead', 'ecg 2', '--json');
    const one = Marks.parse(json);
    expect(code).toBe(0);
    expect(one.lead).toBe('ECG 2');
    expect(one.beats.map(({ sample }) => sample)).toEqual(all.beats.map(({ sample }) => sample));
    expect(one.beats).not.toEqual(all.beats);
    printed.text = '';
    const [refused, answer] = await run('delineate', file, '--lead', 'V99', '--json');
    expect(refused).toBe(1);
    expect(answer).toMatchObject({ error: { at: 'lead' } });
    expect((await run('detect', file, '--lead', 'ECG 2'))[0]).toBe(2);
  });

  test('delineate --each-lead prints the marks of all leads together and of each by itself', async () => {
    const file = ecgSamplePath('test01_00s');
    const printedBy = async (...options: string[]) => {
      printed.text = '';
      return run('delineate', file, ...options, '--json');
    };
    const [code, each] = await printedBy('--each-lead');
    expect(code).toBe(0);
    expect(each.beats).toEqual((await printedBy())[1].beats);
    const leads = z.record(z.string(), z.array(z.unknown())).parse(each.leads);
    expect(Object.keys(leads)).toEqual(['ECG 1', 'ECG 2', 'ECG 3', 'ECG 4']);
    for (const name of ['ECG 1', 'ECG 4']) expect(leads[name]).toEqual((await printedBy('--lead', name))[1].beats);
    expect((await printedBy('--each-lead', '--lead', 'ECG 1'))[0]).toBe(2);
    expect((await run('detect', file, '--each-lead'))[0]).toBe(2);
  });

  test.each(['aecg', 'dicom', 'json'])('what is written as %s converts back to the same samples', async (to) => {
    const out = join(folder, `x.${to}`);
    expect((await run('convert', ecgSamplePath('example-eli250.scp'), '--to', to, '--out', out))[0]).toBe(0);
    const [, original] = await run('convert', ecgSamplePath('example-eli250.scp'));
    printed.text = '';
    const [, again] = await run('convert', out);
    expect(again.samples).toEqual(original.samples);
    expect(again.patient).toEqual(original.patient);
  });

  test('a refused file prints its reason and ends with 1', async () => {
    const [code, json] = await run('convert', ecgSamplePath('malformed/wfdb-path-traversal.hea'));
    expect(code).toBe(1);
    expect(json).toMatchObject({ error: { code: 'COMPANION_UNSAFE', at: 'line 3' } });
    printed.text = '';
    expect((await run('measure', join(folder, 'none')))[1]).toMatchObject({ error: { code: 'FILE_MISSING' } });
    printed.text = '';
    expect((await run('measure', folder))[1]).toMatchObject({ error: { text: expect.stringContaining('a folder') } });
    printed.text = '';
    expect((await run('measure', ecgSamplePath('malformed/fda-empty.xml')))[0]).toBe(1);
  });

  const empty = [ecgSamplePath('malformed/fda-empty.xml')];
  const shared = ['muse-bad-base64.xml', 'aecg-increment-zero.xml'].map((file) =>
    sharedDataPath(`ecg/malformed/${file}`),
  );
  test.each([...empty, ...(hasSharedData ? shared : [])])(
    '%s yields no sample: refused in every direction, with the reason and nothing written',
    async (file) => {
      const out = join(folder, 'nothing.dcm');
      for (const more of [[], ['--to', 'json', '--out', out], ['--to', 'dicom', '--out', out]]) {
        printed.text = '';
        const [code, json] = await run('convert', file, ...more);
        expect(code).toBe(1);
        expect(json).toMatchObject({ error: { code: 'UNSUPPORTED', text: expect.stringContaining('no samples') } });
        expect(existsSync(out)).toBe(false);
      }
    },
  );

  test('a wrong command line ends with 2', async () => {
    expect(await ecg(['convert'])).toBe(2);
    expect(await ecg(['boil', 'x'])).toBe(2);
    expect(await ecg(['convert', 'x', '--to', 'gif'])).toBe(2);
    expect(await ecg(['convert', ecgSamplePath('example-eli250.scp'), '--to', 'aecg'])).toBe(2);
    expect(await ecg(['measure', ecgSamplePath('example-eli250.scp'), '--out', join(folder, 'm.json')])).toBe(2);
    expect(await ecg(['detect', ecgSamplePath('example-eli250.scp'), '--to', 'dicom', '--out', 'x'])).toBe(2);
  });

  test('of a record and a folder of one name the record is read', async () => {
    mkdirSync(join(folder, '100'));
    writeFileSync(join(folder, '100.hea'), '100 1 500 4\n100.dat 16 1000(0)/mV 16 0 0 0 0 II\n');
    writeFileSync(join(folder, '100.dat'), Uint8Array.of(1, 0, 2, 0, 3, 0, 4, 0));
    expect((await run('convert', join(folder, '100')))[1]).toMatchObject({ samples: { II: [1, 2, 3, 4] } });
  });

  test('as a process: an unknown option ends with 2 and the help, a reader that has seen enough is no error, a slow one gets all', async () => {
    const yishu = fileURLToPath(new URL('./yishu.ts', import.meta.url));
    const file = ecgSamplePath('example-eli250.scp');
    const start = (...args: string[]) => spawn(process.execPath, [yishu, 'ecg', ...args]);
    const wrong = start('measure', file, '--bogus');
    const unheard = start('convert', file);
    unheard.stdout.destroy();
    const slow = start('convert', file);
    // Longer than a process is given to end, and far more than a pipe holds.
    const late = once(slow.stdout, 'readable').then(() => new Promise((after) => setTimeout(after, 2500)));
    const [told, silent] = await Promise.all([text(wrong.stderr), text(unheard.stderr), once(wrong, 'close')]);
    await late;
    expect(JSON.parse(await text(slow.stdout))).toHaveProperty('problems');
    expect(wrong.exitCode).toBe(2);
    expect(told).toMatch(/'--bogus'.*yishu ecg convert FILE/s);
    expect(silent).toBe('');
  });
});
