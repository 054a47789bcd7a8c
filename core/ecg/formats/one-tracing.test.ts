// One tracing in every format, each written by a writer of its own: the readers give the same samples.
import { describe, expect, test } from 'vitest';
import { readSeed } from '../../../test/support/ecg-mutation.ts';
import { ecgSeeds } from '../../../test/support/ecg-seeds.ts';

const samplesOf = (format: string): Record<string, number[]> => {
  const seed = ecgSeeds().find((one) => one.format === format);
  if (!seed) throw new Error(`no seed of ${format}`);
  const leads = readSeed(seed).waveforms[0]?.leads ?? [];
  return Object.fromEntries(
    leads.map(({ name, samples }) => [name, Array.from(samples, (value) => Math.round(value * 1e3) / 1e3 + 0)]),
  );
};

describe('the samples of aECG are those of', () => {
  const aecg = samplesOf('aecg');

  test('there are eight leads of them', () => {
    expect(Object.keys(aecg)).toHaveLength(8);
    expect(aecg.V6?.some((value) => value !== 0)).toBe(true);
  });

  test.each(['scp', 'dicom', 'muse', 'json', 'wfdb', 'wfdb-zip', 'wfdb-flac', 'edf', 'bdf', 'ishne', 'hl7'])(
    '%s',
    (format) => {
      const other = samplesOf(format);
      for (const [lead, values] of Object.entries(aecg)) expect(other[lead], lead).toEqual(values);
    },
  );
});
