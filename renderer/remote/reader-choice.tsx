// Choosing a reader: typing narrows the list, arrow keys move in it; each with title, department and what he has in hand.
import { InputGroup } from '@blueprintjs/core';
import { useEffect, useRef, useState } from 'react';
import { type ExamReader, findReaders } from '../../core/orders/exam-reader.ts';
import { useMarks } from '../i18n/marks.ts';
import { PersonPhoto } from '../parts/person-photo.tsx';
import { useRemoteText } from './texts.ts';
import './reader-choice.css';

interface ReaderChoiceProps {
  id: string;
  readers: readonly ExamReader[];
  /** Empty: nobody. */
  chosen: string;
  /** The person at the station. */
  own: string;
  onChoose: (personId: string) => void;
}

export function ReaderChoice({ id, readers, chosen, own, onChoose }: ReaderChoiceProps) {
  const text = useRemoteText();
  const { noted } = useMarks();
  const [typed, setTyped] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const found = findReaders(readers, typed);
  // Nobody is a choice only while nothing is looked for.
  const ids = [...(typed.trim() === '' ? [''] : []), ...found.map(({ personId }) => personId)];
  const at = ids.indexOf(chosen);
  const move = (step: number) => {
    const next = ids[Math.max(0, Math.min(ids.length - 1, at < 0 ? 0 : at + step))];
    if (next !== undefined) onChoose(next);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen row comes into sight when the choice changes
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  // Somebody typed before the list was there: it is chosen when it comes.
  const first = found[0]?.personId;
  const isLate = typed.trim() !== '' && !found.some(({ personId }) => personId === chosen);
  useEffect(() => {
    if (isLate && first !== undefined) onChoose(first);
  }, [isLate, first, onChoose]);
  const option = (personId: string, name: string, rest: string, count: string, photoVersion?: number) => (
    <button
      key={personId}
      id={`${id}-${personId || 'nobody'}`}
      type="button"
      role="option"
      tabIndex={-1}
      aria-selected={personId === chosen}
      data-testid="reader"
      data-person={personId}
      onClick={() => onChoose(personId)}
    >
      <b>
        {personId === '' ? null : <PersonPhoto personId={personId} name={name} version={photoVersion} />}
        {name}
      </b>
      <span>{rest}</span>
      <small>{count}</small>
    </button>
  );
  return (
    <div className="reader-choice">
      <InputGroup
        id={id}
        leftIcon="search"
        value={typed}
        autoFocus
        placeholder={text('assign.find')}
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={at >= 0 ? `${id}-${chosen || 'nobody'}` : undefined}
        data-testid="reader-find"
        onValueChange={(value) => {
          setTyped(value);
          const [best] = findReaders(readers, value);
          if (value.trim() !== '' && best) onChoose(best.personId);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          event.stopPropagation();
          move(event.key === 'ArrowDown' ? 1 : -1);
        }}
      />
      <div id={`${id}-list`} ref={list} className="reader-list" role="listbox" aria-label={text('assign.person')}>
        {typed.trim() === '' ? option('', text('assign.nobody'), '', '') : null}
        {found.map(({ personId, personName, title, specialty, department, inHand, photoVersion }) =>
          option(
            personId,
            personId === own ? noted(personName, text('assign.self')) : personName,
            [title, specialty, department].filter(Boolean).join(' · '),
            inHand > 0 ? text('assign.inHand', { count: inHand }) : '',
            photoVersion,
          ),
        )}
        {found.length === 0 ? <p>{text('assign.none')}</p> : null}
      </div>
    </div>
  );
}
