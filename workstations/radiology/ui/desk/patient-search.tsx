// Finds a person who is known already, so that nobody is registered twice.
import { InputGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ageText } from '../../../../core/kernel/age.ts';
import type { PatientBrief } from '../../../../core/patient/model.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { PatientNumber } from '../../../../renderer/parts/patient-number.tsx';
import { useSettled } from '../../../../renderer/parts/use-settled.ts';
import { useDeskText } from './texts.ts';

const shownAtMost = 6;

export function PatientSearch({ id, onPick }: { id: string; onPick: (patient: PatientBrief) => void }) {
  const text = useDeskText();
  const shell = useShellText();
  const locale = useLocale();
  const { query } = useApi();
  const [words, setWords] = useState('');
  const asked = useSettled(words.trim(), 250);
  const found = useQuery({
    ...query.patient.search.queryOptions({ input: { text: asked || ' ' } }),
    enabled: asked.length >= 1,
  });
  const shown = asked && words.trim() === asked ? (found.data ?? []).slice(0, shownAtMost) : [];
  const pick = (patient: PatientBrief) => {
    setWords('');
    onPick(patient);
  };
  return (
    <div className="patient-search">
      <InputGroup
        id={id}
        autoFocus
        value={words}
        onValueChange={setWords}
        placeholder={text('form.known.hint')}
        onKeyDown={(event) => {
          const [first] = shown;
          if (event.key !== 'Enter' || event.ctrlKey) return;
          event.preventDefault();
          if (first) pick(first);
        }}
        data-testid="patient-search"
      />
      {asked && found.data?.length === 0 ? <small>{text('form.known.none')}</small> : null}
      {shown.length > 0 ? (
        <ul>
          {shown.map((patient) => (
            <li key={patient.id}>
              <button type="button" onClick={() => pick(patient)} data-testid="patient-found">
                <b>{patient.name}</b> {shell(`sex.${patient.sex}`)}{' '}
                {ageText(patient.birthDate, new Date().toISOString(), locale === 'en' ? 'en' : 'zh')}{' '}
                <PatientNumber number={patient.number} />{' '}
                <span className="number">{patient.identityNumberMasked ?? ''}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
