// Asks before the secret of a system is replaced: its links open nothing until it has the new one.
import { Button } from '@blueprintjs/core';
import type { LinkSystem } from '../../../../core/imaging/contract.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
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
        <Button type="submit" intent="danger" loading={renew.isPending} data-testid="link-renew-confirm">
          {text('link.renew.confirm')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <p className="lead">{text('link.renew.lead')}</p>
    </Modal>
  );
}
