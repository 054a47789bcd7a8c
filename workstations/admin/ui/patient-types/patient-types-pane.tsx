// Patient types (病人类型): what the desk offers, what other systems call each, its kind of visit, and whether it is in use (ECG-50).
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { DictionaryPane } from '../parts/dictionary-pane.tsx';
import { PatientTypeDialog } from './patient-type-dialog.tsx';

export function PatientTypesPane() {
  const text = useAdminText();
  const { query } = useApi();
  return (
    <DictionaryPane
      title={text('patientType')}
      newWord={text('patientType.new')}
      list={useQuery(query.orders.patientTypes.queryOptions({ staleTime: 15_000 }))}
      queryKey={query.orders.patientTypes.key()}
      columns={[
        {
          id: 'kind',
          title: text('patientType.kind'),
          width: '90px',
          cell: (row) => text(`option.visitKind.${row.kind}`),
        },
        { id: 'exchange', title: text('patientType.exchange'), width: '96px', cell: (row) => row.exchangeCode },
      ]}
      savedWords={(name) => text('patientType.saved', { name })}
      dialog={(props) => <PatientTypeDialog {...props} />}
      action="patientType.new"
      testId="patient-type"
    />
  );
}
