// Earlier images of the patient in archives of others: what each gave, and which study stands beside the present one.
import { Button, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { shownDate, shownName } from '../../../../renderer/imaging/index.ts';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { sexIn, useExternalText } from '../archive/external-texts.ts';
import { mayBeAnother, reasonOf } from '../archive/finds.ts';
import type { ExternalPriors } from '../case/use-external-priors.ts';

export function ExternalPriorList({ exam, priors }: { exam: ExamDocument; priors: ExternalPriors }) {
  const text = useExternalText();
  const locale = useLocale();
  const { any, list, problems, looking, shownUid, show, words, search } = priors;
  const [draft, setDraft] = useState('');
  if (!any && !looking && words === '') return null;
  const found = words === '' ? text('prior.hint') : text('prior.hintWords', { words });
  // An archive that failed may have some: nothing is said of what was not searched.
  const nothing = problems.length === 0 ? text('prior.none') : text('partly.title');
  const hint = looking ? text('prior.looking') : list.length === 0 ? nothing : found;
  return (
    <section className="external-priors" data-testid="external-priors">
      <header>
        <h3>{text('prior.title')}</h3>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            search(draft.trim());
          }}
        >
          <InputGroup
            size="small"
            maxLength={100}
            value={draft}
            onValueChange={(value) => {
              setDraft(value);
              // Emptied: back to the patient's own number.
              if (value === '') search('');
            }}
            placeholder={text('prior.find')}
            aria-label={text('prior.find')}
            data-testid="external-prior-find"
          />
        </form>
      </header>
      <p className="prior-hint" role="status">
        {hint}
      </p>
      <ul>
        {list.map((study) => (
          <li key={study.uid} data-testid="external-prior">
            <span className="number">{shownDate(study.date)}</span>
            <b>{study.modalities.join(' ')}</b>
            <span className="ellipsis" title={study.description}>
              {study.description}
            </span>
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
            <span className="whose">
              {[shownName(study.patientName), sexIn(study, text), shownDate(study.birthDate), study.patientId]
                .filter(Boolean)
                .join(' · ')}
            </span>
            {mayBeAnother(study, exam.patient) ? (
              <em className="contradicts" role="note">
                ✗ {text('prior.other')}
              </em>
            ) : null}
          </li>
        ))}
      </ul>
      {problems.map(({ source, problem }) => (
        <p key={source.id} className="note source-note" role="status" title={problem.what}>
          <Glyph name="error" size={12} /> {text('trouble', { name: source.name, reason: reasonOf(problem, locale) })}
          <Button size="small" loading={looking} onClick={priors.again}>
            {text('retry')}
          </Button>
        </p>
      ))}
    </section>
  );
}
