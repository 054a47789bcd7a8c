// The hint of exchanged electrodes on real twelve-lead recordings: how often it speaks on them as they are, and when leads are exchanged.
import { readEcg } from '../../../core/ecg/formats/index.ts';
import { measureRecording } from '../../../core/ecg/measure/measure-recording.ts';
import type { EcgRecording } from '../../../core/ecg/recording.ts';
import { type NamedLead, standardLeads } from '../../../core/ecg/signal/limb-leads.ts';
import { readEcgAt } from '../../support/ecg-corpus.ts';
import { sharedData } from '../../support/shared-data.ts';
import type { Figures } from './figures.ts';
import { percent } from './qrs-score.ts';
import { recordsOf } from './records.ts';
import { vendorFiles } from './vendor-score.ts';

type Leads = Map<string, Float32Array>;

const sum = (leads: Leads, terms: readonly (readonly [string, number])[]): Float32Array => {
  const first = leads.get(terms[0]?.[0] ?? '') ?? new Float32Array(0);
  return first.map((_, i) =>
    terms.reduce((all, [name, share]) => all + share * (leads.get(name)?.[i] ?? Number.NaN), 0),
  );
};

const limb =
  (I: readonly (readonly [string, number])[], II: readonly (readonly [string, number])[]) => (leads: Leads) =>
    new Map([...leads, ['I', sum(leads, I)], ['II', sum(leads, II)]]);
const chest = (a: string, b: string) => (leads: Leads) => {
  const [first, second] = [leads.get(a), leads.get(b)];
  return first && second ? new Map([...leads, [a, second], [b, first]]) : leads;
};

/** What the recorder writes when the electrodes are exchanged; the right leg is taken to have nearly the left leg's potential. */
const swaps: readonly { name: string; hint: string | null; of: (leads: Leads) => Leads }[] = [
  { name: 'LA/RA', hint: 'left-right-arm', of: limb([['I', -1]], [['III', 1]]) },
  { name: 'RA/LL', hint: 'right-arm-left-leg', of: limb([['III', -1]], [['II', -1]]) },
  { name: 'LA/LL', hint: null, of: limb([['II', 1]], [['I', 1]]) },
  { name: 'RA/RL', hint: 'right-arm-right-leg', of: limb([['III', -1]], [['II', 0.05]]) },
  { name: 'V1/V2', hint: null, of: chest('V1', 'V2') },
  { name: 'V1/V6', hint: null, of: chest('V1', 'V6') },
  { name: 'V3/V4', hint: null, of: chest('V3', 'V4') },
];

/** Independent leads only, so that the frontal ones follow from I and II as in a recorder. */
function exchanged(recording: EcgRecording, of: (leads: Leads) => Leads): EcgRecording {
  const waveforms = recording.waveforms.map((waveform) => {
    const named: NamedLead[] = waveform.leads.map(({ name, samples }) => ({ name, samples }));
    const all: Leads = new Map(standardLeads(named));
    const changed = of(all);
    const leads = ['I', 'II', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'].flatMap((name) => {
      const samples = changed.get(name);
      return samples ? [{ name, samples }] : [];
    });
    return { ...waveform, leads };
  });
  return { ...recording, waveforms };
}

export function reversalFigures(figures: Figures): void {
  const recordings = [
    ...recordsOf('cinc2021').map(({ name, path }) => ({ name, recording: readEcgAt(`${path}.hea`) })),
    ...vendorFiles.map((name) => ({ name, recording: readEcg(sharedData(`ecg/${name}`), { name }) })),
  ].filter(({ recording }) => {
    const names = new Set(recording.waveforms[0]?.leads.map(({ name }) => name));
    return ['I', 'II', 'V1', 'V6'].every((name) => names.has(name));
  });
  const hintOf = (recording: EcgRecording) => measureRecording(recording)?.quality.leadReversal?.hint ?? null;
  const alone = recordings.filter(({ name, recording }) => {
    const hint = hintOf(recording);
    if (hint) console.log(`${name}: ${hint} as it is`);
    return hint !== null;
  });
  figures.told('recordings hinted at as they are', alone.length, `of ${recordings.length}`);
  for (const { name, hint, of } of swaps) {
    const hints = recordings.map(({ recording }) => hintOf(exchanged(recording, of)));
    const right = hints.filter((one) => hint !== null && one === hint).length;
    const any = hints.filter((one) => one !== null).length;
    figures.told(`${name} exchanged: named`, percent(right, recordings.length), `% of ${recordings.length}`);
    figures.told(`${name} exchanged: some hint`, percent(any, recordings.length), '%');
  }
}
