// Beside the text: templates, phrases, the prior report, editions, the request; one tab at a time.
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type {
  ExamPhrase,
  ExamReport,
  ExamReportContent,
  ExamReportTemplate,
} from '../../../../core/reporting/exam-report.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { useAttachmentCount } from '../../../../renderer/remote/attachments/use-attachments.ts';
import type { PriorChoice } from '../case/use-priors.ts';
import { ExternalPriorList } from './external-priors.tsx';
import { HistoryTab } from './history-tab.tsx';
import { PriorTab } from './prior-tab.tsx';
import { quickTemplates } from './rank-templates.ts';
import { RequestTab } from './request-tab.tsx';
import { PhrasesTab, TemplatesTab } from './templates-tab.tsx';
import { useReportText } from './texts.ts';

const none: readonly ExamReportTemplate[] = [];

export const asideTabs = ['templates', 'phrases', 'prior', 'history', 'request'] as const;
export type AsideTab = (typeof asideTabs)[number];

interface AsideProps {
  tab: AsideTab;
  onTab: (tab: AsideTab) => void;
  exam: ExamDocument;
  editions: readonly ExamReport[];
  priors: PriorChoice;
  /** Null while they are being read. */
  templates: readonly ExamReportTemplate[] | null;
  phrases: readonly ExamPhrase[];
  content: ExamReportContent;
  off: boolean;
  onTemplate: (template: ExamReportTemplate, mode: 'add' | 'replace') => void;
  onPhrase: (phrase: ExamPhrase) => void;
  onUsePrior: (content: ExamReportContent) => void;
  onUndoPrior: (() => void) | null;
}

export function Aside(props: AsideProps) {
  const text = useReportText();
  const { tab, onTab, exam, off } = props;
  const documents = useAttachmentCount(exam);
  const templateSearch = useRef<HTMLInputElement>(null);
  const phraseSearch = useRef<HTMLInputElement>(null);
  const find = (to: AsideTab, field: RefObject<HTMLInputElement | null>) => {
    onTab(to);
    requestAnimationFrame(() => field.current?.focus());
  };
  const templates = props.templates ?? none;
  const quick = quickTemplates(templates, exam);
  // A reader is quicker than the first reading of the templates: the key waits for them.
  const [awaited, setAwaited] = useState(false);
  const loading = props.templates === null;
  const takeFirst = useRef(() => {});
  takeFirst.current = () => quick[0] && !off && props.onTemplate(quick[0], 'add');
  useEffect(() => {
    if (!awaited || loading) return;
    setAwaited(false);
    takeFirst.current();
  }, [awaited, loading]);
  const early = { id: 'template-early', label: text('act.templates'), keys: ['F2'], run: () => setAwaited(true) };
  useActions({ title: text('tab.templates'), depth: 2 }, [
    ...(loading ? [early] : []),
    ...quick.map((template, index) => ({
      id: `template-${index}`,
      label: text('act.template', { number: index + 1, name: template.name }),
      keys: index === 0 ? ['F2', 'Alt+Shift+1'] : [`Alt+Shift+${index + 1}`],
      run: () => props.onTemplate(template, 'add'),
      off: off ? text('status.read') : null,
      main: index === 0,
    })),
    { id: 'templates', label: text('act.templates'), keys: ['Alt+T'], run: () => find('templates', templateSearch) },
    { id: 'phrases', label: text('act.phrases'), keys: ['Alt+Y'], run: () => find('phrases', phraseSearch) },
  ]);
  return (
    <section className="report-aside">
      <Segments
        label={text('report')}
        value={tab}
        onChange={onTab}
        options={asideTabs.map((value) => ({
          value,
          label: text(`tab.${value}`),
          ...(value === 'prior' ? { count: props.priors.list.length + props.priors.outside.list.length } : {}),
          ...(value === 'request' && documents > 0 ? { count: documents } : {}),
        }))}
        testId="report-tabs"
      />
      {tab === 'templates' ? (
        <TemplatesTab
          exam={exam}
          templates={templates}
          off={off}
          searchRef={templateSearch}
          onTake={props.onTemplate}
        />
      ) : null}
      {tab === 'phrases' ? (
        <PhrasesTab phrases={props.phrases} off={off} searchRef={phraseSearch} onTake={props.onPhrase} />
      ) : null}
      {tab === 'prior' ? (
        <PriorTab
          outside={<ExternalPriorList exam={exam} priors={props.priors.outside} />}
          priors={props.priors.list}
          chosen={props.priors.chosen}
          onChoose={props.priors.choose}
          shown={props.priors.shown}
          onShowImages={() => props.priors.show(true)}
          content={props.content}
          off={off}
          onUse={props.onUsePrior}
          onUndo={props.onUndoPrior}
        />
      ) : null}
      {tab === 'history' ? <HistoryTab editions={props.editions} /> : null}
      {tab === 'request' ? <RequestTab exam={exam} /> : null}
    </section>
  );
}
