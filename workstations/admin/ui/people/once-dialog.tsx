// A secret that is shown once: an initial password, an enrolment code.

import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';

interface OnceDialogProps {
  title: string;
  lead: string;
  secret: string;
  onClose: () => void;
}

export function OnceDialog({ title, lead, secret, onClose }: OnceDialogProps) {
  const text = useAdminText();
  return (
    <Modal
      title={title}
      onClose={onClose}
      onConfirm={onClose}
      testId="once-dialog"
      footer={<ConfirmButton word={text('once.close')} autoFocus testId="once-close" />}
    >
      <p className="lead">{lead}</p>
      <output className={`admin-once ${secret.length > 24 ? 'is-long' : ''}`} data-testid="once-secret">
        {secret}
      </output>
    </Modal>
  );
}
