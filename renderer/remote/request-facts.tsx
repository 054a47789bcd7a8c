// What is confirmed before a request is sent (RAD-51, RAD-53): whose exam, of which part, by which method, and the question.
import { ageText } from '../../core/kernel/age.ts';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { useLocale } from '../i18n/text.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { useRemoteText } from './texts.ts';

export function RequestFacts({ exam }: { exam: ExamDocument }) {
  const text = useRemoteText();
  const shell = useShellText();
  const locale = useLocale();
  const { patient, visit } = exam;
  const age = ageText(patient.birthDate, exam.requestedAt, locale === 'en' ? 'en' : 'zh');
  const place = [exam.departmentName, visit?.bed ? shell('banner.bed', { bed: visit.bed }) : ''];
  const facts: [string, string][] = [
    [
      text('facts.patient'),
      [patient.name, shell(`sex.${patient.sex}`), age || shell('age.unknown'), patient.number].join(' '),
    ],
    [text('facts.visit'), [...place, exam.requestedBy].filter(Boolean).join(' ')],
    [text('facts.exam'), [exam.modality, exam.procedureName, exam.accessionNumber].filter(Boolean).join(' ')],
    [text('facts.bodyPart'), exam.bodyPart],
    [text('facts.method'), exam.method],
    ...(exam.service === 'ecg' ? [] : [[text('facts.diagnosis'), exam.clinicalDiagnosis] satisfies [string, string]]),
    [text('facts.purpose'), exam.purpose],
  ];
  return (
    <dl className="request-confirm" data-testid="remote-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value || '—'}</dd>
        </div>
      ))}
    </dl>
  );
}
