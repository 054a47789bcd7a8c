// What was signed in this lane: until a second doctor releases it, each can be taken back.
import { Button } from '@blueprintjs/core';
import { useQueries } from '@tanstack/react-query';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { useLaneText } from './texts.ts';
import type { Lane } from './use-lane.ts';

const shownAtOnce = 5;

export function LaneSigned({ lane }: { lane: Lane }) {
  const text = useLaneText();
  const { query } = useApi();
  const shown = lane.signed.slice(0, shownAtOnce);
  // As the server has them: another doctor may have released one meanwhile.
  const exams = useQueries({
    queries: shown.map(({ examId }) => query.orders.exam.queryOptions({ input: { examId }, refetchInterval: 15_000 })),
  });
  return (
    <section className="ecg-lane-signed" aria-label={text('undo')} data-testid="ecg-lane-signed">
      <h3>{lane.signed.length > 0 ? text('signed', { count: lane.signed.length }) : text('signed.none')}</h3>
      {shown.map((one, index) => {
        const state = exams[index]?.data?.report.state ?? 'submitted';
        const open = state === 'submitted';
        return (
          <div key={one.examId}>
            <strong className="ellipsis">{one.name}</strong>
            <span>{text(open ? 'state.submitted' : state === 'final' ? 'state.final' : 'state.returned')}</span>
            <Button
              size="small"
              disabled={!open || lane.undoing}
              onClick={() => lane.undo(one)}
              data-testid="ecg-lane-undo"
            >
              {text('undo')} {index === 0 ? <KeyCap name="Ctrl+Z" /> : null}
            </Button>
          </div>
        );
      })}
    </section>
  );
}
