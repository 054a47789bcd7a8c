// What the leads of a recording say of each other: one that is missing in the middle, one that is another's copy, a waveform there twice.
import { standardOrder } from '../leads.ts';
import type { EcgLead, EcgRecording, EcgWaveform } from '../recording.ts';
import type { ProblemList } from './refusal.ts';

const chest = ['V1', 'V2', 'V3', 'V4', 'V5', 'V6'];
/** Of the six; monitors and Holters record one or three. */
const fewestOfAll = 4;
/** Shorter leads, and those of a few levels only, can be equal by chance. */
const fewestSamples = 50;
const fewestLevels = 8;

/** Equal to the bit, and no straight line. */
function isCopy({ samples: one }: EcgLead, { samples: other }: EcgLead): boolean {
  if (one.length !== other.length || one.length < fewestSamples) return false;
  for (let at = 0; at < one.length; at++) if (!Object.is(one[at], other[at])) return false;
  const levels = new Set<number>();
  for (let at = 0; at < one.length && levels.size < fewestLevels; at++) levels.add(one[at] ?? 0);
  return levels.size >= fewestLevels;
}

/** Rhythms that begin at once and share a lead. */
const isRepeat = (one: EcgWaveform, other: EcgWaveform): boolean =>
  one.kind === 'rhythm' &&
  other.kind === 'rhythm' &&
  one.startMs === other.startMs &&
  one.leads.some(({ name }) => other.leads.some((lead) => lead.name === name));

/** Formats that name no count of leads lose one without any other sign than the gap that it leaves. */
export function checkLeadSet(waveforms: EcgRecording['waveforms'], problems: ProblemList): void {
  const [main] = waveforms;
  if (main) {
    const names = main.leads.map(({ name }) => name);
    const missing = [...['I', 'II'], ...chest].filter((name) => !names.includes(name));
    const ofChest = chest.filter((name) => names.includes(name)).length;
    // Electrodes that were put elsewhere are missing on their own place.
    const moved = names.filter((name) => /^V([2-7]R|[789])$/.test(name)).length;
    if (missing.length > moved && ofChest >= fewestOfAll) {
      const text = `Not in the recording, which has the other leads of the chest: ${missing.join(', ')}`;
      problems.add('LEAD_MISSING', 'leads', text);
    }
    for (const name of names.filter((one) => /^V\d+$/.test(one) && !standardOrder.includes(one)))
      problems.add('LEAD_UNKNOWN', `lead ${name}`, 'No place on the chest has this name: it may be damaged');
    main.leads.forEach((lead, at) => {
      const copy = main.leads.slice(at + 1).find((other) => isCopy(lead, other));
      if (copy) problems.add('LEAD_COPIED', `lead ${copy.name}`, `It has the same samples as lead ${lead.name}`);
    });
  }
  waveforms.forEach((waveform, at) => {
    if (waveforms.slice(0, at).some((other) => isRepeat(other, waveform)))
      problems.add(
        'WAVEFORM_TWICE',
        `waveform ${at + 1}`,
        'It begins at the same time as one before it, with the same leads',
      );
  });
}
