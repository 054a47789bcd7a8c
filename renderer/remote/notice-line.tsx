// Whether the centre's doctors were told by short message: for the side that asks, and never more than the gateway confirmed (RAD-57).
import { useQuery } from '@tanstack/react-query';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { useOnline } from '../client/link.ts';
import { useApi } from '../client/provider.tsx';
import { shortTime } from '../format/time.ts';
import { Glyph } from '../parts/glyph.tsx';
import { useRemoteText } from './texts.ts';
import { useInstitutions } from './use-remote.ts';

export function NoticeLine({ exam }: { exam: ExamDocument }) {
  const text = useRemoteText();
  const { query } = useApi();
  const online = useOnline();
  const { own } = useInstitutions();
  const { remote } = exam;
  const isAsking = remote !== null && own.has(exam.institutionId);
  const notices = useQuery({
    ...query.orders.remoteNotices.queryOptions({ input: { examId: exam.id } }),
    enabled: isAsking && online,
    // Each look stands in the audit trail: often only while something is under way.
    refetchInterval: ({ state }) =>
      remote?.state !== 'waiting' ? false : state.data && state.data.queued > 0 ? 15_000 : 60_000,
  }).data;
  if (!isAsking || !notices) return null;
  const { queued, sent, failed, sentAt } = notices;
  const lines = [
    ...(sent > 0 ? [['done', text('notice.sent', { count: sent, time: shortTime(sentAt, new Date()) })] as const] : []),
    ...(queued > 0 ? [['time', text('notice.queued')] as const] : []),
    ...(failed > 0 ? [['warning', text('notice.failed', { count: failed })] as const] : []),
  ];
  return lines.map(([glyph, words]) => (
    <p key={glyph} className={`remote-notice is-${glyph}`} data-testid="remote-notice">
      <Glyph name={glyph} size={12} /> {words}
    </p>
  ));
}
