// Opens an entry for editing: a new one at once, an existing one when its newest version has been read.
import { useQuery } from '@tanstack/react-query';
import { type DictionaryKind, dictionarySchemas } from '../../../../core/lab/dictionary.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { EntryForm } from './entry-form.tsx';
import { draftOf, emptyDraft, fieldsOf } from './fields.ts';

interface EntryDialogProps {
  kind: DictionaryKind;
  /** Null makes a new entry. */
  entryKey: string | null;
  /** It stands as it was shipped: saving it unchanged says that it holds here. */
  unconfirmed: boolean;
  onClose: () => void;
  onSaved: (key: string, version: number) => void;
}

export function EntryDialog({ kind, entryKey, unconfirmed, onClose, onSaved }: EntryDialogProps) {
  const text = useAdminText();
  const { query } = useApi();
  const fields = fieldsOf(dictionarySchemas[kind]);
  const detail = useQuery(
    query.lab.dictionaryEntry.queryOptions({
      input: { kind, key: entryKey ?? '' },
      enabled: entryKey !== null,
      staleTime: 0,
      gcTime: 0,
    }),
  );
  const title = text('dictionary.title', {
    kind: text(`kind.${kind}`),
    key: entryKey ?? text('dictionary.new'),
  });
  const common = { title, kind, fields, entryKey, unconfirmed, onClose, onSaved };
  if (entryKey === null)
    return (
      <EntryForm {...common} initial={emptyDraft(fields)} base={null} newest={null} onConflict={() => undefined} />
    );
  if (detail.data)
    return (
      <EntryForm
        {...common}
        initial={draftOf(fields, detail.data.entry)}
        base={detail.data.version}
        newest={detail.data}
        onConflict={() => detail.refetch()}
      />
    );
  return (
    <Modal title={title} onClose={onClose} width={980} testId="entry-dialog">
      <Answer of={detail}>{() => null}</Answer>
    </Modal>
  );
}
