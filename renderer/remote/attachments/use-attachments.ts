// The documents of an exam's request for one who may read them, and what this person may do with them. The server decides again.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  attachmentLimits,
  type ExamAttachment,
  isReportBegun,
  readingDuties,
} from '../../../core/orders/attachment.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { useOnline } from '../../client/link.ts';
import { useLiveChanges } from '../../client/live.tsx';
import { useApi } from '../../client/provider.tsx';
import { useRights, useSession } from '../../client/session.tsx';
import { askRights } from '../remote-rows.ts';
import { useInstitutions } from '../use-remote.ts';

const none: readonly ExamAttachment[] = [];

/** @param wanted false asks nothing: each reading of the list stands in the audit trail */
export function useAttachments(exam: ExamDocument, wanted = true) {
  const { query } = useApi();
  const queries = useQueryClient();
  const can = useRights();
  const online = useOnline();
  const { person } = useSession();
  const { own, loaded } = useInstitutions();
  const isAsking = own.has(exam.institutionId);
  const [mine = ''] = own;
  const duties = readingDuties(exam, isAsking ? exam.institutionId : mine) ?? [];
  const mayRead = loaded && duties.some((duty) => can(`${exam.service}.${duty}`));
  const input = { examId: exam.id };
  const list = useQuery({
    ...query.orders.attachments.queryOptions({ input }),
    enabled: wanted && mayRead && online,
  });
  const refresh = () => queries.invalidateQueries({ queryKey: query.orders.attachments.key({ input }) });
  // The other side adds to it while it is open here.
  useLiveChanges((changes) => {
    if (changes.some(({ kind, entityId }) => kind === 'exam' && entityId === exam.id)) void refresh();
  });
  const all = list.data ?? none;
  const present = all.filter(({ removed }) => removed === null);
  const isRight = isAsking && askRights(exam.service).some((right) => can(right));
  const released = exam.report.state === 'final' || exam.state === 'cancelled';
  return {
    list,
    all,
    present,
    loaded,
    mayRead,
    isAsking,
    /** Why nothing can be added now; null when it can; undefined for who never may. */
    addOff: !isRight
      ? undefined
      : released
        ? ('off.released' as const)
        : !online
          ? ('off.offline' as const)
          : present.length >= attachmentLimits.files
            ? ('off.full' as const)
            : null,
    /** By who added it; the reason why not is told on the button. */
    mayRemove: (one: ExamAttachment) => isRight && online && one.addedById === person.id,
    begun: isReportBegun(exam, new Date().toISOString()),
    refresh,
  };
}

/** How many came with a remote request; 0 for any other exam. */
export function useAttachmentCount(exam: ExamDocument): number {
  return useAttachments(exam, exam.remote !== null).present.length;
}
