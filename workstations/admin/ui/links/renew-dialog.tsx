// Asks before the secret of a system is replaced: its links open nothing until it has the new one.
import type { LinkSystem } from '../../../../core/imaging/contract.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import type { SavedSystem } from './link-dialog.tsx';

interface RenewDialogProps {
  system: LinkSystem;
  onClose: () => void;
  onDone: (saved: SavedSystem) => void;
}

export function RenewDialog({ system, onClose, onDone }: RenewDialogProps) {
  const text = useAdminText();
  const { client } = useApi();
  const renew = useCommand(client.imaging.saveLinkSystem, { onDone });
  const send = () => {
    if (!renew.isPending) renew.mutate({ name: system.name, active: system.active, newSecret: true });
  };
  return (
    <Modal
      title={text('link.renew.title', { name: system.name })}
      onClose={onClose}
      onConfirm={send}
      testId="link-renew-dialog"
      footer={
        <ConfirmButton word={text('link.renew.confirm')} danger busy={renew.isPending} testId="link-renew-confirm" />
      }
    >
      <p className="lead">{text('link.renew.lead')}</p>
    </Modal>
  );
}
