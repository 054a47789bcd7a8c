// The right side: measurements, danger, statements, the text of the report and the acts that sign it.
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { RecordingDetail, RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import type { QtcFormula } from '../../../../core/ecg/measure/qtc.ts';
import { type BeatMarks, valuesOf } from '../../../../core/ecg/paper/mark-values.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useRights, useSession } from '../../../../renderer/client/session.tsx';
import { MedianBeatView } from '../../../../renderer/ecg/median-beat.tsx';
import { clock } from '../../../../renderer/format/time.ts';
import { useLayoutChoice } from '../../../../renderer/i18n/preferences.tsx';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { type Action, useActions } from '../../../../renderer/keys/actions.tsx';
import { Pick, Segments } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { usePutExam } from '../queue/use-queue.ts';
import { beatData, machineMarks, storedMarks } from '../reading/marks.ts';
import { type ReportAct, refusalOf } from './act-rules.ts';
import { withStatements, withTemplate } from './content.ts';
import { CriticalDialog } from './critical-dialog.tsx';
import { Findings } from './findings.tsx';
import { formulas, Measurements } from './measurements.tsx';
import { pairingFaults } from './pairing.ts';
import { SignDialog } from './sign-dialog.tsx';
import { Statements, useFaultText } from './statements.tsx';
import { useReportDesk } from './use-report.ts';
import { useReviewed } from './use-reviewed.ts';
import { reportMeasurements, valueRows } from './values.ts';

interface PaneProps {
  exam: ExamDocument;
  detail: RecordingDetail | null;
  previous: RecordingDocument | null;
  onShow: (fromMs: number) => void;
  /** After a signature: the next that waits. */
  onDone: () => void;
}

type Dialog = 'submit' | 'release' | 'return' | 'recall' | 'amend' | 'critical';
const tabs = ['report', 'median'] as const;

/** Keyed by the exam, so that nothing typed for one is carried to the next. */
export function ReportPane({ exam, detail, previous, onShow, onDone }: PaneProps) {
  const text = useEcgText();
  const locale = useLocale();
  const { client, query } = useApi();
  const { show } = useToasts();
  const session = useSession();
  const can = useRights();
  const online = useOnline();
  const put = usePutExam();
  const faultText = useFaultText();
  const desk = useReportDesk(exam);
  const [tab, setTab] = useLayoutChoice('ecg.tab', tabs, 'report');
  const [formula, setFormula] = useLayoutChoice<QtcFormula>('ecg.formula', formulas, 'bazett');
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const terms = useQuery(query.ecg.terms.queryOptions({ staleTime: 300_000 })).data ?? [];
  const templates = useQuery(
    query.examReports.templates.queryOptions({ input: { service: 'ecg' }, staleTime: 300_000 }),
  ).data;
  const { content, report } = desk;
  const editable = desk.writing || (exam.report.state === 'submitted' && can('ecg.review'));
  const { shown, change } = useReviewed(exam.report.state === 'submitted', report, content, desk.change);

  const finish = (word: 'done.submitted' | 'done.released' | 'done.returned' | 'done.recalled', next: boolean) => {
    show({ tone: 'done', title: `${text(word)}：${exam.patient.name}` });
    setDialog(null);
    if (next) onDone();
  };
  const submit = useCommand(client.examReports.submit, {
    onDone: (after) => {
      desk.took(after);
      finish('done.submitted', true);
    },
  });
  const release = useCommand(client.examReports.release, {
    onDone: (after) => {
      desk.took(after);
      finish('done.released', true);
    },
  });
  const giveBack = useCommand(client.examReports.giveBack, {
    onDone: (after) => {
      desk.took(after);
      finish('done.returned', false);
    },
  });
  const recall = useCommand(client.examReports.recall, {
    onDone: (after) => {
      desk.took(after);
      finish('done.recalled', false);
    },
  });
  const amend = useCommand(client.examReports.amend, {
    onDone: (after) => {
      desk.took(after);
      setDialog(null);
      void desk.start();
    },
  });
  const assign = useCommand(client.orders.assign, { onDone: put });

  const now = {
    exam,
    personId: session.person.id,
    can,
    online,
    writing: desk.writing,
    impression: shown.impression,
  };
  const off = (act: ReportAct): string | null => {
    const refusal = refusalOf(act, now);
    if (refusal === null) return null;
    if (refusal === 'locked') return text('off.locked', { name: exam.lock?.personName ?? '' });
    if (refusal === 'state') return text('off.state', { state: text(`report.${exam.report.state}`) });
    return text(`off.${refusal}`);
  };
  const faults = pairingFaults(shown.statements, terms).map(faultText);
  const sign = async () => {
    const stored = await desk.save();
    const target = stored ?? report;
    if (!target) return;
    submit.mutate({ reportId: target.id, expectedVersion: target.version, content: shown });
  };
  const actions = {
    write: {
      id: 'ecg.write',
      label: text('act.write'),
      keys: ['F4'],
      off: desk.writing ? null : off('write'),
      run: () => void desk.start(),
      main: true,
    },
    save: {
      id: 'ecg.save',
      label: text('act.save'),
      keys: ['Ctrl+S'],
      off: desk.writing ? null : text('off.notWriting'),
      run: () => void desk.save(),
    },
    submit: {
      id: 'ecg.submit',
      label: text('act.submit'),
      keys: ['F6'],
      off: off('submit'),
      run: () => setDialog('submit'),
      main: true,
    },
    release: {
      id: 'ecg.release',
      label: text('act.release'),
      keys: ['F7'],
      off: off('release'),
      run: () => setDialog('release'),
      main: true,
    },
    return: {
      id: 'ecg.return',
      label: text('act.return'),
      keys: ['F8'],
      off: off('return'),
      run: () => setDialog('return'),
    },
    print: {
      id: 'ecg.print',
      label: text('act.print'),
      keys: ['F9'],
      off: off('print'),
      run: () => report && window.open(`/exam-reports/pdf?id=${report.id}`, '_blank', 'noopener'),
      main: true,
    },
    amend: {
      id: 'ecg.amend',
      label: text('act.amend'),
      keys: ['Ctrl+F7'],
      off: off('amend'),
      run: () => setDialog('amend'),
    },
    recall: {
      id: 'ecg.recall',
      label: text('act.recall'),
      keys: ['Ctrl+F8'],
      off: off('recall'),
      run: () => setDialog('recall'),
    },
    critical: {
      id: 'ecg.critical',
      label: text('act.critical'),
      keys: ['Alt+W'],
      off: off('critical'),
      run: () => setDialog('critical'),
    },
    assign: {
      id: 'ecg.assign',
      label: text('act.assign'),
      keys: ['Alt+R'],
      off: can('ecg.write') ? null : text('off.right'),
      run: () =>
        assign.mutate({ examId: exam.id, expectedVersion: exam.version, personId: session.person.id, reason: '' }),
    },
  } satisfies Record<string, Action>;
  useActions({ title: text('tab.report'), depth: 1 }, Object.values(actions));

  const button = (action: Action, primary = false) => (
    <Button
      key={action.id}
      size="small"
      intent={primary ? 'primary' : 'none'}
      disabled={Boolean(action.off)}
      title={action.off ?? action.keys?.[0]}
      onClick={action.run}
      data-testid={action.id.replace('.', '-')}
    >
      {action.label} {primary ? <KeyCap name={action.keys?.[0] ?? ''} /> : null}
    </Button>
  );
  const insert = () =>
    detail &&
    change({
      ...shown,
      measurements: reportMeasurements(
        valueRows(detail, previous, formula),
        formula,
        (key) => text(key),
        detail.recording.id,
      ),
    });
  const own = (templates?.templates ?? []).filter((one) => one.active);

  return (
    <aside className="ecg-pane" aria-label={text('tab.report')}>
      <Segments
        label={text('tab.report')}
        value={tab}
        onChange={setTab}
        options={tabs.map((value) => ({ value, label: text(`tab.${value}`) }))}
        testId="ecg-tabs"
      />
      {tab === 'median' ? (
        <MedianTab detail={detail} />
      ) : (
        <div className="ecg-pane-scroll">
          {detail ? <Findings findings={detail.recording.risk.findings} onShow={onShow} /> : null}
          {detail ? (
            <Measurements
              detail={detail}
              previous={previous}
              formula={formula}
              onFormula={setFormula}
              onInsert={editable ? insert : null}
            />
          ) : null}
          <Statements
            detail={detail}
            terms={terms}
            chosen={shown.statements}
            onChange={editable ? (statements) => change(withStatements(shown, statements)) : null}
          />
          {exam.report.state === 'returned' && report?.returnReason ? (
            <p className="ecg-fault">{text('returned.reason', { reason: report.returnReason })}</p>
          ) : null}
          {desk.state === 'lost' ? (
            <p className="ecg-fault" role="alert">
              {text('lock.lost')}：{text('lock.lost.hint')}
            </p>
          ) : null}
          <div className="ecg-report-text">
            <label>
              <span>{text('findingsText')}</span>
              <textarea
                rows={2}
                readOnly={!editable}
                value={shown.findings}
                maxLength={20_000}
                data-testid="ecg-findings"
                onChange={(event) => change({ ...shown, findings: event.currentTarget.value })}
              />
            </label>
            <label>
              <span>{text('impression')}</span>
              <textarea
                rows={4}
                readOnly={!editable}
                value={shown.impression}
                maxLength={10_000}
                data-testid="ecg-impression"
                onChange={(event) => change({ ...shown, impression: event.currentTarget.value })}
              />
            </label>
            <div className="ecg-report-row">
              <Segments
                label={text('positive')}
                value={shown.positive === null ? 'open' : shown.positive ? 'yes' : 'no'}
                onChange={(value) =>
                  editable && change({ ...shown, positive: value === 'open' ? null : value === 'yes' })
                }
                options={(['open', 'yes', 'no'] as const).map((value) => ({ value, label: text(`positive.${value}`) }))}
                testId="ecg-positive"
              />
              {editable && own.length > 0 ? (
                <Pick
                  label={text('templates')}
                  value=""
                  onChange={(id) => {
                    const template = own.find((one) => one.id === id);
                    if (template) change(withTemplate(shown, template));
                  }}
                  options={[
                    { value: '', label: text('template.pick') },
                    ...own.map((one) => ({ value: one.id, label: [...one.path, one.name].join(' / ') })),
                  ]}
                />
              ) : null}
            </div>
          </div>
          {report && report.signatures.length > 0 ? (
            <p className="ecg-quiet">
              {report.signatures
                .map((one) => `${text(`signature.${one.role}`)} ${one.personName} ${clock(one.at)}`)
                .join('   ')}
            </p>
          ) : null}
        </div>
      )}
      <footer className="ecg-acts" role="toolbar">
        <small className={`ecg-save is-${desk.state}`} data-testid="ecg-save-state">
          {desk.writing
            ? desk.state === 'saved'
              ? report
                ? text('saved', { time: clock(report.savedAt) })
                : ''
              : text(desk.state === 'saving' ? 'saving' : 'unsaved')
            : text(`report.${exam.report.state}`)}
        </small>
        {exam.report.state === 'submitted'
          ? [button(actions.release, true), button(actions.return)]
          : exam.report.state === 'final'
            ? [button(actions.amend), button(actions.recall)]
            : desk.writing
              ? [button(actions.submit, true)]
              : [button(actions.write, true)]}
        {button(actions.print)}
        {button(actions.critical)}
      </footer>
      {dialog === 'submit' ? (
        <SignDialog
          title={text('submit.title')}
          confirm={text('act.submit')}
          exam={exam}
          content={shown}
          warnings={faults}
          onPositive={(positive) => change({ ...shown, positive })}
          busy={submit.isPending}
          onClose={() => setDialog(null)}
          onConfirm={() => void sign()}
        />
      ) : null}
      {dialog === 'release' && report ? (
        <SignDialog
          title={text('release.title')}
          confirm={text('act.release')}
          exam={exam}
          content={shown}
          warnings={faults}
          onPositive={(positive) => change({ ...shown, positive })}
          busy={release.isPending}
          onClose={() => setDialog(null)}
          onConfirm={() => release.mutate({ reportId: report.id, expectedVersion: report.version, content: shown })}
        />
      ) : null}
      {dialog === 'return' && report ? (
        <ReasonDialog
          title={text('return.title')}
          confirm={text('act.return')}
          busy={giveBack.isPending}
          onClose={() => setDialog(null)}
          onConfirm={(reason) => giveBack.mutate({ reportId: report.id, expectedVersion: report.version, reason })}
        />
      ) : null}
      {dialog === 'recall' && report ? (
        <ReasonDialog
          title={text('recall.title')}
          confirm={text('act.recall')}
          intent="danger"
          busy={recall.isPending}
          onClose={() => setDialog(null)}
          onConfirm={(reason) => recall.mutate({ reportId: report.id, expectedVersion: report.version, reason })}
        />
      ) : null}
      {dialog === 'amend' && report ? (
        <ReasonDialog
          title={text('amend.title')}
          confirm={text('act.amend')}
          busy={amend.isPending}
          onClose={() => setDialog(null)}
          onConfirm={(reason) => amend.mutate({ reportId: report.id, expectedVersion: report.version, reason })}
        />
      ) : null}
      {dialog === 'critical' ? (
        <CriticalDialog
          exam={exam}
          suggestion={
            exam.risk?.reasons.map((one) => (locale === 'en' ? one.textEn || one.text : one.text)).join('；') ?? ''
          }
          onClose={() => setDialog(null)}
        />
      ) : null}
    </aside>
  );
}

/** Marks on the median beat; a correction is a new version with its reason. */
function MedianTab({ detail }: { detail: RecordingDetail | null }) {
  const text = useEcgText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const can = useRights();
  const beat = detail?.measurement?.medianBeat ?? null;
  const [edited, setEdited] = useState<BeatMarks | null>(null);
  const [asking, setAsking] = useState(false);
  const save = useCommand(client.ecg.saveCorrection, {
    onDone: (after) => {
      show({ tone: 'done', title: text('correct.saved', { version: after.version }) });
      void queries.invalidateQueries({ queryKey: query.ecg.recording.key() });
      setEdited(null);
      setAsking(false);
    },
  });
  if (!detail || !beat) return <EmptyPanel glyph="trend" title={text('paper.none')} />;
  const stored = storedMarks(detail) ?? machineMarks(beat);
  const marks = edited ?? stored;
  const values = valuesOf(marks, detail.measurement?.rrMs ?? null);
  const figures: [string, number | null][] = [
    ['P', values.pMs],
    ['PR', values.prMs],
    ['QRS', values.qrsMs],
    ['QT', values.qtMs],
    ['QTcB', values.qtc?.bazett ?? null],
    ['QTcF', values.qtc?.fridericia ?? null],
  ];
  return (
    <div className="ecg-median-tab">
      <MedianBeatView
        beat={beatData(beat)}
        marks={marks}
        onMarks={setEdited}
        onReset={() => setEdited(machineMarks(beat))}
        locked={can('ecg.write') ? null : text('off.right')}
      />
      <dl className="ecg-median-values" data-testid="median-values">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="number">{value === null ? text('measure.absent') : `${Math.round(value)} ms`}</dd>
          </div>
        ))}
      </dl>
      <Button
        size="small"
        intent="primary"
        disabled={edited === null}
        onClick={() => setAsking(true)}
        text={text('correct.save')}
        data-testid="correct-save"
      />
      {asking ? (
        <ReasonDialog
          title={text('correct.save')}
          confirm={text('correct.save')}
          ready={[text('correct.reason.usual')]}
          busy={save.isPending}
          onClose={() => setAsking(false)}
          onConfirm={(reason) =>
            save.mutate({
              recordingId: detail.recording.id,
              expectedMeasurementVersion: detail.recording.measurementVersion,
              marks,
              reason,
            })
          }
        />
      ) : null}
    </div>
  );
}
