// Below the grid: graphs, trend, milestones and remark of the specimen, one at a time.
import { type ReactNode, useState } from 'react';
import type { Dictionaries } from '../../../../core/lab/dictionary.ts';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { useLayoutChoice } from '../../../../renderer/i18n/preferences.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { HistogramPanel } from './histogram-panel.tsx';
import type { LineView } from './line-view.ts';
import { MilestonesPanel } from './milestones-panel.tsx';
import { RemarkPanel } from './remark-panel.tsx';
import { useResultText } from './texts.ts';
import { TrendPanel } from './trend-panel.tsx';

const tabs = ['histogram', 'trend', 'milestones', 'remark'] as const;
type Tab = (typeof tabs)[number];
const keys: Record<Tab, string> = { histogram: 'Alt+H', trend: 'Alt+T', milestones: 'Alt+M', remark: 'Alt+R' };

interface DetailTabsProps {
  document: SpecimenDocument;
  dictionaries: Dictionaries | null;
  view: LineView | null;
  remarkLocked: string | null;
}

export function DetailTabs({ document, dictionaries, view, remarkLocked }: DetailTabsProps) {
  const text = useResultText();
  const [tab, setTab] = useLayoutChoice('lab.result.tab', tabs, 'histogram');
  const [draft, setDraft] = useState<string | null>(null);
  useActions(
    { title: text('tabs'), depth: 2 },
    tabs.map((name) => ({
      id: `result.${name}`,
      label: text(`action.${name}`),
      keys: [keys[name]],
      run: () => setTab(name),
      movement: true,
    })),
  );
  const panels: Record<Tab, () => ReactNode> = {
    histogram: () => <HistogramPanel attachments={document.attachments} />,
    trend: () => <TrendPanel patientId={document.patient.id} specimenId={document.id} view={view} />,
    milestones: () => <MilestonesPanel document={document} />,
    remark: () => (
      <RemarkPanel
        document={document}
        dictionaries={dictionaries}
        locked={remarkLocked}
        draft={draft}
        onDraft={setDraft}
      />
    ),
  };
  const marks: Partial<Record<Tab, string>> = {
    histogram: document.attachments.length > 0 ? String(document.attachments.length) : '',
    remark: draft !== null ? text('remark.changed') : document.remark ? '●' : '',
  };
  return (
    <section className="result-detail" aria-label={text('tabs')}>
      <div className="result-tabs" role="tablist">
        {tabs.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={name === tab}
            title={keys[name]}
            data-testid={`result-tab-${name}`}
            onClick={() => setTab(name)}
          >
            {text(`action.${name}`)}
            {marks[name] ? <small>{marks[name]}</small> : null}
          </button>
        ))}
      </div>
      <div className="result-panel" role="tabpanel">
        {panels[tab]()}
      </div>
    </section>
  );
}
