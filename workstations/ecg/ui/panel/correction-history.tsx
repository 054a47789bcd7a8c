// Every correction of a measurement, the newest first: who changed which value from what to what, when and why.

import { changesOf, type ValueChange } from '../../../../core/ecg/flow/corrections.ts';
import type { CorrectedValues, RecordingDetail } from '../../../../core/ecg/flow/recording.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { type EcgTextKey, useEcgText } from '../locales/use-ecg-text.ts';

const words: Record<ValueChange['name'], EcgTextKey> = {
  heartRateBpm: 'measure.heartRate',
  pMs: 'measure.p',
  prMs: 'measure.pr',
  qrsMs: 'measure.qrs',
  qtMs: 'measure.qt',
  axisQrsDeg: 'measure.axisQrs',
};

export function CorrectionHistory({ detail }: { detail: RecordingDetail }) {
  const text = useEcgText();
  const { measurement } = detail;
  if (measurement === null || detail.corrections.length === 0) return null;
  const inOrder = detail.corrections.toSorted((a, b) => a.version - b.version);
  const machine = { ...measurement, axisQrsDeg: measurement.axisDeg.qrs };
  const figure = (value: number | null) => (value === null ? text('measure.absent') : String(value));
  const said = (before: Parameters<typeof changesOf>[0], after: CorrectedValues) =>
    changesOf(before, after)
      .map(({ name, from, to }) => `${text(words[name])} ${figure(from)}→${figure(to)}`)
      .join('；') || text('correct.none');
  return (
    <details className="ecg-corrections" data-testid="correction-history">
      <summary>{text('correct.history', { count: inOrder.length })}</summary>
      <ol>
        {inOrder
          .map((one, index) => (
            <li key={one.version} data-testid="correction">
              <b>{text('correct.version', { version: one.version })}</b> <span>{one.personName}</span>{' '}
              <time>{dateTime(one.at)}</time>
              <p>{said(inOrder[index - 1]?.values ?? machine, one.values)}</p>
              <q>{one.reason}</q>
            </li>
          ))
          .toReversed()}
      </ol>
    </details>
  );
}
