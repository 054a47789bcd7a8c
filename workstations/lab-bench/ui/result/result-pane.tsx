// The right side of the bench: the selected specimen with its findings, its results and what belongs to them.
import { useMemo, useState } from 'react';
import { canAct } from '../../../../core/lab/specimen-state.ts';
import { useDictionaries } from '../../../../renderer/client/dictionaries.ts';
import { useRights } from '../../../../renderer/client/session.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { DetailTabs } from './detail-tabs.tsx';
import { FindingsStrip } from './findings-strip.tsx';
import { FreshnessStrip } from './freshness-strip.tsx';
import { lineViews } from './line-view.ts';
import { ResultGrid } from './result-grid.tsx';
import './detail.css';
import './result-head.css';
import './result-grid.css';
import './result-tones.css';
import './result-cells.css';
import { SpecimenHeader } from './specimen-header.tsx';
import { SummaryLine } from './summary-line.tsx';
import { useResultText } from './texts.ts';
import { type SpecimenAnswer, useSpecimen } from './use-specimen.ts';

export function ResultPane({ specimenId }: { specimenId: string | null }) {
  const text = useResultText();
  return (
    <section className="result-pane" aria-label={text('pane')} data-testid="result-pane">
      {specimenId === null ? (
        <EmptyPanel glyph="laboratory" title={text('none.title')} hint={text('none.hint')} />
      ) : (
        // A new specimen is a new pane: nothing typed or marked for one tube may be carried over to another.
        <LoadedPane key={specimenId} specimenId={specimenId} />
      )}
    </section>
  );
}

function LoadedPane({ specimenId }: { specimenId: string }) {
  const specimen = useSpecimen(specimenId);
  return (
    <Answer of={specimen}>
      {(answer) => (
        <SpecimenPane answer={answer} refreshFailed={specimen.isRefetchError} onRetry={() => specimen.refetch()} />
      )}
    </Answer>
  );
}

interface SpecimenPaneProps {
  answer: SpecimenAnswer;
  refreshFailed: boolean;
  onRetry: () => void;
}

function SpecimenPane({ answer, refreshFailed, onRetry }: SpecimenPaneProps) {
  const text = useResultText();
  const shellText = useShellText();
  const can = useRights();
  const dictionaries = useDictionaries();
  const { document, findings } = answer;
  const views = useMemo(() => lineViews(document.lines), [document.lines]);
  // That a state allows no review is said by its chip and by the key that is off: nothing to mend stands here.
  const pointed = useMemo(() => findings.filter(({ kind }) => kind !== 'state'), [findings]);
  const [marked, setMarked] = useState<string | null>(null);
  const selected = views.find((view) => view.line.testCode === marked) ?? views[0] ?? null;
  const state = shellText(`state.${document.state}`);
  const right = can('lab.enterResult') ? null : text('edit.right');
  const locked = canAct(document.state, 'result') ? right : text('edit.state', { state });
  const remarkLocked = canAct(document.state, 'remark') ? right : text('remark.state', { state });
  return (
    <>
      <SpecimenHeader document={document} dictionaries={dictionaries} />
      <FreshnessStrip answer={answer} refreshFailed={refreshFailed} onRetry={onRetry} />
      <FindingsStrip findings={pointed} onSelect={setMarked} />
      <SummaryLine views={views} locked={locked} />
      <ResultGrid
        document={document}
        views={views}
        dictionaries={dictionaries}
        selected={selected?.line.testCode ?? null}
        onSelect={setMarked}
        locked={locked}
      />
      <DetailTabs document={document} dictionaries={dictionaries} view={selected} remarkLocked={remarkLocked} />
    </>
  );
}
