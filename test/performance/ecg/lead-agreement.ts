// How near the QRS end of one or two leads comes to that of all leads of the same beat: twelve-lead recordings have no experts' marks, but
// what every lead together shows is a reference that few leads can be held against, on other records than the experts'.
import { delineateBeats } from '../../../core/ecg/delineate/delineate.ts';
import { detectQrs } from '../../../core/ecg/detect/qrs.ts';
import { measuredLeads } from '../../../core/ecg/measure/rhythm-waveform.ts';
import { mean } from '../../../core/ecg/signal/stats.ts';
import { recordsOf } from './records.ts';
import { readRecord } from './wfdb.ts';

const single = [['I'], ['II'], ['V1'], ['V2'], ['V5']];
const pairs = [
  ['II', 'V1'],
  ['II', 'V5'],
  ['V2', 'V5'],
];
/** A mark this far from the reference is a failure; how far it fails does not count, milliseconds. */
const failureMs = 40;

interface LeadAgreement {
  leads: 'one lead' | 'two leads';
  records: number;
  /** Mean distance of the QRS ends, each record and choice of leads alike, milliseconds. */
  distanceMs: number;
  /** Share of the marks that are failures, per cent. */
  failures: number;
}

export function scoreLeadAgreement(): LeadAgreement[] {
  const records = recordsOf('cinc2021').map(({ path }) => {
    const { sampleRateHz, leads } = readRecord(path);
    const all = measuredLeads({ kind: 'rhythm', sampleRateHz, startMs: 0, leads }).map(({ samples }) => samples);
    const { beats } = detectQrs(all, sampleRateHz);
    return { leads, sampleRateHz, beats, reference: delineateBeats(all, sampleRateHz, beats) };
  });
  return ([single, pairs] as const).map((choices, i) => {
    const scores = records.flatMap(({ leads, sampleRateHz, beats, reference }) =>
      choices.flatMap((names) => {
        const chosen = leads.filter(({ name }) => names.includes(name)).map(({ samples }) => samples);
        if (chosen.length < names.length) return [];
        const away = delineateBeats(chosen, sampleRateHz, beats).flatMap(({ qrs }, beat) => {
          const end = reference[beat]?.qrs?.offset;
          if (!qrs || end === undefined) return [];
          return [Math.min(failureMs, (Math.abs(qrs.offset - end) * 1000) / sampleRateHz)];
        });
        return away.length === 0 ? [] : [away];
      }),
    );
    return {
      leads: i === 0 ? 'one lead' : 'two leads',
      records: records.length,
      distanceMs: mean(scores.map(mean)),
      failures: 100 * mean(scores.map((away) => away.filter((value) => value >= failureMs).length / away.length)),
    };
  });
}
