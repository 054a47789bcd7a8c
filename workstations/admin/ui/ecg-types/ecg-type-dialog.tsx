// Making or changing an ECG type. Its code stays for good: exams, items and recorders go by it.
import { useState } from 'react';
import { type EcgType, EcgTypeEntry } from '../../../../core/orders/ecg-type.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { CodeAndNames, nextPosition, PlaceAndUse, useEntryTrouble } from '../parts/dictionary-fields.tsx';

interface EcgTypeDialogProps {
  /** Null makes a new one. */
  type: EcgType | null;
  all: readonly EcgType[];
  onClose: () => void;
  onDone: (saved: EcgType) => void;
}

export function EcgTypeDialog({ type, all, onClose, onDone }: EcgTypeDialogProps) {
  const text = useAdminText();
  const { client } = useApi();
  const [draft, setDraft] = useState<EcgTypeEntry>({
    code: type?.code ?? '',
    name: type?.name ?? '',
    nameEn: type?.nameEn ?? '',
    active: type?.active ?? true,
    position: type?.position ?? nextPosition(all),
  });
  const change = (part: Partial<EcgTypeEntry>) => setDraft((before) => ({ ...before, ...part }));
  const save = useCommand(client.orders.saveEcgType, { handles: ['DUPLICATE', 'VERSION_CONFLICT'], onDone });
  const entry = EcgTypeEntry.safeParse(draft);
  const { isLast, stands, words } = useEntryTrouble(draft, type, all, save.error, text('ecgType.conflict'));
  const good = entry.success && !stands;
  const send = () => {
    if (good && !save.isPending) save.mutate({ type: entry.data, expectedVersion: type?.version ?? 0 });
  };
  return (
    <Modal
      title={text(type ? 'ecgType.edit' : 'ecgType.new')}
      onClose={onClose}
      onConfirm={send}
      testId="ecg-type-dialog"
      footer={<ConfirmButton word={text('save')} off={!good} busy={save.isPending} testId="ecg-type-save" />}
    >
      {words ? (
        <p className="admin-trouble lead" role="alert">
          {words}
        </p>
      ) : null}
      <CodeAndNames
        draft={draft}
        isNew={type === null}
        change={change}
        hint={type?.shipped ? text('ecgType.shipped.hint') : undefined}
        testId="ecg-type"
      />
      <PlaceAndUse
        draft={draft}
        change={change}
        isLast={isLast}
        positionHint={text('ecgType.position.hint')}
        activeHint={text(isLast ? 'ecgType.last' : 'ecgType.active.hint')}
        testId="ecg-type"
      />
    </Modal>
  );
}
