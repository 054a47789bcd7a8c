// Finds a person who is known already, by what is typed, so that nobody is registered twice.
import { InputGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import type { RefObject } from 'react';
import { ageText } from '../../../../core/kernel/age.ts';
import type { PatientBrief } from '../../../../core/patient/model.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useSettled } from '../../../../renderer/parts/use-settled.ts';
import { useDeskText } from './texts.ts';

const shownAtMost = 6;

/** No question for every letter. */
export const typingMs = 250;

interface PatientFindProps {
  id: string;
  field: RefObject<HTMLInputElement | null>;
  words: string;
  onWords: (words: string) => void;
  onPick: (patient: PatientBrief) => void;
  /** Enter, and nobody is known by these words. */
  onNone: (words: string) => void;
}

export function PatientFind(props: PatientFindProps) {
  const { id, field, words, onWords, onPick } = props;
  const text = useDeskText();
  const locale = useLocale();
  const { query } = useApi();
  const asked = useSettled(words.trim(), typingMs);
  const found = useQuery({
    ...query.patient.search.queryOptions({ input: { text: asked || ' ' } }),
    enabled: asked !== '',
  });
  const all = asked && words.trim() === asked ? (found.data ?? []) : [];
  const shown = all.slice(0, shownAtMost);
  const note = !asked
    ? null
    : found.isError
      ? text('find.offline')
      : found.data?.length === 0
        ? text('find.none')
        : all.length > 1
          ? text('find.several', { count: all.length })
          : null;
  return (
    <div className="desk-find">
      <InputGroup
        id={id}
        inputRef={field}
        leftIcon="search"
        value={words}
        onValueChange={onWords}
        placeholder={text('find.hint')}
        maxLength={100}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onWords('');
          const [first] = shown;
          if (event.key !== 'Enter' || event.ctrlKey) return;
          if (!first && asked === words.trim() && found.data?.length === 0) props.onNone(asked);
          if (!first) return;
          event.preventDefault();
          onPick(first);
        }}
        data-testid="desk-find"
      />
      {note ? <small role="status">{note}</small> : null}
      {shown.length > 0 ? (
        <ul>
          {shown.map((patient) => (
            <li key={patient.id}>
              <button type="button" onClick={() => onPick(patient)} data-testid="desk-found">
                <b>{patient.name}</b> {text(`sex.${patient.sex}`)}{' '}
                {ageText(patient.birthDate, new Date().toISOString(), locale === 'en' ? 'en' : 'zh')}{' '}
                <span className="number">{patient.number}</span>{' '}
                <span className="number">{patient.identityNumberMasked ?? ''}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
