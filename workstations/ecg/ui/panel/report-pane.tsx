// The right side: measurements, danger, statements, the text of the report and the acts that sign it.
import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { pairingFaults } from '../../../../core/ecg/flow/pairing.ts';
import type { RecordingDetail, RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import { isJudged } from '../../../../core/ecg/flow/risk.ts';
import type { QtcFormula } from '../../../../core/ecg/measure/qtc.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useRightsAt } from '../../../../renderer/client/session.tsx';
import { clock } from '../../../../renderer/format/time.ts';
import { useLayoutChoice } from '../../../../renderer/i18n/preferences.tsx';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { type Action, useActions } from '../../../../renderer/keys/actions.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { SignatureList } from '../../../../renderer/signing/signature-list.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { RemoteNotice } from '../remote/remote-notice.tsx';
import { againstRules } from './against-rules.ts';
import { blankValues, openBlanks } from './blanks.ts';
import { Comparison } from './comparison.tsx';
import { withComparison, withStatements } from './content.ts';
import { Findings } from './findings.tsx';
import { LeftOver } from './left-over.tsx';
import { formulas, Measurements } from './measurements.tsx';
import { MedianTab } from './median-tab.tsx';
import { OutputDialog } from './output-dialog.tsx';
import { ReaderRules } from './reader-rules.tsx';
import { ReportDialogs } from './report-dialogs.tsx';
import { ReportText } from './report-text.tsx';
import { Statements, useFaultText } from './statements.tsx';
import { Strips } from './strips.tsx';
import { useReportDesk } from './use-report.ts';
import { useReportActs } from './use-report-acts.ts';
import { useReviewed } from './use-reviewed.ts';
import { reportMeasurements, valueRows } from './values.ts';

interface PaneProps {
  exam: ExamDocument;
  detail: RecordingDetail | null;
  previous: RecordingDocument | null;
  onShow: (fromMs: number) => void;
  /** First instant of the page on the screen. */
  pageFrom: () => number;
  /** After a signature: the next that waits. */
  onDone: () => void;
}

const tabs = ['report', 'median'] as const;

/** Keyed by the exam, so that nothing typed for one is carried to the next. */
export function ReportPane({ exam, detail, previous, onShow, pageFrom, onDone }: PaneProps) {
  const text = useEcgText();
  const locale = useLocale();
  const { query } = useApi();
  const can = useRightsAt(exam);
  const faultText = useFaultText();
  const desk = useReportDesk(exam);
  const [tab, setTab] = useLayoutChoice('ecg.tab', tabs, 'report');
  const [formula, setFormula] = useLayoutChoice<QtcFormula>('ecg.formula', formulas, 'bazett');
  const terms = useQuery(query.ecg.terms.queryOptions({ staleTime: 300_000 })).data ?? [];
  const templates = useQuery(
    query.examReports.templates.queryOptions({ input: { service: 'ecg' }, staleTime: 300_000 }),
  ).data;
  const { content, report } = desk;
  const editable = desk.writing || (exam.report.state === 'submitted' && can('ecg.review'));
  const { shown, change } = useReviewed(exam.report.state === 'submitted', report, content, desk.change);

  const blanks = openBlanks(shown);
  const faults = [
    ...pairingFaults(shown.statements, terms).map(faultText),
    ...(blanks.length > 0 ? [text('blanks.open', { blanks: blanks.join(' ') })] : []),
    ...againstRules(shown, detail?.recording.risk.findings ?? [], exam.risk).map(({ zh, en }) =>
      text('sign.against', { finding: locale === 'en' ? en : zh }),
    ),
  ];
  const acts = useReportActs({ exam, desk, shown, onDone });
  const { actions } = acts;

  const otherTab = tab === 'report' ? 'median' : 'report';
  useActions({ title: text('tab.report'), depth: 1 }, [
    { id: 'ecg.tab', label: text(`tab.${otherTab}`), keys: ['Alt+K'], run: () => setTab(otherTab), movement: true },
  ]);

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
      <LeftOver leftOver={desk.leftOver} report={desk.report} off={desk.writing ? null : (actions.write.off ?? null)} />
      {tab === 'median' ? (
        <MedianTab key={detail?.recording.id ?? ''} detail={detail} />
      ) : (
        <div className={`ecg-pane-body ${editable ? 'is-writing' : ''}`}>
          <div className="ecg-pane-facts">
            <RemoteNotice exam={exam} writing={desk.writing} onAssign={() => acts.setDialog('assign')} />
            {detail ? (
              <Findings
                findings={detail.recording.risk.findings}
                isJudged={isJudged(detail.measurement)}
                onShow={onShow}
              />
            ) : null}
            {detail ? <ReaderRules onMark={actions.critical.off ? null : actions.critical.run} /> : null}
            {detail ? (
              <Measurements
                detail={detail}
                previous={previous}
                formula={formula}
                onFormula={setFormula}
                onInsert={editable ? insert : null}
              />
            ) : null}
            {detail ? (
              <Comparison
                detail={detail}
                previous={previous}
                formula={formula}
                onInsert={editable ? (line) => change(withComparison(shown, line)) : null}
              />
            ) : null}
          </div>
          <div className="ecg-pane-report">
            <Statements
              detail={detail}
              terms={terms}
              chosen={shown.statements}
              begun={desk.writing}
              onChange={editable ? (statements) => change(withStatements(shown, statements)) : null}
            />
            {exam.report.state === 'returned' && report?.returnReason ? (
              <p className="ecg-fault">{text('returned.reason', { reason: report.returnReason })}</p>
            ) : null}
            {desk.state === 'lost' ? (
              <p className="ecg-fault" role="alert">
                <b>{text('lock.lost')}</b> {text('lock.lost.hint')}
              </p>
            ) : null}
            <ReportText
              content={shown}
              change={change}
              editable={editable}
              templates={own}
              values={detail && blankValues(detail, formula)}
            />
            {detail ? (
              <Strips
                recording={detail.recording}
                strips={shown.strips ?? []}
                onChange={editable ? (strips) => change({ ...shown, strips }) : null}
                onShow={onShow}
                pageFrom={pageFrom}
              />
            ) : null}
            {report && report.signatures.length > 0 ? (
              <p className="ecg-quiet" data-testid="ecg-signatures">
                {report.signatures
                  .map((one) => {
                    const role = text(one.confirms ? 'signature.confirmed' : `signature.${one.role}`);
                    return `${role} ${one.personName} ${clock(one.at)}`;
                  })
                  .join('   ')}
              </p>
            ) : null}
            {report && report.signatures.length > 0 ? (
              <SignatureList examId={exam.id} reportId={report.id} version={report.version} />
            ) : null}
          </div>
        </div>
      )}
      <footer className="ecg-acts" role="toolbar">
        <small className={`ecg-save is-${desk.state}`} data-testid="ecg-save-state">
          {desk.writing
            ? desk.state === 'saved' && !desk.alone
              ? report
                ? text('saved', { time: clock(report.savedAt) })
                : ''
              : text(desk.alone ? 'unsaved.alone' : desk.state === 'saving' ? 'saving' : 'unsaved')
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
        {button(actions.output)}
        {actions.remote.off === null ? button(actions.remote) : null}
        {button(actions.critical)}
        {acts.gives && exam.report.state !== 'final' ? button(actions.give) : null}
      </footer>
      <ReportDialogs exam={exam} report={report} content={shown} change={change} acts={acts} faults={faults} />
      {acts.dialog === 'output' ? (
        <OutputDialog
          exam={exam}
          report={report}
          recording={detail?.recording ?? null}
          onClose={() => acts.setDialog(null)}
        />
      ) : null}
    </aside>
  );
}
