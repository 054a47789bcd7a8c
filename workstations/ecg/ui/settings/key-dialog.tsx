// The key of a device, shown this once.
import { Button } from '@blueprintjs/core';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useSettingsText } from './texts.ts';

export function KeyDialog({ name, secret, onClose }: { name: string; secret: string; onClose: () => void }) {
  const text = useSettingsText();
  const { show } = useToasts();
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    show({ tone: 'done', title: text('device.key.copied') });
  };
  return (
    <Modal
      title={text('device.key.title', { name })}
      onClose={onClose}
      onConfirm={onClose}
      testId="device-key-dialog"
      hint={
        <Button size="small" onClick={() => void copy()}>
          {text('device.key.copy')}
        </Button>
      }
      footer={
        <Button type="submit" intent="primary" data-testid="device-key-close">
          {text('close')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <p className="lead">{text('device.key.lead')}</p>
      <output className="ecg-secret" data-testid="device-key">
        {secret}
      </output>
    </Modal>
  );
}
