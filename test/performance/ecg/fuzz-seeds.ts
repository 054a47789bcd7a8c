// What the ECG fuzz bench damages: a small made-up file of each format, a tenth of other kinds, and a hundredth of real files of recorders.
import { ecgSample } from '../../support/ecg-corpus.ts';
import { type EcgSeed, ecgSeeds } from '../../support/ecg-seeds.ts';
import { moreEcgSeeds } from '../../support/ecg-seeds-more.ts';

export interface FuzzSeed extends EcgSeed {
  /** Part of the count that is run; real files are large. */
  share: number;
}

const real = [
  ['scp, Mortara ELI 250', 'example-eli250.scp', 1],
  ['scp, Welch Allyn', 'welchallyn-right-posterior-leads.scp', 1],
  ['philips, 1.03', 'philips-1_03-129DYPRG.xml', 1],
  ['aecg, FDA', 'fda-minimum_aecg.xml', 16],
] as const;

export function ecgFuzzSeeds(): FuzzSeed[] {
  return [
    ...ecgSeeds().map((seed) => ({ ...seed, share: 1 })),
    ...real.map(([format, name, leastBits]) => ({
      format,
      name,
      bytes: ecgSample(name),
      companions: {},
      leastBits,
      share: 0.01,
    })),
    ...moreEcgSeeds().map((seed) => ({ ...seed, share: 0.1 })),
  ];
}
