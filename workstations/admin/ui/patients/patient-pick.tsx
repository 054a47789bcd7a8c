// Finds one patient by number or name for a comparison.
import { InputGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PatientBrief } from '../../../../core/patient/model.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { Field } from '../../../../renderer/parts/field.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { useResting } from '../parts/use-resting.ts';

interface PatientPickProps {
  label: string;
  autoFocus?: boolean;
  chosen: PatientBrief | null;
  /** The other side of the pair, which is not offered. */
  except: string | null;
  onChoose: (patient: PatientBrief | null) => void;
  testId: string;
}

export function PatientPick({ label, autoFocus, chosen, except, onChoose, testId }: PatientPickProps) {
  const text = useAdminText();
  const shell = useShellText();
  const { query } = useApi();
  const [words, setWords] = useState('');
  const sought = useResting(words.trim());
  const found = useQuery(
    query.patient.search.queryOptions({ input: { text: sought }, enabled: sought.length > 0 && chosen === null }),
  );
  const offered = (found.data ?? []).filter(({ id }) => id !== except).slice(0, 8);
  const tell = (patient: PatientBrief) =>
    [
      patient.number || text('patient.provisional'),
      patient.name,
      shell(`sex.${patient.sex}`),
      patient.birthDate ?? '',
    ].join('  ');
  return (
    <Field label={label} required>
      {(id) => (
        <>
          <InputGroup
            id={id}
            autoFocus={autoFocus}
            maxLength={100}
            placeholder={text('patient.search')}
            value={chosen ? tell(chosen) : words}
            onValueChange={(value) => {
              onChoose(null);
              setWords(chosen ? '' : value);
            }}
            data-testid={testId}
          />
          {chosen === null && sought.length > 0 && found.data ? (
            <ul className="admin-offers">
              {offered.map((patient) => (
                <li key={patient.id}>
                  <button type="button" onClick={() => onChoose(patient)} data-testid={`${testId}-offer`}>
                    {tell(patient)}
                  </button>
                </li>
              ))}
              {offered.length === 0 ? <li className="admin-offer-none">{text('patient.none')}</li> : null}
            </ul>
          ) : null}
        </>
      )}
    </Field>
  );
}
