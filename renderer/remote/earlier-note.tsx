// On the request form: that somebody asked about this patient before, whom and when (RAD-56).
import { useQuery } from '@tanstack/react-query';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { useOnline } from '../client/link.ts';
import { useApi } from '../client/provider.tsx';
import { dateTime } from '../format/time.ts';
import { useRemoteText } from './texts.ts';

const shownAtMost = 3;

export function EarlierNote({ exam }: { exam: ExamDocument }) {
  const text = useRemoteText();
  const { query } = useApi();
  const online = useOnline();
  const found = useQuery({
    ...query.orders.earlierRequests.queryOptions({ input: { examId: exam.id } }),
    enabled: online,
  }).data;
  if (!found || found.length === 0) return null;
  return (
    <div className="earlier-note" role="status" data-testid="earlier-requests">
      <em className="seen-before">
        {text('askedBefore')} {found.length}
      </em>
      <ul>
        {found.slice(0, shownAtMost).map((one) => (
          <li key={one.examId}>
            {dateTime(one.requestedAt)} {one.procedureName} {one.fromInstitutionName} → {one.toInstitutionName}{' '}
            {text(`state.${one.state}`)} <small>{text(`earlier.${one.by}`)}</small>
          </li>
        ))}
      </ul>
    </div>
  );
}
