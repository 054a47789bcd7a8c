// With which layout the report is printed (RAD-40): by institution and device type, or another that its writer chooses; fixed once it is signed.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import type { ReportPaper } from '../../../../core/reporting/paper-layout-contract.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { useReportText } from './texts.ts';

/** Undefined while it is not known; null when it cannot be known (offline): the server draws the same either way. */
export function useReportPaper(report: ExamReport | null): ReportPaper | null | undefined {
  const { query } = useApi();
  const paper = useQuery(
    query.examReports.paper.queryOptions({
      input: { reportId: report?.id ?? '' },
      enabled: report !== null,
      staleTime: 0,
      retry: false,
    }),
  );
  return paper.isPending ? undefined : (paper.data ?? null);
}

export function PaperPick({ report, paper }: { report: ExamReport; paper: ReportPaper }) {
  const text = useReportText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const can = useRights();
  const choose = useCommand(client.examReports.choosePaper, {
    onDone: (next) => queries.setQueryData(query.examReports.paper.queryKey({ input: { reportId: report.id } }), next),
  });
  const { taken, allowed, chosenId, fixed } = paper;
  const name = taken.id === null ? text('paper.shipped') : taken.name;
  if (fixed)
    return (
      <span data-testid="paper-fixed">
        {taken.id === null
          ? text('paper.fixedShipped', { name })
          : text('paper.fixed', { name, version: taken.version })}
      </span>
    );
  if (allowed.length === 0) return <span data-testid="paper-only">{text('paper.only', { name })}</span>;
  const automatic = allowed[0]?.name ?? name;
  return (
    <span className="preview-paper">
      {text('paper.label')}
      <Pick
        label={text('paper.label')}
        value={chosenId ?? ''}
        disabled={choose.isPending || !(can('radiology.write') || can('radiology.review'))}
        onChange={(id) => choose.mutate({ reportId: report.id, layoutId: id === '' ? null : id })}
        options={[
          { value: '', label: text('paper.automatic', { name: automatic }) },
          ...allowed.map((one) => ({ value: one.id ?? '', label: one.name })),
        ]}
        testId="paper-pick"
      />
    </span>
  );
}
