// Why a request goes back to who asked: mandatory, and shown to them.
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';

interface ReturnDialogProps {
  name: string;
  busy: boolean;
  onClose: () => void;
  onConfirm: (reason: string) => void;
}

export function ReturnDialog({ name, busy, onClose, onConfirm }: ReturnDialogProps) {
  const text = useEcgText();
  return (
    <ReasonDialog
      title={text('remote.return.title', { name })}
      lead={text('remote.return.lead')}
      ready={[text('remote.return.noise'), text('remote.return.leads'), text('remote.return.missing')]}
      confirm={text('remote.act.return')}
      busy={busy}
      onClose={onClose}
      onConfirm={onConfirm}
      testId="ecg-remote-reason"
    />
  );
}
