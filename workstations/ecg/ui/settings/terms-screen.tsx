// The bank of diagnosis terms and the report templates: standard ones to switch, department's and own ones to write.
import { useState } from 'react';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Templates } from './templates.tsx';
import { useTermText } from './term-texts.ts';
import { Terms } from './terms.tsx';

const tabs = ['terms', 'templates'] as const;

export function TermsScreen() {
  const text = useTermText();
  const [tab, setTab] = useState<(typeof tabs)[number]>('terms');
  return (
    <section className="pane ecg-setup">
      <header className="pane-head">
        <Segments
          label={text('title')}
          value={tab}
          onChange={setTab}
          options={tabs.map((value) => ({ value, label: text(`tab.${value}`) }))}
          testId="terms-tab"
        />
      </header>
      {tab === 'terms' ? <Terms /> : <Templates />}
    </section>
  );
}
