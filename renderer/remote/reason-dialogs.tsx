// Why a request goes back to who asked, and why it is taken back: mandatory, and shown to the other side (RAD-60).
import { ReasonDialog } from '../parts/reason-dialog.tsx';
import { useRemoteText } from './texts.ts';

interface RemoteReasonProps {
  name: string;
  busy: boolean;
  onClose: () => void;
  onConfirm: (reason: string) => void;
  testId: string;
}

/** @param ready the station's usual reasons, one key away each */
export function ReturnDialog({ name, ready, ...rest }: RemoteReasonProps & { ready: readonly string[] }) {
  const text = useRemoteText();
  return (
    <ReasonDialog
      title={text('return.title', { name })}
      lead={text('return.lead')}
      ready={ready}
      confirm={text('act.return')}
      {...rest}
    />
  );
}

export function WithdrawDialog({ name, ...rest }: RemoteReasonProps) {
  const text = useRemoteText();
  return (
    <ReasonDialog
      title={text('withdraw.title', { name })}
      ready={[text('withdraw.wrong'), text('withdraw.transfer')]}
      confirm={text('act.withdraw')}
      {...rest}
    />
  );
}
