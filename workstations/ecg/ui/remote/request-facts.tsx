// What an ECG request says besides (ECG-44): time of the examination, clinical diagnosis, ventricular rate from the measurement or by hand; and the tracings that go with it.

import { InputGroup } from '@blueprintjs/core';
import { type ReactNode, useState } from 'react';
import type { RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import { remoteEcgOf, requestedRecording } from '../../../../core/ecg/flow/remote-facts.ts';
import { instantAt } from '../../../../core/kernel/hospital-time.ts';
import { type ExamDocument, RemoteEcg } from '../../../../core/orders/exam.ts';
import { dateTime, day } from '../../../../renderer/format/time.ts';
import { Field } from '../../../../renderer/parts/field.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { recordedText } from '../reading/previous-strip.tsx';
import { useRecordings } from '../reading/use-recordings.ts';

/** `YYYY-MM-DD HH:mm`, as everywhere; null for a time that is none, is to come, or lies before the birth. */
function instantOf(typed: string, exam: ExamDocument): string | null {
  const read = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})$/.exec(typed.trim());
  const at = read && instantAt(`${read[1]}T${read[2]}`);
  if (!at || Date.parse(at) > Date.now() + 60_000) return null;
  const { birthDate } = exam.patient;
  return birthDate !== null && day(at) < birthDate ? null : at;
}

/** What was not typed follows the recording: it may arrive while the dialog is open. */
export function useEcgFacts(exam: ExamDocument): { facts: RemoteEcg | null; fields: ReactNode } {
  const text = useEcgText();
  const recordings = useRecordings(exam).data ?? [];
  const [typed, setTyped] = useState<{ at?: string; diagnosis?: string; rate?: string }>({});
  const change = (part: typeof typed) => setTyped((before) => ({ ...before, ...part }));
  const found = remoteEcgOf(exam, requestedRecording(recordings), new Date().toISOString());
  const former = exam.remote?.ecg;
  const at = typed.at ?? dateTime(former?.examinedAt ?? found.examinedAt);
  const diagnosis = typed.diagnosis ?? former?.clinicalDiagnosis ?? found.clinicalDiagnosis;
  const filled = former && !former.rateMeasured ? former.ventricularRateBpm : found.ventricularRateBpm;
  const rate = typed.rate ?? (filled === null ? '' : String(filled));
  const examinedAt = instantOf(at, exam);
  const isGoodTime = at === '' || examinedAt !== null;
  const rateMeasured = found.ventricularRateBpm !== null && rate === String(found.ventricularRateBpm);
  const parsed = RemoteEcg.safeParse({
    examinedAt,
    clinicalDiagnosis: diagnosis.trim(),
    ventricularRateBpm: rate.trim() === '' ? null : Number(rate),
    rateMeasured,
  });
  const isGoodRate = parsed.success || !parsed.error.issues.some(({ path }) => path[0] === 'ventricularRateBpm');
  const rateHint = rateMeasured
    ? text('remote.rate.measured')
    : text(rate !== '' ? 'remote.rate.entered' : 'remote.rate.none');
  const fields = (
    <>
      <Field label={text('remote.tracings')}>{() => <Tracings recordings={recordings} />}</Field>
      <Field label={text('remote.examinedAt')} error={isGoodTime ? null : text('remote.examinedAt.bad')}>
        {(id) => (
          <InputGroup
            id={id}
            maxLength={16}
            placeholder="YYYY-MM-DD HH:mm"
            className="ecg-remote-short"
            value={at}
            onValueChange={(value) => change({ at: value })}
            data-testid="ecg-remote-time"
          />
        )}
      </Field>
      <Field label={text('remote.diagnosis')}>
        {(id) => (
          <InputGroup
            id={id}
            maxLength={200}
            value={diagnosis}
            onValueChange={(value) => change({ diagnosis: value })}
            data-testid="ecg-remote-diagnosis"
          />
        )}
      </Field>
      <Field label={text('remote.rate')} hint={rateHint} error={isGoodRate ? null : text('remote.rate.bad')}>
        {(id) => (
          <InputGroup
            id={id}
            inputMode="numeric"
            maxLength={5}
            className="ecg-remote-short"
            value={rate}
            rightElement={<span className="ecg-remote-unit">{text('remote.rate.unit')}</span>}
            onValueChange={(value) => change({ rate: value })}
            data-testid="ecg-remote-rate"
          />
        )}
      </Field>
    </>
  );
  return { facts: parsed.success && isGoodTime ? parsed.data : null, fields };
}

/** `72 次/分（自动测量）`; empty when nobody said one. */
export function rateText(ecg: RemoteEcg | undefined, text: ReturnType<typeof useEcgText>): string {
  if (!ecg || ecg.ventricularRateBpm === null) return '';
  const source = text(ecg.rateMeasured ? 'remote.rate.machine' : 'remote.rate.entered');
  return text('remote.rate.shown', { rate: ecg.ventricularRateBpm, source });
}

/** The tracings of the request: when, in which format, how many leads. */
export function Tracings({ recordings }: { recordings: readonly RecordingDocument[] }) {
  const text = useEcgText();
  if (recordings.length === 0) return <span className="ecg-quiet">{text('remote.tracings.none')}</span>;
  return (
    <ul className="ecg-remote-tracings" data-testid="ecg-remote-tracings">
      {recordings.map((one) => (
        <li key={one.id} title={one.fileName}>
          {text(one.kind === 'waveform' ? 'remote.tracing' : 'remote.tracing.document', {
            time: recordedText(one),
            format: one.format.toUpperCase(),
            leads: one.leads.length,
          })}
        </li>
      ))}
    </ul>
  );
}
