// Dismissing a held result: with a reason; nothing is deleted.
import type { UnplacedMessage } from '../../../../core/lab/model.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useHeldDecided } from './decided.ts';
import { useUnplacedText } from './texts.ts';

export function DismissDialog({ held, onClose }: { held: UnplacedMessage; onClose: () => void }) {
  const text = useUnplacedText();
  const { client } = useApi();
  const { show } = useToasts();
  const decided = useHeldDecided();
  const resolve = useCommand(client.lab.resolveUnplaced, {
    onDone: () => {
      decided();
      show({ tone: 'done', title: text('dismiss.done') });
      onClose();
    },
    onFailed: decided,
  });
  return (
    <ReasonDialog
      title={text('dismiss.title')}
      lead={text('dismiss.lead')}
      ready={[text('ready.test'), text('ready.repeat'), text('ready.qc'), text('ready.manual')]}
      confirm={text('dismiss')}
      busy={resolve.isPending}
      onClose={onClose}
      onConfirm={(reason) =>
        resolve.mutate({ unplacedId: held.id, expectedVersion: held.version, how: 'dismiss', reason })
      }
      testId="dismiss-dialog"
    />
  );
}
