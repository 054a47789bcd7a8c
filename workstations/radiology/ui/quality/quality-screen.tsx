// The QC desk: indicators, samples, reasons and limits for the manager; feedback on their own images for technicians.
import { useState } from 'react';
import type { Right } from '../../../../core/identity/rights.ts';
import { useRights } from '../../../../renderer/client/session.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { FeedbackTab } from './feedback-tab.tsx';
import { IndicatorsTab } from './indicators-tab.tsx';
import { useManagerText } from './manager-texts.ts';
import { SamplesTab } from './samples-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';

const tabs = ['indicators', 'samples', 'feedback', 'settings'] as const;
type Tab = (typeof tabs)[number];

const needs: Readonly<Record<Tab, Right>> = {
  indicators: 'radiology.quality',
  samples: 'radiology.quality',
  feedback: 'radiology.acquire',
  settings: 'radiology.quality',
};

const views: Readonly<Record<Tab, () => React.ReactNode>> = {
  indicators: () => <IndicatorsTab />,
  samples: () => <SamplesTab />,
  feedback: () => <FeedbackTab />,
  settings: () => <SettingsTab />,
};

export function QualityScreen() {
  const text = useManagerText();
  const can = useRights();
  const offered = tabs.filter((tab) => can(needs[tab]));
  const [chosen, setChosen] = useState<Tab | null>(null);
  const tab = chosen ?? offered[0] ?? 'feedback';
  const move = (step: number) => {
    const next = offered[(offered.indexOf(tab) + step + offered.length) % offered.length];
    if (next) setChosen(next);
  };
  useActions({ title: text('title'), depth: 1 }, [
    { id: 'quality.tab.next', label: text('title'), keys: ['Alt+Right'], run: () => move(1), movement: true },
    { id: 'quality.tab.previous', label: text('title'), keys: ['Alt+Left'], run: () => move(-1), movement: true },
  ]);
  return (
    <section className="radiology quality pane pane-whole" data-testid="quality">
      <header className="pane-head">
        <h2>{text('title')}</h2>
        {offered.length > 1 ? (
          <Segments
            label={text('title')}
            value={tab}
            onChange={setChosen}
            options={offered.map((value) => ({ value, label: text(`tab.${value}`) }))}
            testId="quality-tabs"
          />
        ) : null}
      </header>
      {views[tab]()}
    </section>
  );
}
