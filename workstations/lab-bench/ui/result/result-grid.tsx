// The results of the specimen as a grid: one row a test in the order of the report, all of it by keyboard.
import { useCallback, useMemo } from 'react';
import type { Dictionaries } from '../../../../core/lab/dictionary.ts';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { offeredResults } from '../../../../core/lab/result-entry.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { ClashDialog } from './clash-dialog.tsx';
import type { LineView } from './line-view.ts';
import { usualReasons } from './reason-field.tsx';
import { ResultRow } from './result-row.tsx';
import { useResultText } from './texts.ts';
import { useEntry } from './use-entry.ts';
import { useGrid } from './use-grid.ts';
import { VersionsDialog } from './versions-dialog.tsx';

interface ResultGridProps {
  document: SpecimenDocument;
  views: readonly LineView[];
  dictionaries: Dictionaries | null;
  selected: string | null;
  onSelect: (testCode: string) => void;
  /** Why results cannot be changed now; null when they can. */
  locked: string | null;
}

const columns = ['item', 'value', 'mark', 'unit', 'range', 'previous', 'delta', 'flags', 'source', 'time'] as const;
const nothingOffered: readonly string[] = [];

export function ResultGrid({ document, views, dictionaries, selected, onSelect, locked }: ResultGridProps) {
  const text = useResultText();
  const locale = useLocale();
  const { show } = useToasts();
  const entry = useEntry(document);
  const refuse = useCallback(() => locked && show({ tone: 'info', title: locked }), [locked, show]);
  const grid = useGrid({
    views,
    selected,
    onSelect,
    editable: locked === null,
    onRefused: refuse,
    onEnter: entry.enter,
  });
  const offered = useMemo(
    () => new Map(Object.values(dictionaries?.test ?? {}).map((test) => [test.code, offeredResults(test)])),
    [dictionaries],
  );
  const viewOf = (testCode: string | null | undefined) => views.find((view) => view.line.testCode === testCode) ?? null;
  const marked = viewOf(selected);
  useActions({ title: text('action.title'), depth: 2 }, [
    {
      id: 'result.edit',
      label: text('action.edit'),
      keys: ['F4'],
      run: () => selected && grid.acts.open(selected),
      off: marked?.kind === 'choose' ? null : locked,
      main: true,
    },
    {
      id: 'result.versions',
      label: text('action.versions'),
      keys: ['Alt+V'],
      run: () => selected && grid.acts.versions(selected),
      off: marked && marked.line.versions.length > 0 ? null : text('versions.none'),
    },
  ]);
  const unreasoned = viewOf(grid.unreasoned?.testCode);
  const clashed = viewOf(entry.clash?.testCode);
  const versions = viewOf(grid.versionsOf);

  if (views.length === 0) return <EmptyPanel glyph="laboratory" title={text('noLines')} hint={text('noLines.hint')} />;
  return (
    <div className="result-scroll">
      <table
        ref={grid.grid}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table one moves about in with the arrow keys is a grid
        role="grid"
        tabIndex={0}
        aria-label={text('grid')}
        aria-activedescendant={selected ? `result-${selected}` : undefined}
        className="result-grid"
        data-testid="result-grid"
        onKeyDown={grid.onKeyDown}
      >
        <colgroup>
          {columns.map((column) => (
            <col key={column} className={`result-col-${column}`} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className={`result-head-${column}`}>
                {text(`column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {views.map((view) => (
            <ResultRow
              key={view.line.testCode}
              view={view}
              selected={view.line.testCode === selected}
              editing={view.line.testCode === grid.editing}
              sending={entry.sending.get(view.line.testCode) ?? null}
              offered={offered.get(view.line.testCode) ?? nothingOffered}
              acts={grid.acts}
            />
          ))}
        </tbody>
      </table>
      {grid.unreasoned && unreasoned ? (
        <ReasonDialog
          title={text('reason.title', { name: pickName(locale, unreasoned.line) })}
          lead={text('reason.change', {
            from: unreasoned.current?.value || text('reason.empty'),
            to: grid.unreasoned.value || text('reason.empty'),
          })}
          ready={usualReasons.map((reason) => text(reason))}
          confirm={text('reason.save')}
          testId="result-reason-dialog"
          onClose={grid.closeReason}
          onConfirm={(reason) => {
            if (grid.unreasoned) entry.enter({ ...grid.unreasoned, reason });
            grid.closeReason();
            grid.focusGrid();
          }}
        />
      ) : null}
      {versions ? (
        <VersionsDialog
          line={versions.line}
          locked={locked}
          onClose={grid.closeVersions}
          onChoose={(resultId, reason) => {
            entry.choose(versions.line.testCode, resultId, reason);
            grid.closeVersions();
            grid.focusGrid();
          }}
        />
      ) : null}
      {entry.clash && clashed ? (
        <ClashDialog
          line={clashed.line}
          clash={entry.clash}
          onKeep={entry.settleClash}
          onAgain={(again) => {
            entry.settleClash();
            entry.enter(again);
          }}
        />
      ) : null}
    </div>
  );
}
