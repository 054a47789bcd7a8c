// The exams that a recording may belong to, with what differs from the device's words in plain sight.
import type { RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import { ageText } from '../../../../core/kernel/age.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { queueDays } from '../queue/use-queue.ts';
import { type Difference, differencesOf } from './candidates.ts';
import { useUnmatchedText } from './texts.ts';

interface CandidatesProps {
  said: RecordingDocument['patientSaid'];
  exams: readonly ExamDocument[];
  sought: string;
  onSeek: (text: string) => void;
  targetId: string | null;
  onTarget: (examId: string) => void;
  onOpen: (examId: string) => void;
}

/** More than a screen of them: the search narrows it. */
const most = 60;

export function Candidates({ said, exams, sought, onSeek, targetId, onTarget, onOpen }: CandidatesProps) {
  const text = useUnmatchedText();
  const locale = useLocale();
  return (
    <section className="ecg-candidates" aria-label={text('candidates')}>
      <header>
        <strong>{text('candidates')}</strong>
        <small>{text('candidates.days', { count: queueDays })}</small>
        <input
          className="bp6-input bp6-small"
          type="search"
          value={sought}
          placeholder={text('search')}
          aria-label={text('search')}
          onChange={(event) => onSeek(event.currentTarget.value)}
          data-testid="candidate-search"
        />
      </header>
      {exams.length === 0 ? (
        <p className="ecg-quiet">{text('candidates.none')}</p>
      ) : (
        <div className="ecg-candidate-rows" role="listbox" aria-label={text('candidates')}>
          {exams.slice(0, most).map((exam) => {
            const differs = differencesOf(said, exam);
            const mark = (what: Difference) => (differs.includes(what) ? 'is-different' : undefined);
            return (
              <div
                key={exam.id}
                role="option"
                tabIndex={0}
                aria-selected={exam.id === targetId}
                onClick={() => onTarget(exam.id)}
                onDoubleClick={() => onOpen(exam.id)}
                onKeyDown={(event) => {
                  if (event.key === 'Enter') onOpen(exam.id);
                  if (event.key === ' ') onTarget(exam.id);
                }}
                data-testid="candidate"
              >
                <strong className={`ellipsis ${mark('name') ?? ''}`} title={exam.patient.name}>
                  {exam.patient.name}
                </strong>
                <span className={mark('sex')}>{text(`sex.${exam.patient.sex}`)}</span>
                <span className={mark('birthDate')}>
                  {ageText(exam.patient.birthDate, exam.requestedAt, locale === 'en' ? 'en' : 'zh')}
                </span>
                <span className={`ellipsis ${mark('number') ?? ''}`} title={exam.patient.number}>
                  {exam.patient.number}
                </span>
                <span className="number">{exam.accessionNumber}</span>
                <span className="ellipsis">{exam.procedureName}</span>
                <span className="ellipsis">{exam.departmentName}</span>
                <time>{dateTime(exam.requestedAt).slice(5)}</time>
                <em>{exam.objects.length > 0 ? text('hasTracing.short') : ''}</em>
              </div>
            );
          })}
        </div>
      )}
    </section>
  );
}
