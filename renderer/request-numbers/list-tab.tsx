// A list of request numbers: checked row by row before anything is stored, then the good rows, each by itself; the others can be downloaded.
import { Button, HTMLTable } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ExamService } from '../../core/orders/exam.ts';
import { requestFileLimit, requestRowsAtMost } from '../../core/orders/request-number.ts';
import type { CheckedRequest } from '../../core/orders/request-number-contract.ts';
import { newCommand, useApi } from '../client/provider.tsx';
import { Segments } from '../parts/choice.tsx';
import { type ChosenFile, FileChoice } from '../parts/file-choice.tsx';
import { Glyph, type GlyphName } from '../parts/glyph.tsx';
import { Answer, EmptyPanel } from '../parts/panels.tsx';
import { useToasts } from '../shell/toasts.tsx';
import { csvOf, save } from './refused-csv.ts';
import { useRequestText } from './texts.ts';

const chunk = 50;
const shownAtMost = 500;
const megabytes = requestFileLimit / 1024 / 1024;
const kinds = ['all', 'apply', 'same', 'refused'] as const;
type Kind = (typeof kinds)[number];
const glyphs = { apply: 'add', same: 'yes', refused: 'refuse' } as const satisfies Record<
  Exclude<Kind, 'all'>,
  GlyphName
>;

interface Outcome {
  code: string;
  detail: string;
}
interface Row extends CheckedRequest {
  outcome: Outcome | undefined;
}

function kindOf({ verdict, outcome }: Row): Exclude<Kind, 'all'> {
  if (outcome) return outcome.code === 'done' ? 'same' : 'refused';
  return verdict === 'apply' ? 'apply' : verdict === 'same' ? 'same' : 'refused';
}

function useVerdict() {
  const text = useRequestText();
  return ({ verdict, other, outcome }: Row): string => {
    switch (outcome?.code) {
      case undefined:
        return text(`verdict.${verdict}`, { other });
      case 'done':
        return text('verdict.done');
      case 'VERSION_CONFLICT':
        return text('verdict.changed');
      case 'DUPLICATE':
        return text('verdict.numberTaken', { other: outcome?.detail ?? '' });
      default:
        return text('verdict.refused', { other: outcome?.code ?? '' });
    }
  };
}

