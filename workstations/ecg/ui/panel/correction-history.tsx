// Every correction of a measurement, the newest first: who changed which value from what to what, when and why.

import { changesOf, machineValues, type ValueChange } from '../../../../core/ecg/flow/corrections.ts';
import type { CorrectedValues, RecordingDetail } from '../../../../core/ecg/flow/recording.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useMarks } from '../../../../renderer/i18n/marks.ts';
import { type EcgTextKey, useEcgText } from '../locales/use-ecg-text.ts';

const words: Record<ValueChange['name'], EcgTextKey> = {
  heartRateBpm: 'measure.heartRate',
  pMs: 'measure.p',
  prMs: 'measure.pr',
  qrsMs: 'measure.qrs',
  qtMs: 'measure.qt',
  axisPDeg: 'measure.axisP',
  axisQrsDeg: 'measure.axisQrs',
  axisTDeg: 'measure.axisT',
};

export function CorrectionHistory({ detail }: { detail: RecordingDetail }) {
  const text = useEcgText();
  const { semicolon } = useMarks();
  const { measurement } = detail;
  if (measurement === null || detail.corrections.length === 0) return null;
  const inOrder = detail.corrections.toSorted((a, b) => a.version - b.version);
  const machine = machineValues(measurement);
  const figure = (value: number | null) => (value === null ? text('measure.absent') : String(value));
  const said = (before: Parameters<typeof changesOf>[0], after: CorrectedValues) =>
    changesOf(before, after)
      .map(({ name, from, to }) => `${text(words[name])} ${figure(from)}→${figure(to)}`)
      .join(semicolon) || text('correct.none');
  return (
    <details className="ecg-corrections" data-testid="correction-history">
      <summary>{text('correct.history', { count: inOrder.length })}</summary>
      <ol>
        {inOrder
          .map((one, index) => (
            <li key={one.version} data-testid="correction">
              <b>{text('correct.version', { version: one.version })}</b> <span>{one.personName}</span>{' '}
              <time>{dateTime(one.at)}</time>
              <p>{said({ ...machine, ...inOrder[index - 1]?.values }, one.values)}</p>
              <q>{one.reason}</q>
            </li>
          ))
          .toReversed()}
      </ol>
    </details>
  );
}
