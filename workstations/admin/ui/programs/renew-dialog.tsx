// A new secret for a program, and how long the former goes on opening.
import { useState } from 'react';
import { overlapHours, type Program } from '../../../../core/programs/program.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import type { SavedProgram } from './program-dialog.tsx';

interface RenewDialogProps {
  program: Program;
  onClose: () => void;
  onDone: (saved: SavedProgram) => void;
}

const choices = overlapHours.map((hours) => `${hours}` as const);

export function RenewDialog({ program, onClose, onDone }: RenewDialogProps) {
  const text = useAdminText();
  const { client } = useApi();
  const [overlap, setOverlap] = useState<(typeof choices)[number]>('24');
  const renew = useCommand(client.programs.renewSecret, { onDone });
  const send = () => {
    if (!renew.isPending) renew.mutate({ code: program.code, overlapHours: Number(overlap) });
  };
  return (
    <Modal
      title={text('program.renew.title', { name: program.name })}
      onClose={onClose}
      onConfirm={send}
      testId="program-renew-dialog"
      footer={
        <ConfirmButton
          word={text('program.renew.confirm')}
          danger={overlap === '0'}
          autoFocus
          busy={renew.isPending}
          testId="program-renew-confirm"
        />
      }
    >
      <p className="lead">{text('program.renew.lead')}</p>
      <Field label={text('program.renew.overlap')}>
        {() => (
          <Segments
            label={text('program.renew.overlap')}
            value={overlap}
            options={choices.map((value) => ({ value, label: text(`program.overlap.${value}`) }))}
            onChange={setOverlap}
            testId="program-overlap"
          />
        )}
      </Field>
    </Modal>
  );
}
