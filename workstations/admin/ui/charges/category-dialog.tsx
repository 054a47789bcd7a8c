// The category of the chosen charge items: one that there is, or a new one.
import { InputGroup } from '@blueprintjs/core';
import { useId, useState } from 'react';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useChargeText } from './texts.ts';

interface CategoryDialogProps {
  count: number;
  /** What all of them have; empty where they differ. */
  present: string;
  known: readonly string[];
  onClose: () => void;
  onDone: (category: string) => void;
}

export function CategoryDialog({ count, present, known, onClose, onDone }: CategoryDialogProps) {
  const text = useChargeText();
  const list = useId();
  const [category, setCategory] = useState(present);
  const send = () => onDone(category.trim());
  return (
    <Modal
      title={text('category.title', { count })}
      onClose={onClose}
      onConfirm={send}
      testId="category-dialog"
      footer={<ConfirmButton word={text('save')} testId="category-save" />}
    >
      <Field label={text('category.value')} hint={text('category.hint')}>
        {(id) => (
          <InputGroup
            id={id}
            autoFocus
            list={list}
            maxLength={64}
            value={category}
            onValueChange={setCategory}
            data-testid="category-value"
          />
        )}
      </Field>
      <datalist id={list}>
        {known.filter(Boolean).map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </Modal>
  );
}
