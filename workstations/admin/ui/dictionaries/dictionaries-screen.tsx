// The dictionaries: the laboratory's kinds (LAB-80 to 85), the charge items of the HIS, the patient types and the ECG types (ECG-50), and what the chosen one holds.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Right } from '../../../../core/identity/rights.ts';
import { DictionaryKind } from '../../../../core/lab/dictionary.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { ChargesPane } from '../charges/charges-pane.tsx';
import { useChargeText } from '../charges/texts.ts';
import { EcgTypesPane } from '../ecg-types/ecg-types-pane.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { PatientTypesPane } from '../patient-types/patient-types-pane.tsx';
import { EntriesPane } from './entries-pane.tsx';

type Kind = DictionaryKind | 'charges' | 'patientType' | 'ecgType';

/** ECG types have a keeper of their own (数据类型, ECG-51). */
function kindsFor(can: (right: Right) => boolean): Kind[] {
  return [
    ...(can('dictionary.edit') ? ([...DictionaryKind.options, 'charges', 'patientType'] as const) : []),
    ...(can('ecg.types') || can('identity.admin') ? (['ecgType'] as const) : []),
  ];
}

export function DictionariesScreen() {
  const text = useAdminText();
  const chargeText = useChargeText();
  const { query } = useApi();
  const dictionaries = useQuery(query.lab.dictionaries.queryOptions({ staleTime: 300_000 }));
  const kinds = kindsFor(useRights());
  const [chosen, setKind] = useState<Kind>();
  const kind = kinds.find((one) => one === chosen) ?? kinds[0] ?? 'ecgType';
  const charges = useQuery(query.charges.items.queryOptions({ staleTime: 15_000, enabled: kind === 'charges' }));
  const ecgTypes = useQuery(query.orders.ecgTypes.queryOptions({ staleTime: 15_000 }));
  const patientTypes = useQuery(query.orders.patientTypes.queryOptions({ staleTime: 15_000 }));
  const at = kinds.indexOf(kind);
  const choose = (next: Kind | undefined) => {
    if (next) setKind(next);
  };
  useActions({ title: text('dictionaries'), depth: 1 }, [
    {
      id: 'kind-next',
      label: text('dictionary.kind.next'),
      keys: ['Alt+Down'],
      run: () => choose(kinds[at + 1]),
      movement: true,
    },
    {
      id: 'kind-back',
      label: text('dictionary.kind.back'),
      keys: ['Alt+Up'],
      run: () => choose(kinds[at - 1]),
      movement: true,
    },
  ]);
  const countOf = (each: Kind) => {
    if (each === 'charges') return charges.data?.items.length ?? '';
    if (each === 'patientType') return patientTypes.data?.length ?? '';
    if (each === 'ecgType') return ecgTypes.data?.length ?? '';
    return dictionaries.data ? Object.keys(dictionaries.data[each]).length : '';
  };
  return (
    <div className="split admin-dictionaries">
      <nav className="pane admin-kinds" aria-label={text('dictionary.kinds')} data-testid="kinds">
        <header className="pane-head">
          <h2>{text('dictionaries')}</h2>
        </header>
        {kinds.map((each) => (
          <button
            key={each}
            type="button"
            aria-current={each === kind}
            onClick={() => choose(each)}
            data-testid={`kind-${each}`}
          >
            {each === 'charges'
              ? chargeText('charges')
              : each === 'ecgType' || each === 'patientType'
                ? text(each)
                : text(`kind.${each}`)}
            <small className="number">{countOf(each)}</small>
          </button>
        ))}
      </nav>
      {kind === 'charges' ? (
        <ChargesPane />
      ) : kind === 'patientType' ? (
        <PatientTypesPane />
      ) : kind === 'ecgType' ? (
        <EcgTypesPane />
      ) : (
        <EntriesPane key={kind} kind={kind} />
      )}
    </div>
  );
}
