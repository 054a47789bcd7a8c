// One request: whose, what is asked, what was written beforehand, and everything that happened to it.
import { ageText } from '../../../../core/kernel/age.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { RemoteHistory, WrittenBeforehand } from '../../../../renderer/remote/history.tsx';
import type { RemoteExam } from '../../../../renderer/remote/remote-rows.ts';
import { useRemoteText } from '../../../../renderer/remote/texts.ts';
import { useEcgText } from '../locales/use-ecg-text.ts';

export function RemoteDetail({ exam }: { exam: RemoteExam }) {
  const text = useEcgText();
  const shared = useRemoteText();
  const locale = useLocale();
  const { remote, patient } = exam;
  const facts: [string, string][] = [
    [text('desk.number'), patient.number],
    [text('remote.accession'), exam.accessionNumber],
    [shared('column.from'), remote.fromInstitutionName],
    [shared('column.to'), remote.toInstitutionName],
    [text('remote.department'), [exam.departmentName, exam.visit?.bed].filter(Boolean).join(' ')],
    [text('desk.requestedBy'), exam.requestedBy],
    [text('desk.diagnosis'), exam.clinicalDiagnosis],
    [text('desk.purpose'), exam.purpose],
    [text('remote.recordings'), String(exam.objects.length)],
  ];
  return (
    <>
      <h2>
        {patient.name} {text(`sex.${patient.sex}`)}{' '}
        {ageText(patient.birthDate, exam.requestedAt, locale === 'en' ? 'en' : 'zh')}
      </h2>
      <dl>
        {facts
          .filter(([, value]) => value !== '')
          .map(([key, value]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <WrittenBeforehand remote={remote} />
      <RemoteHistory remote={remote} />
    </>
  );
}
