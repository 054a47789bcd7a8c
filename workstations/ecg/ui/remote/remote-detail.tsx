// One request: whose, what is asked, what was written beforehand, and everything that happened to it.
import { ageText } from '../../../../core/kernel/age.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { Attachments } from '../../../../renderer/remote/attachments/attachments.tsx';
import { RemoteHistory, WrittenBeforehand } from '../../../../renderer/remote/history.tsx';
import { NoticeLine } from '../../../../renderer/remote/notice-line.tsx';
import type { RemoteExam } from '../../../../renderer/remote/remote-rows.ts';
import { useRemoteText } from '../../../../renderer/remote/texts.ts';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { useRecordings } from '../reading/use-recordings.ts';
import { rateText, Tracings } from './request-facts.tsx';

export function RemoteDetail({ exam }: { exam: RemoteExam }) {
  const text = useEcgText();
  const shared = useRemoteText();
  const locale = useLocale();
  const { remote, patient } = exam;
  const recordings = useRecordings(exam);
  const facts: [string, string][] = [
    [text('desk.number'), patient.number],
    [text('remote.accession'), exam.accessionNumber],
    [shared('column.from'), remote.fromInstitutionName],
    [shared('column.to'), remote.toInstitutionName],
    [text('remote.department'), [exam.departmentName, exam.visit?.bed].filter(Boolean).join(' ')],
    [text('desk.requestedBy'), exam.requestedBy],
    [text('remote.examinedAt'), dateTime(remote.ecg?.examinedAt)],
    [text('remote.diagnosis'), remote.ecg?.clinicalDiagnosis || exam.clinicalDiagnosis],
    [text('remote.rate'), rateText(remote.ecg, text)],
    [text('desk.purpose'), exam.purpose],
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
        <div>
          <dt>{text('remote.tracings')}</dt>
          <dd>
            <Answer of={recordings}>{(found) => <Tracings recordings={found} />}</Answer>
          </dd>
        </div>
      </dl>
      <WrittenBeforehand remote={remote} />
      <Attachments exam={exam} adding />
      <NoticeLine exam={exam} />
      <RemoteHistory remote={remote} />
    </>
  );
}
