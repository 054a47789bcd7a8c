// Text of this exam that this window could not store: shown before anything else is written, taken up or put aside by the person alone.
import { Button } from '@blueprintjs/core';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useEcgText } from '../locales/use-ecg-text.ts';
import type { ReportDesk } from './use-report.ts';

/** `off`: why nothing can be written now, else null. */
export function LeftOver({ left, off }: { left: NonNullable<ReportDesk['left']>; off: string | null }) {
  const text = useEcgText();
  const { copy, mayRestore, restore, discard } = left;
  const why = mayRestore ? off : text('left.signed');
  return (
    <div className="ecg-fault ecg-left-over" role="alert" data-testid="ecg-left-over">
      <b>{text('left.title', { time: dateTime(copy.at) })}</b>
      <q>{[copy.content.impression, copy.content.findings].filter((part) => part.trim() !== '').join('\n')}</q>
      <span>
        <Button
          size="small"
          disabled={why !== null}
          title={why ?? undefined}
          onClick={restore}
          data-testid="ecg-left-restore"
        >
          {text('left.restore')}
        </Button>
        <Button size="small" variant="minimal" onClick={discard} data-testid="ecg-left-discard">
          {text('left.discard')}
        </Button>
      </span>
      {why ? <small>{why}</small> : null}
    </div>
  );
}
