// Earlier images of the patient in archives of others: what each gave, and which study stands beside the present one.
import { Button } from '@blueprintjs/core';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { useExternalText } from '../archive/external-texts.ts';
import { mayBeAnother, reasonOf } from '../archive/finds.ts';
import type { ExternalPriors } from '../case/use-external-priors.ts';

export function ExternalPriorList({ exam, priors }: { exam: ExamDocument; priors: ExternalPriors }) {
  const text = useExternalText();
  const locale = useLocale();
  const { list, problems, looking, shownUid, show } = priors;
  if (!looking && list.length === 0 && problems.length === 0) return null;
  const day = (date: string) => (date.length === 8 ? `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}` : date);
  return (
    <section className="external-priors" data-testid="external-priors">
      <h3>{text('prior.title')}</h3>
      {looking ? <p className="note">{text('prior.looking')}</p> : null}
      {list.length > 0 ? <p className="prior-hint">{text('prior.hint')}</p> : null}
      <ul>
        {list.map((study) => (
          <li key={study.uid} data-testid="external-prior">
            <span className="number">{day(study.date)}</span>
            <b>{study.modalities.join(' ')}</b>
            <span className="ellipsis">{study.description || study.patientName}</span>
            <span className="source-mark">
              <Glyph name="exchange" size={11} /> {study.source.name}
            </span>
            <Button
              size="small"
              active={shownUid === study.uid}
              onClick={() => show(shownUid === study.uid ? null : study.uid)}
              data-testid="external-prior-show"
            >
              {text(shownUid === study.uid ? 'prior.shown' : 'prior.show')}
            </Button>
            {mayBeAnother(study, exam.patient) ? (
              <em className="contradicts" role="note">
                ✗ {text('prior.other')} {study.patientName} {day(study.birthDate)}
              </em>
            ) : null}
          </li>
        ))}
      </ul>
      {problems.map(({ source, problem }) => (
        <p key={source.id} className="note source-note" role="status">
          <Glyph name="error" size={12} /> {text('trouble', { name: source.name, reason: reasonOf(problem, locale) })}
          <Button size="small" loading={looking} onClick={priors.again}>
            {text('retry')}
          </Button>
        </p>
      ))}
    </section>
  );
}
