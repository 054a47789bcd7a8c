// What the device said of the patient and of itself, and why the recording did not find its exam.
import type { RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { recordedText } from '../reading/previous-strip.tsx';
import { isReason } from './reasons.ts';
import { useUnmatchedText } from './texts.ts';

export function Said({ recording }: { recording: RecordingDocument }) {
  const text = useUnmatchedText();
  const { patientSaid: said, parked, unmatchedReason } = recording;
  const sex = said.sex === 'male' || said.sex === 'female' ? text(`sex.${said.sex}`) : '';
  const age = said.ageYears === null ? '' : text('years', { count: said.ageYears });
  const facts: [string, string][] = [
    [text('said'), [said.name, sex, said.birthDate ?? age].filter(Boolean).join(' ') || text('nothing')],
    [text('number'), said.id || text('nothing')],
    [text('accession'), recording.accessionSaid || text('nothing')],
    [text('recorded'), recording.recordedAt === '' ? text('nothing') : recordedText(recording)],
    [
      text('received'),
      [dateTime(recording.receivedAt), recording.source.institutionName, recording.source.uploadPoint?.name]
        .filter(Boolean)
        .join(' '),
    ],
    [
      text('device'),
      [recording.device.manufacturer, recording.device.model].filter(Boolean).join(' ') || recording.source.name,
    ],
  ];
  const why = parked
    ? parked.code === 'DEVICE_UNKNOWN' || parked.code === 'DEVICE_NOT_APPROVED'
      ? text(`why.${parked.code}`, { text: parked.text })
      : text('parked', { text: parked.text })
    : isReason(unmatchedReason)
      ? text(`why.${unmatchedReason}`)
      : unmatchedReason;
  return (
    <header className="ecg-said">
      {why && recording.state !== 'matched' ? (
        <p className="ecg-said-why" role="status">
          {why}
          {recording.differsFrom ? ` ${text('differs')}` : ''}
        </p>
      ) : null}
      {recording.state === 'matched' ? (
        <p className="ecg-said-why" role="status">
          {text('belongs', { accession: recording.accession, name: recording.patientName })}
        </p>
      ) : null}
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}
