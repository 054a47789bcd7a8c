// Two patient records line by line, so that a difference stands beside what it differs from.
import { ageText } from '../../../../core/kernel/age.ts';
import type { PatientRecord } from '../../../../core/patient/model.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';

interface RecordPairProps {
  from: PatientRecord;
  into: PatientRecord;
  fromTitle: string;
  intoTitle: string;
  /** Ages are told for this instant. */
  on: string;
}

interface Line {
  name: string;
  from: string;
  into: string;
  /** Told apart only where both sides say something. */
  compared: boolean;
}

export function RecordPair({ from, into, fromTitle, intoTitle, on }: RecordPairProps) {
  const text = useAdminText();
  const shell = useShellText();
  const locale = useLocale();
  const age = (record: PatientRecord) => {
    const told = ageText(record.birthDate, on, locale === 'en' ? 'en' : 'zh');
    return record.birthDate ? `${record.birthDate}${told ? ` (${told})` : ''}` : '';
  };
  const visits = (record: PatientRecord) =>
    record.visits.map((visit) => `${shell(`visit.${visit.kind}`)} ${visit.number} ${visit.departmentName}`).join('\n');
  const line = (name: string, tell: (record: PatientRecord) => string, compared: boolean): Line => ({
    name,
    from: tell(from),
    into: tell(into),
    compared,
  });
  const sex = (record: PatientRecord) => (record.sex === 'unknown' ? '' : shell(`sex.${record.sex}`));
  const lines = [
    line(text('patient.number'), (record) => record.number || text('patient.provisional'), false),
    line(text('name'), (record) => record.name, true),
    line(text('patient.sex'), sex, true),
    line(text('patient.birthDate'), age, true),
    line(text('patient.identityNumber'), (record) => record.identityNumberMasked ?? '', true),
    line(text('patient.phone'), (record) => record.phoneMasked ?? '', true),
    line(text('patient.allergies'), (record) => (record.allergies ?? []).join(shell('list.comma')), true),
    line(text('patient.visits'), visits, false),
    line(text('patient.specimens'), (record) => String(record.specimens), false),
    line(text('patient.lastSpecimen'), (record) => dateTime(record.lastSpecimenAt), false),
    line(text('patient.created'), (record) => dateTime(record.createdAt), false),
    line(text('patient.updated'), (record) => dateTime(record.updatedAt), false),
  ];
  return (
    <table className="admin-pair" data-testid="record-pair">
      <thead>
        <tr>
          <td />
          <th scope="col">{fromTitle}</th>
          <td />
          <th scope="col">{intoTitle}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((row) => {
          const differs = row.compared && row.from !== '' && row.into !== '' && row.from !== row.into;
          return (
            <tr key={row.name} className={differs ? 'is-different' : undefined}>
              <th scope="row">{row.name}</th>
              <td>{row.from || '—'}</td>
              <td className="admin-pair-mark">
                {differs ? (
                  <span title={text('patient.differs')}>
                    <Glyph name="warning" size={12} /> {text('patient.differs')}
                  </span>
                ) : null}
              </td>
              <td>{row.into || '—'}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
