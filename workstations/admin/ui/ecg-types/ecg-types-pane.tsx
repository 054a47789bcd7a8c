// ECG types (心电类型): what ECG items and recorders can be, their names, order and whether they are in use (ECG-50).
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { DictionaryPane } from '../parts/dictionary-pane.tsx';
import { EcgTypeDialog } from './ecg-type-dialog.tsx';

export function EcgTypesPane() {
  const text = useAdminText();
  const { query } = useApi();
  return (
    <DictionaryPane
      title={text('ecgType')}
      newWord={text('ecgType.new')}
      list={useQuery(query.orders.ecgTypes.queryOptions({ staleTime: 15_000 }))}
      queryKey={query.orders.ecgTypes.key()}
      columns={[]}
      savedWords={(name) => text('ecgType.saved', { name })}
      dialog={(props) => <EcgTypeDialog {...props} />}
      action="ecgType.new"
      testId="ecg-type"
    />
  );
}
