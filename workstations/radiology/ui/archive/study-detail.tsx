// One study: the exams that it may belong to with what agrees and what contradicts; match, undo, remove, restore.
import { Button, InputGroup } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { shortTime } from '../../../../renderer/format/time.ts';
import { shownName } from '../../../../renderer/imaging/index.ts';
import { type Action, useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { PatientNumber } from '../../../../renderer/parts/patient-number.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useSettled } from '../../../../renderer/parts/use-settled.ts';
import { useGo } from '../../../../renderer/shell/route.ts';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { ImagesMark, ReportChip } from '../parts/chips.tsx';
import { useSharedText } from '../parts/texts.ts';
import { useExams } from '../worklist/use-worklist.ts';
import { ExportDialog } from './export-dialog.tsx';
import { useExternalText } from './external-texts.ts';
import { useKeepingText } from './keeping-texts.ts';
import { MakeDialog } from './make-dialog.tsx';
import { type Proposal, propose, type Study } from './matching.ts';
import { usePeerText } from './peer-texts.ts';
import { SendDialog } from './send-dialog.tsx';
import { useArchiveText } from './texts.ts';
import { TrashFacts } from './trash-facts.tsx';

const days = 60;
type Dialog = 'match' | 'unlink' | 'undo' | 'remove' | 'restore' | 'purge';

interface StudyDetailProps {
  study: Study;
  /** Studies that are marked in the list; none means the study itself. */
  ticked: readonly Study[];
  /** Called when a dialog about the study opens and when it closes: until then the study must not be replaced by another. */
  onAsk: (open: boolean) => void;
  onLook: () => void;
}

export function StudyDetail({ study, ticked, onAsk, onLook }: StudyDetailProps) {
  const text = useArchiveText();
  const keeping = useKeepingText();
  const outside = useExternalText();
  const peer = usePeerText();
  const shared = useSharedText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const online = useOnline();
  const can = useRights();
  const go = useGo();
  const { show } = useToasts();
  const [words, setWords] = useState('');
  const asked = useSettled(words.trim(), 250);
  const exams = useExams(asked ? 3660 : days, asked);
  const linked = useQuery({
    ...query.orders.exam.queryOptions({ input: { examId: study.examId ?? '' } }),
    enabled: study.examId !== null,
  });
  const proposals = useMemo((): Proposal[] => {
    const rows = exams.data?.rows ?? [];
    if (!asked) return propose(study, rows);
    const scored = new Map(propose(study, rows).map((each) => [each.exam.id, each]));
    return rows.slice(0, 20).map((exam) => scored.get(exam.id) ?? { exam, agrees: [], contradicts: [], score: 0 });
  }, [study, exams.data, asked]);
  const [dialog, setDialog] = useState<{ kind: Dialog; exam: ExamDocument | null; revision: number } | null>(null);
  const done = (word: Parameters<typeof text>[0], name = '') => {
    queries.invalidateQueries({ queryKey: query.imaging.key() });
    show({ tone: 'done', title: text(word, { name }) });
    setDialog(null);
  };
  const reconcile = useCommand(client.imaging.reconcile, {
    onDone: (_, input) => (input.examId ? done('match.done', dialog?.exam?.patient.name ?? '') : done('unlink.done')),
  });
  const undo = useCommand(client.imaging.undoReconcile, { onDone: () => done('undo.done') });
  const remove = useCommand(client.imaging.remove, { onDone: () => done('remove.done') });
  const restore = useCommand(client.imaging.restore, { onDone: () => done('restore.done') });
  const purge = useCommand(client.imaging.purge, {
    onDone: () => {
      queries.invalidateQueries({ queryKey: query.imaging.key() });
      show({ tone: 'done', title: keeping('purge.done') });
      setDialog(null);
    },
  });
  const check = useCommand(client.imaging.checkStudy, {
    onDone: ({ checked, restored, lost }) => {
      const counts = { checked, restored: restored.length, lost: lost.length };
      if (lost.length > 0) show({ tone: 'waiting', title: keeping('check.lost', counts) });
      else show({ tone: 'done', title: keeping(restored.length > 0 ? 'check.restored' : 'check.done', counts) });
    },
  });
  const [exporting, setExporting] = useState(false);
  /** The revision that the person looks at while registering. */
  const [making, setMaking] = useState<number | null>(null);
  const [sending, setSending] = useState<readonly Study[] | null>(null);
  const asking = dialog !== null || exporting || sending !== null || making !== null;
  useEffect(() => {
    onAsk(asking);
    return () => onAsk(false);
  }, [asking, onAsk]);
  const busy = purge.isPending || reconcile.isPending || undo.isPending || remove.isPending || restore.isPending;
  const name = shownName(study.patientName) || study.patientId || study.uid;
  const send = (reason: string) => {
    if (!dialog || busy) return;
    const base = { studyUid: study.uid, expectedRevision: dialog.revision, reason };
    switch (dialog.kind) {
      case 'match':
        reconcile.mutate({ ...base, examId: dialog.exam?.id ?? null });
        return;
      case 'unlink':
        reconcile.mutate({ ...base, examId: null });
        return;
      case 'undo':
        undo.mutate(base);
        return;
      case 'remove':
        remove.mutate(base);
        return;
      case 'restore':
        restore.mutate(base);
        return;
      case 'purge':
        purge.mutate(base);
        return;
      default:
        dialog.kind satisfies never;
    }
  };
  const offline = online ? null : shared('offline.off');
  const [best] = proposals;
  // What is decided is about the study as it was when the question was put; the server lets images that came since pass.
  const ask = (kind: Dialog, exam: ExamDocument | null = null) => setDialog({ kind, exam, revision: study.revision });
  const acts: Action[] = [
    ...(study.removedAt
      ? [
          {
            id: 'restore',
            label: text('act.restore'),
            keys: ['F6'],
            run: () => ask('restore'),
            off: offline,
            main: true,
          },
          { id: 'purge', label: keeping('act.purge'), run: () => ask('purge'), off: offline },
        ]
      : [
          ...(study.examId
            ? [
                {
                  id: 'open',
                  label: text('act.open'),
                  keys: ['Enter'],
                  run: () => study.examId && go('case', { exam: study.examId }),
                  main: true,
                },
                { id: 'unlink', label: text('act.unlink'), run: () => ask('unlink'), off: offline },
              ]
            : [
                { id: 'look', label: outside('looking'), keys: ['Enter'], run: onLook, main: true },
                {
                  id: 'match',
                  label: text('act.match'),
                  keys: ['F6'],
                  run: () => best && ask('match', best.exam),
                  off: best ? offline : text('proposals.none'),
                  main: true,
                },
                {
                  id: 'make',
                  label: text('act.make'),
                  keys: ['F4'],
                  run: () => setMaking(study.revision),
                  off: can('radiology.register') ? offline : shared('right.missing'),
                  main: true,
                },
              ]),
          ...(study.decided
            ? [
                {
                  id: 'undo',
                  label: text(study.examId ? 'act.undo' : 'act.undo.unlinked'),
                  keys: ['F7'],
                  run: () => ask('undo'),
                  off: offline,
                  main: true,
                },
              ]
            : []),
          { id: 'export', label: keeping('act.export'), keys: ['F9'], run: () => setExporting(true), off: offline },
          {
            id: 'send',
            label: ticked.length > 1 ? `${peer('send.act')} (${ticked.length})` : peer('send.act'),
            keys: ['F10'],
            run: () => setSending(ticked.length > 0 ? ticked : [study]),
            off: offline,
          },
          {
            id: 'check',
            label: keeping('act.check'),
            run: () => !check.isPending && check.mutate({ studyUid: study.uid }),
            off: offline,
          },
          { id: 'remove', label: text('act.remove'), keys: ['Shift+Delete'], run: () => ask('remove'), off: offline },
        ]),
  ];
  useActions({ title: text('title'), depth: 2 }, acts);
  const reasons = {
    match: [text('match.reason.late'), text('match.reason.typed')],
    unlink: [text('unlink.reason.wrong')],
    undo: [text('unlink.reason.wrong')],
    remove: [text('remove.reason.test'), text('remove.reason.double')],
    restore: [text('restore.reason.wrong')],
    purge: [keeping('purge.reason.test'), keeping('purge.reason.request')],
  };
  return (
    <>
      <header className="pane-head">
        <h2>{study.examId ? text('linked') : text('proposals')}</h2>
        {study.examId || study.removedAt ? null : (
          <InputGroup
            size="small"
            value={words}
            onValueChange={setWords}
            placeholder={text('proposals.search')}
            aria-label={text('proposals.search')}
          />
        )}
      </header>
      <div className="pane-scroll">
        {study.removedAt ? <TrashFacts study={study} /> : null}
        {study.examId && linked.data ? <ExamLine exam={linked.data} /> : null}
        {study.examId || study.removedAt ? null : proposals.length === 0 ? (
          <EmptyPanel glyph="search" title={text('proposals.none')} hint={text('proposals.none.hint')} />
        ) : (
          <ul className="proposals">
            {proposals.map((proposal) => (
              <li key={proposal.exam.id} data-testid="proposal">
                <ExamLine exam={proposal.exam} />
                <p className="agreement">
                  {proposal.agrees.map((each) => (
                    <span key={each} className="agrees">
                      ✓ {text(`agree.${each}`)}
                    </span>
                  ))}
                  {proposal.contradicts.map((each) => (
                    <span key={each} className="contradicts">
                      ✗ {text(`against.${each}`)}
                    </span>
                  ))}
                </p>
                <Button
                  size="small"
                  intent={proposal === best ? 'primary' : 'none'}
                  disabled={offline !== null}
                  onClick={() => ask('match', proposal.exam)}
                  data-testid="match"
                >
                  {text('act.match')} {proposal === best ? <KeyCap name="F6" /> : null}
                </Button>
              </li>
            ))}
          </ul>
        )}
        {study.examId || study.removedAt ? null : <p className="note">{text('proposals.days', { count: days })}</p>}
      </div>
      <footer className="report-acts">
        {acts
          .filter((act) => act.id !== 'match')
          .map((act) => (
            <Button
              key={act.id}
              disabled={Boolean(act.off)}
              title={act.off ?? undefined}
              onClick={act.run}
              data-testid={`study-${act.id}`}
            >
              {act.label} {act.keys ? <KeyCap name={act.keys[0] ?? ''} /> : null}
            </Button>
          ))}
      </footer>
      {sending ? <SendDialog studies={sending} onClose={() => setSending(null)} /> : null}
      {making === null ? null : (
        <MakeDialog
          study={study}
          revision={making}
          likely={asked ? undefined : best?.exam}
          onClose={() => setMaking(null)}
          onDone={({ patient, accessionNumber }) => {
            queries.invalidateQueries({ queryKey: query.imaging.key() });
            show({ tone: 'done', title: text('make.done', { name: patient.name, accession: accessionNumber }) });
            setMaking(null);
          }}
        />
      )}
      {exporting ? <ExportDialog study={study} onClose={() => setExporting(false)} /> : null}
      {dialog ? (
        <ReasonDialog
          title={
            dialog.kind === 'purge'
              ? keeping('purge.title', { study: name })
              : text(`${dialog.kind}.title`, { name: dialog.exam?.patient.name ?? '', study: name })
          }
          lead={
            dialog.kind === 'match'
              ? text('match.lead', { study: name })
              : dialog.kind === 'remove'
                ? text('remove.lead')
                : dialog.kind === 'purge'
                  ? keeping('purge.lead')
                  : null
          }
          ready={reasons[dialog.kind]}
          confirm={
            dialog.kind === 'purge'
              ? keeping('act.purge')
              : text(dialog.kind === 'match' ? 'act.match' : `act.${dialog.kind}`)
          }
          busy={busy}
          onClose={() => setDialog(null)}
          onConfirm={send}
          testId="archive-reason"
        />
      ) : null}
    </>
  );
}

function ExamLine({ exam }: { exam: ExamDocument }) {
  return (
    <p className="exam-line">
      <b>{exam.patient.name}</b> <PatientNumber number={exam.patient.number} />
      <span>
        {exam.modality} {exam.procedureName}
      </span>
      <span className="number">{exam.accessionNumber}</span>
      <ImagesMark exam={exam} />
      <ReportChip state={exam.report.state} />
      <span className="number">{shortTime(exam.registeredAt ?? exam.requestedAt, new Date())}</span>
    </p>
  );
}
