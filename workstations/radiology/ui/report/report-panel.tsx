// The report beside the images: text, figures, templates; signing, giving back, releasing, amending, recalling.
import { useQueryClient } from '@tanstack/react-query';
import { type CSSProperties, type RefObject, useImperativeHandle, useRef, useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type {
  ExamReport,
  ExamReportContent,
  ExamReportTemplate,
  KeyImage,
  ReportMeasurement,
} from '../../../../core/reporting/exam-report.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useReadsFor, useRightsAt, useSession } from '../../../../renderer/client/session.tsx';
import { useLayoutChoice, useLayoutNumber } from '../../../../renderer/i18n/preferences.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { Splitter } from '../../../../renderer/parts/splitter.tsx';
import { useSize } from '../../../../renderer/parts/use-size.ts';
import { useConfirmations, useConfirmersAsked } from '../../../../renderer/remote/confirmation.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import type { PriorChoice } from '../case/use-priors.ts';
import { Aside, asideTabs } from './aside.tsx';
import { ClashDialog } from './clash-dialog.tsx';
import { measurementText, withKeyImage, withMeasurement } from './content.ts';
import { Editor, type EditorHandle } from './editor.tsx';
import { Fields } from './fields.tsx';
import { Figures } from './figures.tsx';
import { withTemplate } from './rank-templates.ts';
import { ReportActs } from './report-acts.tsx';
import { StatusStrip } from './status-strip.tsx';
import { useReportText } from './texts.ts';
import { useLibrary } from './use-library.ts';
import { useLock } from './use-lock.ts';
import { type Mode, modeOf, standsBack, turnsByAct, useEditions, useWriting } from './use-report.ts';

/** What the images give to the report. */
export interface ReportDoor {
  addKeyImage: (image: KeyImage) => void;
  addMeasurement: (measurement: ReportMeasurement) => void;
}

interface ReportPanelProps {
  exam: ExamDocument;
  look: boolean;
  priors: PriorChoice;
  door: RefObject<ReportDoor | null>;
  onNext: () => void;
}

/** Heights in px where what helps to write stands below the text; its share until somebody has moved the line. */
const asideLeast = 120;
const textLeast = 160;
const asideShare = 0.42;

export function ReportPanel(props: ReportPanelProps) {
  const editions = useEditions(props.exam.id);
  const can = useRightsAt(props.exam);
  const reads = useReadsFor(props.exam);
  const confirmationOf = useConfirmations();
  const confirmersAsked = useConfirmersAsked();
  const { person } = useSession();
  const { look } = props;
  const examId = props.exam.id;
  const former = useRef<{ examId: string; look: boolean; mode: Mode; byAct: boolean } | null>(null);
  const [joined, setJoined] = useState<string | null>(null);
  const begunHere = useRef<string | null>(null);
  return (
    <Answer of={editions}>
      {(list) => {
        const current = list[0] ?? null;
        // Only those whom the reading institution designated take a remote report to release it.
        if (current?.state === 'submitted' && confirmersAsked(props.exam)) return null;
        const confirms = confirmationOf(props.exam, current?.authorId)?.mine ?? true;
        const mayReview = can('radiology.review') && confirms;
        const me = { personId: person.id, mayWrite: can('radiology.write'), mayReview, reads };
        const own = look ? 'read' : modeOf(props.exam, current, me);
        // A case that was only looked at and is opened to be written is opened anew.
        const same = former.current?.examId === examId && former.current.look === look ? former.current : null;
        const before = same?.mode ?? null;
        const back = joined !== current?.id && standsBack(before, own, current, person.id);
        const mode = back ? 'read' : own;
        const acted = current !== null && (joined === current.id || begunHere.current === current.id);
        // Remembered with the mode: it is asked when the mode begins, and the mode may be drawn again before that.
        const byAct = same?.mode === mode ? same.byAct : turnsByAct(before, acted);
        former.current = { examId, look, mode, byAct };
        return (
          <OpenReport
            key={`${props.exam.id} ${mode} ${current?.edition ?? 1}`}
            {...props}
            mode={mode}
            byAct={byAct}
            current={current}
            editions={list}
            onBegun={(id) => {
              begunHere.current = id;
            }}
            onJoin={back && current ? () => setJoined(current.id) : null}
          />
        );
      }}
    </Answer>
  );
}

interface OpenReportProps extends ReportPanelProps {
  mode: Mode;
  /** Whether an act of this window led to the mode. */
  byAct: boolean;
  current: ExamReport | null;
  editions: readonly ExamReport[];
  /** An edition was begun, or changed its state, by an act of this window. */
  onBegun: (reportId: string) => void;
  /** Goes on with what another person has begun; null where nobody has. */
  onJoin: (() => void) | null;
}

function OpenReport(props: OpenReportProps) {
  const { exam, look, priors, door, onNext, mode, byAct, current, editions, onBegun, onJoin } = props;
  const text = useReportText();
  const { query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const can = useRightsAt(exam);
  const lastSave = useRef(() => Promise.resolve());
  const lock = useLock(exam, { wanted: mode !== 'read', byAct }, lastSave);
  const writing = useWriting({ exam, current, mode, lock, lastSave });
  const [tab, setTab] = useLayoutChoice('radiology.aside', asideTabs, 'templates');
  const editor = useRef<EditorHandle>(null);
  const [body, size] = useSize<HTMLDivElement>();
  const [storedHeight, setStoredHeight] = useLayoutNumber('radiology.asideHeight', 0);
  const most = Math.max(asideLeast, size.height - textLeast);
  const height = Math.min(storedHeight || Math.round(size.height * asideShare), most);
  // One click puts the prior text in the place of one's own: it can be had back.
  const [replaced, setReplaced] = useState<Pick<ExamReportContent, 'findings' | 'impression'> | null>(null);
  const library = useLibrary();
  // While the lock is asked for one may already type: it is sent when the lock is there.
  const off = mode === 'read' || lock.state.kind === 'refused' || lock.state.kind === 'lost';
  const content = mode === 'read' && current ? current.content : writing.draft.content;

  useImperativeHandle(door, () => ({
    addKeyImage(image) {
      if (off) return;
      const keyImages = withKeyImage(writing.draft.content.keyImages, image);
      if (!keyImages) {
        show({ tone: 'waiting', title: text('keyImage.full') });
        return;
      }
      writing.change({ keyImages });
      writing.saveNow();
      show({ tone: 'done', title: text('keyImage.added', { number: keyImages.length }) });
    },
    addMeasurement(measurement) {
      if (off) return;
      writing.change({ measurements: withMeasurement(writing.draft.content.measurements, measurement) });
      show({
        tone: 'done',
        title: text('measurement.added', { label: measurement.label, value: measurementText(measurement) }),
      });
    },
  }));

  const take = (template: ExamReportTemplate, how: 'add' | 'replace') => {
    if (off) return;
    writing.change(withTemplate(writing.draft.content, template, how));
    show({ tone: 'done', title: text('templates.added', { name: template.name }) });
  };
  const takePrior = ({ findings, impression }: ExamReportContent) => {
    const { content: mine } = writing.draft;
    if (`${mine.findings}${mine.impression}`.trim() !== '')
      setReplaced({ findings: mine.findings, impression: mine.impression });
    writing.change({ findings, impression });
  };
  const undoPrior = () => {
    if (replaced) writing.change(replaced);
    setReplaced(null);
  };
  const stored = (report: ExamReport) => {
    onBegun(report.id);
    queries.setQueryData<ExamReport[]>(query.examReports.ofExam.queryKey({ input: { examId: exam.id } }), (before) =>
      [report, ...(before ?? []).filter((each) => each.id !== report.id)].toSorted(
        (left, right) => right.edition - left.edition,
      ),
    );
    queries.invalidateQueries({ queryKey: query.orders.exam.key({ input: { examId: exam.id } }) });
  };
  const template = library.data?.templates.find((each) => each.id === content.templateId);
  return (
    <div className="report" data-testid="report-panel" data-mode={mode}>
      <div className="report-main">
        <StatusStrip
          exam={exam}
          current={current}
          mode={mode}
          look={look}
          lock={lock}
          writing={writing}
          mayWrite={can('radiology.write')}
          onJoin={onJoin}
        />
        <div
          className="report-body"
          ref={body}
          style={{ '--report-aside': height > 0 ? `${height}px` : undefined } as CSSProperties}
        >
          <div className="report-scroll">
            <Editor
              content={content}
              off={off}
              onChange={writing.change}
              onLeave={writing.saveNow}
              handle={editor}
              afterFindings={
                <Fields content={content} template={template?.fields} off={off} onChange={writing.change} />
              }
            />
            <Figures
              content={content}
              off={off}
              onChange={writing.change}
              onInsert={(words) => editor.current?.insert(words)}
            />
          </div>
          <Splitter
            label={text('aside.splitter')}
            direction="rows"
            value={height}
            minimum={asideLeast}
            maximum={most}
            after
            onChange={setStoredHeight}
          />
          <Aside
            tab={tab}
            onTab={setTab}
            exam={exam}
            editions={editions}
            priors={priors}
            templates={library.data?.templates ?? null}
            phrases={library.data?.phrases ?? []}
            content={content}
            off={off}
            onTemplate={take}
            onPhrase={(phrase) =>
              editor.current?.insert(phrase.text, phrase.part === 'impression' ? 'impression' : undefined)
            }
            onUsePrior={takePrior}
            onUndoPrior={replaced && undoPrior}
          />
        </div>
        <ReportActs
          exam={exam}
          mode={mode}
          off={off}
          current={current}
          content={content}
          writing={writing}
          editor={editor}
          onStored={stored}
          onNext={onNext}
        />
      </div>
      {writing.clash && !writing.putOff ? (
        <ClashDialog
          clash={writing.clash}
          mine={writing.draft.content}
          onDecide={writing.decide}
          onClose={() => writing.setPutOff(true)}
        />
      ) : null}
    </div>
  );
}
