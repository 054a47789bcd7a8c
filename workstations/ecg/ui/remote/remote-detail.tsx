// One request: whose, what is asked, what was written beforehand, and everything that happened to it.
import { ageText } from '../../../../core/kernel/age.ts';
import { shortTime } from '../../../../renderer/format/time.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { type EcgTextKey, useEcgText } from '../locales/use-ecg-text.ts';
import type { RemoteExam } from './remote-rows.ts';

const steps: Readonly<Record<string, EcgTextKey>> = {
  request: 'remote.act.request',
  accept: 'remote.act.accept',
  return: 'remote.act.return',
  withdraw: 'remote.act.withdraw',
  resubmit: 'remote.act.resubmit',
  uploaded: 'remote.act.uploaded',
  done: 'remote.act.done',
  reopened: 'remote.act.reopened',
};

export function RemoteDetail({ exam }: { exam: RemoteExam }) {
  const text = useEcgText();
  const locale = useLocale();
  const { remote, patient } = exam;
  const facts: [EcgTextKey, string][] = [
    ['desk.number', patient.number],
    ['remote.accession', exam.accessionNumber],
    ['remote.column.from', remote.fromInstitutionName],
    ['remote.column.to', remote.toInstitutionName],
    ['remote.department', [exam.departmentName, exam.visit?.bed].filter(Boolean).join(' ')],
    ['desk.requestedBy', exam.requestedBy],
    ['desk.diagnosis', exam.clinicalDiagnosis],
    ['desk.purpose', exam.purpose],
    ['remote.recordings', String(exam.objects.length)],
  ];
  return (
    <div className="ecg-remote-detail">
      <h2>
        {patient.name} {text(`sex.${patient.sex}`)}{' '}
        {ageText(patient.birthDate, exam.requestedAt, locale === 'en' ? 'en' : 'zh')}
      </h2>
      <dl>
        {facts
          .filter(([, value]) => value !== '')
          .map(([key, value]) => (
            <div key={key}>
              <dt>{text(key)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {remote.preliminaryFindings || remote.preliminaryImpression ? (
        <section>
          <h3>{text('remote.beforehand')}</h3>
          {remote.preliminaryFindings ? <p>{remote.preliminaryFindings}</p> : null}
          {remote.preliminaryImpression ? <p>{remote.preliminaryImpression}</p> : null}
        </section>
      ) : null}
      <section>
        <h3>{text('remote.history')}</h3>
        <ol>
          {remote.history.map((step, index) => (
            <li key={index}>
              <time className="number">{shortTime(step.at, new Date())}</time>
              <strong>{text(steps[step.act] ?? 'remote.act.other')}</strong> {step.by}
              {step.reason ? <p>{step.reason}</p> : null}
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}