export function ListTab({ service }: { service: ExamService }) {
  const text = useRequestText();
  const verdictOf = useVerdict();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show, showFailure } = useToasts();
  const [file, setFile] = useState<ChosenFile | null>(null);
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [done, setDone] = useState<number | null>(null);
  const [kind, setKind] = useState<Kind>('all');
  // One command a row for the whole life of the list: what was sent and not answered is not done twice.
  const commands = useRef(new Map<string, ReturnType<typeof newCommand>>());
  const checked = useQuery({
    ...query.orders.checkRequestNumbers.queryOptions({
      input: { service, name: file?.name ?? '', content: file?.content ?? '' },
    }),
    enabled: file !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const rows = (checked.data ?? []).map((row): Row => ({ ...row, outcome: outcomes.get(row.exam?.examId ?? '') }));
  const left = rows.filter((row) => kindOf(row) === 'apply');
  const busy = done !== null;

  const choose = (chosen: ChosenFile) => {
    commands.current.clear();
    setOutcomes(new Map());
    setKind('all');
    queries.removeQueries({ queryKey: query.orders.checkRequestNumbers.key() });
    setFile(chosen);
  };
  const apply = async () => {
    if (busy || left.length === 0) return;
    const after = new Map(outcomes);
    setDone(0);
    try {
      for (let from = 0; from < left.length; from += chunk) {
        const sent = left.slice(from, from + chunk).flatMap(({ exam, requestNumber }) => {
          if (!exam) return [];
          const command = commands.current.get(exam.examId) ?? newCommand();
          commands.current.set(exam.examId, command);
          return [{ command, examId: exam.examId, expectedVersion: exam.version, requestNumber }];
        });
        for (const { examId, code, detail } of await client.orders.fillRequestNumbers({ rows: sent }))
          after.set(examId, { code, detail });
        setOutcomes(new Map(after));
        setDone(Math.min(left.length, from + chunk));
      }
      const stored = left.filter(({ exam }) => after.get(exam?.examId ?? '')?.code === 'done').length;
      show({ tone: 'done', title: text('applied', { count: stored, refused: left.length - stored }) });
    } catch (error) {
      showFailure(error);
      show({ tone: 'waiting', title: text('interrupted') });
    } finally {
      setDone(null);
      void queries.invalidateQueries({ queryKey: query.orders.requestNumberGaps.key() });
    }
  };
  const refused = rows.filter((row) => kindOf(row) === 'refused');
  const listed = kind === 'all' ? rows : rows.filter((row) => kindOf(row) === kind);
  const download = () =>
    save(
      'request-numbers-refused.csv',
      csvOf(
        [text('line'), '检查号', '申请单号', text('verdict')],
        refused.map((row) => [String(row.line), row.accessionNumber, row.requestNumber, verdictOf(row)]),
      ),
    );
  return (
    <>
      <div className="request-bar">
        <FileChoice
          accept=".csv,.txt,.tsv,.xlsx"
          mostBytes={requestFileLimit}
          label={text('file.choose')}
          name={file?.name ?? text('file.none')}
          onChosen={choose}
          onRefused={(name, why) => show({ tone: 'error', title: text(`file.${why}`, { name, size: megabytes }) })}
          disabled={busy}
          autoFocus
          testId="request-file"
        />
        <span className="request-gap" />
        <Button
          size="small"
          disabled={refused.length === 0 || busy}
          onClick={download}
          text={`${text('refused')} (${refused.length})`}
          data-testid="request-refused"
        />
        <Button
          size="small"
          intent="primary"
          disabled={left.length === 0 || busy}
          loading={busy}
          onClick={() => void apply()}
          text={text('apply', { count: left.length })}
          data-testid="request-apply"
        />
      </div>
      <p className="request-faint" role="status">
        {busy
          ? text('applying', { done, count: left.length + done })
          : text('file.hint', { rows: requestRowsAtMost, size: megabytes })}
      </p>
      <div className="request-rows">
        {file === null ? (
          <EmptyPanel glyph="inbox" title={text('file.none')} />
        ) : (
          <Answer of={checked}>
            {() => (
              <>
                <Segments
                  label={text('verdict')}
                  value={kind}
                  onChange={setKind}
                  options={kinds.map((value) => ({
                    value,
                    label: text(`show.${value}`),
                    count: value === 'all' ? rows.length : rows.filter((row) => kindOf(row) === value).length,
                  }))}
                  testId="request-kinds"
                />
                <CheckedRows rows={listed.slice(0, shownAtMost)} verdictOf={verdictOf} />
                {listed.length > shownAtMost ? (
                  <p className="request-faint">{text('shown.first', { count: shownAtMost })}</p>
                ) : null}
              </>
            )}
          </Answer>
        )}
      </div>
    </>
  );
}

function CheckedRows({ rows, verdictOf }: { rows: readonly Row[]; verdictOf: (row: Row) => string }) {
  const text = useRequestText();
  return (
    <HTMLTable compact className="plain-table">
      <thead>
        <tr>
          <th>{text('line')}</th>
          <th>{text('accession')}</th>
          <th>{text('number')}</th>
          <th>{text('patient')}</th>
          <th>{text('exam')}</th>
          <th>{text('verdict')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.line} data-testid="request-checked">
            <td className="number">{row.line}</td>
            <td className="number">{row.accessionNumber || '—'}</td>
            <td className="number">{row.requestNumber || '—'}</td>
            <td>{row.exam?.patientName ?? '—'}</td>
            <td>{row.exam ? `${row.exam.modality} ${row.exam.procedureName}` : '—'}</td>
            <td className="wrap">
              <span className={`request-${kindOf(row)}`}>
                <Glyph name={glyphs[kindOf(row)]} size={12} /> {verdictOf(row)}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </HTMLTable>
  );
}
