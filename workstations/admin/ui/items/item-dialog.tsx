// Making or changing an exam item: modality, body part and method (RAD-75). What was registered with it stays as it was.
import { Checkbox, InputGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { chooseable, otherEcgType } from '../../../../core/orders/ecg-type.ts';
import type { ExamItem } from '../../../../core/orders/exam-items.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { type AdminTextKey, useAdminText } from '../locales/use-admin-text.ts';

interface ItemDialogProps {
  /** Null makes a new one. */
  item: ExamItem | null;
  service: ExamItem['service'];
  /** Codes of every service: one code is one item. */
  taken: ReadonlySet<string>;
  onClose: () => void;
  onDone: (saved: ExamItem) => void;
}

type TextField = 'code' | 'name' | 'nameEn' | 'modality' | 'bodyPart' | 'method' | 'room';

const fields: readonly { name: TextField; label: AdminTextKey; hint?: AdminTextKey; needed: boolean }[] = [
  { name: 'code', label: 'code', needed: true },
  { name: 'name', label: 'item.name', needed: true },
  { name: 'nameEn', label: 'nameEn', needed: false },
  { name: 'modality', label: 'item.modality', hint: 'item.modality.hint', needed: true },
  { name: 'bodyPart', label: 'item.bodyPart', needed: false },
  { name: 'method', label: 'item.method', needed: false },
  { name: 'room', label: 'item.room', hint: 'item.room.hint', needed: false },
];

const fresh = { code: '', modality: '', bodyPart: '', name: '', nameEn: '', method: '', room: '', active: true };

export function ItemDialog({ item, service, taken, onClose, onDone }: ItemDialogProps) {
  const text = useAdminText();
  const locale = useLocale();
  const { client, query } = useApi();
  const types = useQuery(query.orders.ecgTypes.queryOptions({ enabled: service === 'ecg' }));
  const [draft, setDraft] = useState<ExamItem>(
    item ?? { ...fresh, service, ...(service === 'ecg' ? { ecgType: otherEcgType } : {}) },
  );
  const save = useCommand(client.orders.saveItem, { onDone });
  const isTaken = item === null && taken.has(draft.code.trim());
  const good = fields.every(({ name, needed }) => !needed || draft[name].trim() !== '') && !isTaken;
  const send = () => {
    if (!good || save.isPending) return;
    const trimmed = Object.fromEntries(fields.map(({ name }) => [name, draft[name].trim()]));
    save.mutate({ item: { ...draft, ...trimmed } });
  };
  return (
    <Modal
      title={text(item ? 'item.edit' : 'item.new')}
      onClose={onClose}
      onConfirm={send}
      testId="item-dialog"
      footer={<ConfirmButton word={text('save')} off={!good} busy={save.isPending} testId="item-save" />}
    >
      {isTaken ? (
        <p className="admin-trouble lead" role="alert">
          {text('code.taken')}
        </p>
      ) : null}
      {fields.map(({ name, label, hint, needed }) => (
        <Field key={name} label={text(label)} required={needed} hint={hint ? text(hint) : undefined}>
          {(id) => (
            <InputGroup
              id={id}
              autoFocus={name === (item ? 'name' : 'code')}
              disabled={name === 'code' && item !== null}
              maxLength={name === 'modality' ? 16 : name === 'code' ? 64 : 200}
              value={draft[name]}
              onValueChange={(value) => setDraft((before) => ({ ...before, [name]: value }))}
              data-testid={`item-${name}`}
            />
          )}
        </Field>
      ))}
      {service === 'ecg' ? (
        <Field label={text('ecgType')} required>
          {(id) => (
            <Pick
              id={id}
              fill
              label={text('ecgType')}
              value={draft.ecgType ?? otherEcgType}
              options={chooseable(types.data ?? [], item?.ecgType).map((type) => ({
                value: type.code,
                label: pickName(locale, type),
              }))}
              onChange={(ecgType) => setDraft((before) => ({ ...before, ecgType }))}
              testId="item-ecgType"
            />
          )}
        </Field>
      ) : null}
      <Field label={text('item.state')} hint={text('item.active.hint')}>
        {(id) => (
          <Checkbox
            id={id}
            checked={draft.active}
            onChange={({ currentTarget: { checked } }) => setDraft((before) => ({ ...before, active: checked }))}
            label={text('item.active')}
          />
        )}
      </Field>
    </Modal>
  );
}
