// Archives of WFDB records: the same samples as from the folder, and a clear refusal for what is no single recording.
import { describe, expect, test } from 'vitest';
import { readSeed } from '../../../test/support/ecg-mutation.ts';
import { ecgSeeds } from '../../../test/support/ecg-seeds.ts';
import { readEcg } from './index.ts';
import type { EcgRefusal } from './refusal.ts';
import { packZip } from './zip.ts';

const seedOf = (format: string) => {
  const found = ecgSeeds().find((seed) => seed.format === format);
  if (!found) throw new Error(format);
  return found;
};
const wfdb = seedOf('wfdb');
const header = wfdb.bytes;
const data = wfdb.companions['seed.dat'] ?? new Uint8Array();
const text = (value: string) => new TextEncoder().encode(value);
const read = (bytes: Uint8Array) => readEcg(bytes, { name: 'a.zip' });

function refusal(bytes: Uint8Array): Pick<EcgRefusal, 'code' | 'at'> | undefined {
  try {
    read(bytes);
    return undefined;
  } catch (error) {
    const { code, at } = error as EcgRefusal;
    return { code, at };
  }
}

describe('an archive', () => {
  test('of a record gives what its folder gives, in any order of its files', () => {
    const files = [
      { name: 'seed.hea', bytes: header },
      { name: 'seed.dat', bytes: data },
    ];
    expect(read(packZip(files)).waveforms).toEqual(readSeed(wfdb).waveforms);
    expect(packZip(files.toReversed())).toEqual(packZip(files));
  });

  test('of segments is one recording, by its master header', () => {
    const master = text('all/2 8 500 100\nseed 50\nseed 50\n');
    const files = [
      { name: 'all.hea', bytes: master },
      { name: 'seed.hea', bytes: header },
      { name: 'seed.dat', bytes: data },
    ];
    expect(read(packZip(files)).waveforms[0]?.leads[0]?.samples).toHaveLength(100);
  });

  test('of one file of another format is that file', () => {
    const scp = seedOf('scp');
    expect(read(packZip([{ name: 'one.scp', bytes: scp.bytes }])).waveforms).toEqual(readSeed(scp).waveforms);
  });

  test('is refused with a reason when it is no single recording or damaged', () => {
    const lone = { name: 'seed.hea', bytes: header };
    expect(refusal(packZip([lone]))).toMatchObject({ code: 'COMPANION_MISSING' });
    expect(refusal(packZip([lone, { name: 'b.hea', bytes: header }]))).toMatchObject({ code: 'UNSUPPORTED' });
    expect(refusal(packZip([{ name: 'a.zip', bytes: packZip([lone]) }]))).toMatchObject({ code: 'UNSUPPORTED' });
    expect(refusal(packZip([]))).toMatchObject({ code: 'NOT_RECOGNISED' });
    const whole = packZip([lone, { name: 'seed.dat', bytes: data }]);
    expect(refusal(whole.slice(0, -30))).toMatchObject({ code: 'MALFORMED', at: 'ZIP' });
    const damaged = whole.slice();
    // In the signals, which stand first: seed.dat comes before seed.hea.
    damaged[100] = (damaged[100] ?? 0) ^ 1;
    expect(refusal(damaged)).toMatchObject({ code: 'MALFORMED', at: 'seed.dat' });
  });

  test('that says encrypted without a name still says where', () => {
    const bytes = packZip([{ name: '', bytes: header }]);
    const end = bytes.length - 22;
    bytes[end - 46 + 8] = 1;
    expect(refusal(bytes)).toEqual({ code: 'UNSUPPORTED', at: 'ZIP entry 1' });
  });
});
