// What a person reads in each recorded message is what its driver reads: codes, values, units, flags of chosen rows, and counts.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { InstrumentMessage } from '../../../core/lab/instrument-message.ts';
import { labSample } from '../../../test/support/lab-samples.ts';
import { hasSharedData, sharedDataPath } from '../../../test/support/shared-data.ts';
import { unwrapAstm } from '../../codecs/lis01/unwrap.ts';
import type { Driver } from '../../driver.ts';
import { driver as genexpert } from '../cepheid-genexpert/index.ts';
import { driver as generic } from '../generic-lis02/index.ts';
import { driver as vitros } from '../ortho-vitros-3600/index.ts';
import { driver as c311 } from '../roche-cobas-c311/index.ts';
import { driver as maglumi } from '../snibe-maglumi-x3/index.ts';
import { driver as xn } from '../sysmex-xn-550/index.ts';
import { type Sample, samples } from './lis02-samples.ts';

function readSample(sample: Sample, bytes: Uint8Array): { messages: InstrumentMessage[]; problems: string[] } {
  const unwrapped = unwrapAstm(bytes);
  const read = unwrapped.messages.map(({ content }) => sample.driver.interpret(content));
  return {
    messages: read.flatMap((one) => one.messages),
    problems: [...unwrapped.problems, ...read.flatMap((one) => one.problems)].map(({ code }) => code),
  };
}

describe('recorded messages', () => {
  for (const sample of samples) {
    const bytes = labSample(sample.file);
    test.skipIf(bytes === null)(sample.file, () => {
      const { messages, problems } = readSample(sample, bytes ?? new Uint8Array());
      expect(messages.map(({ kind, specimenId, results }) => [kind, specimenId, results.length])).toEqual(
        sample.messages,
      );
      expect(problems).toEqual(sample.problems ?? []);
      const all = messages.flatMap(({ results }) => results);
      for (const [index, code, value, unit, flags] of sample.rows) {
        const result = all[index];
        expect([code, result?.code, result?.value, result?.unit, result?.flags.join(' ')]).toEqual([
          code,
          code,
          value,
          unit,
          flags ?? '',
        ]);
      }
    });
  }
});

const one = (file: string, driver: Driver): InstrumentMessage | null => {
  const bytes = labSample(file);
  if (bytes === null) return null;
  return readSample({ file, driver, messages: [], rows: [] }, bytes).messages[0] ?? null;
};

describe.skipIf(!hasSharedData)('every ASTM file of the data set', () => {
  const root = hasSharedData ? sharedDataPath('lab') : '.';
  const files = hasSharedData
    ? readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.astm(?:\.raw)?$/.test(file))
    : [];

  test.each(files)('%s is read by the generic driver, values as sent', (file) => {
    const bytes = labSample(file) ?? new Uint8Array();
    const { messages } = readSample({ file, driver: generic, messages: [], rows: [] }, bytes);
    const sent = unwrapAstm(bytes)
      .messages.map(({ content }) => new TextDecoder().decode(content))
      .join('');
    expect(messages.length).toBeGreaterThan(0);
    for (const { code, value } of messages.flatMap(({ results }) => results)) {
      expect(code).not.toBe('');
      if (!value.includes('\\')) expect(sent).toContain(value);
    }
  });
});

describe('what stands beside the values', () => {
  const xnMessage = one('sysmex-xn550/result.astm.raw', xn);
  test.skipIf(xnMessage === null)('XN: patient, time, comment, pictures by reference, messages without a value', () => {
    expect(xnMessage).toMatchObject({ patientId: '37182', comments: ['POST HD'] });
    const at = (code: string) => xnMessage?.results.find((result) => result.code === code);
    expect(at('WBC')?.time).toBe('2024-06-27T13:54:07');
    expect(at('Anemia')?.noValue).toBeUndefined();
    expect(at('SCAT_WDF')?.attachments).toEqual([
      {
        kind: 'scattergram',
        code: 'SCAT_WDF',
        mediaType: 'image/png',
        encoding: 'reference',
        data: 'PNG\\20240628\\2024_06_27_13_54_27_WDF.PNG',
      },
    ]);
    expect(at('DIST_RBC')?.attachments?.[0]?.kind).toBe('histogram');
  });

  const rerun = one('roche-cobas-c311/rerun-correction.astm.raw', c311);
  test.skipIf(rerun === null)('c 311: a rerun corrects and names its dilution', () => {
    expect(rerun).toMatchObject({ correction: true, rerun: true });
    expect(rerun?.results[0]?.qualifiers).toEqual({ dilution: 'dec' });
    expect(rerun?.results[0]?.time).toBe('2019-01-11T11:21:56');
  });

  const control = one('roche-cobas-c311/qc-pccc2.astm.raw', c311);
  test.skipIf(control === null)('c 311: the control material', () => {
    expect(control?.control).toEqual({ material: 'PCCC2' });
  });

  test('VITROS: replicates are told apart, no result is no value', () => {
    const message = one('ortho-vitros-3600/replicates-repeat-list.astm.raw', vitros);
    expect(message?.results.slice(0, 5).map((result) => result.qualifiers?.replicate)).toEqual([
      'mean',
      '1',
      '2',
      '3',
      '4',
    ]);
    expect(message?.results.map((result) => result.noValue ?? false)).toEqual([
      ...Array(5).fill(false),
      true,
      true,
      true,
    ]);
    expect(message).toMatchObject({ instrumentTime: '2020-11-11T22:40:31', details: { tray: '3', position: '1' } });
  });

  test('GeneXpert: no value where there is none, the error beside it', () => {
    const message = one('cepheid-genexpert/hiv-vl-error.astm', genexpert);
    expect(message?.results.map((result) => result.noValue ?? false)).toEqual([true, true, true, false]);
    expect(message?.results[0]?.comments?.[0]).toContain('2097');
  });

  const qc = one('snibe-maglumi-x3/snibe-maglumi-x3-qc-astm.astm', maglumi);
  test.skipIf(qc === null)('Maglumi: the Q record names lot and level; a calibrator is no patient', () => {
    expect(qc?.control).toEqual({ material: 'X3 QC LOW', lot: 'LOT-X3-QC-L1', level: 'LEVEL-1' });
    const calibration = one('snibe-maglumi-x3/snibelis-maglumi-x3-calibration.astm', maglumi);
    expect(calibration?.control?.material).toBe('CALIBRATOR');
  });

  test('several specimens in one query', () => {
    expect(one('erba-xl1000/query-multi-sample.astm.raw', generic)?.specimenIds).toHaveLength(5);
    expect(one('immucor-neo/query-multi-q.astm', generic)?.specimenIds?.at(-1)).toBe('VALI200305');
  });

  test('malformed messages: what can be read is kept, what is wrong is named', () => {
    const bytes = labSample('openelis-samples/malformed.astm') ?? new Uint8Array();
    const { messages, problems } = readSample({ file: '', driver: generic, messages: [], rows: [] }, bytes);
    expect(new Set(problems)).toEqual(
      new Set([
        'CONTENT_NO_HEADER',
        'CONTENT_UNKNOWN_RECORD',
        'CONTENT_RESULT_WITHOUT_ORDER',
        'CONTENT_DELIMITERS',
        'CONTENT_NO_TEST_CODE',
        'CONTENT_GARBAGE',
        'CONTENT_NO_TERMINATOR',
      ]),
    );
    expect(messages.filter((message) => message.incomplete).length).toBe(2);
    expect(messages.flatMap((message) => message.results).filter((result) => result.noValue).length).toBe(3);
  });
});
