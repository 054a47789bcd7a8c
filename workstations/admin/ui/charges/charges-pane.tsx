// Charge items of the HIS (LAB-83): the list with search and filters, acts over what is chosen, and beside it what they stand for.
import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useDictionaries } from '../../../../renderer/client/dictionaries.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { Pick, Segments } from '../../../../renderer/parts/choice.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { ChargeTable } from './charge-table.tsx';
import './charges.css';
import { type ChargeFilter, categoriesOf, filtered, soughtItems } from './filter.ts';
import { ImportDialog } from './import-dialog.tsx';
import { MappingPanel } from './mapping-panel.tsx';
import { nothingChosen, type Selection } from './selection.ts';
import { useChargeText } from './texts.ts';
import { useChargeActs } from './use-charge-acts.ts';

const views = ['all', 'unmapped', 'inactive'] as const;
/** Stands for "every category" in the list, where a category may be empty. */
const everyCategory = '\u0000';

export function ChargesPane() {
  const text = useChargeText();
  const { query } = useApi();
  const online = useOnline();
  const dictionaries = useDictionaries();
  const list = useQuery(query.charges.items.queryOptions({ staleTime: 15_000 }));
  const [filter, setFilter] = useState<ChargeFilter>({ words: '', show: 'all', category: null });
  const [selection, setSelection] = useState<Selection>(nothingChosen);
  const [importing, setImporting] = useState(false);
  const items = list.data?.items;
  const sought = useMemo(() => soughtItems(items ?? []), [items]);
  const categories = useMemo(() => categoriesOf(items ?? []), [items]);
  const shown = useMemo(() => filtered(sought, filter), [sought, filter]);
  // What the filter hides is not acted on: nobody changes what they do not see.
  const chosen = useMemo(() => shown.filter(({ code }) => selection.chosen.has(code)), [shown, selection]);
  const acts = useChargeActs(chosen, list.data?.lastBulk ?? null);
  const off = online ? null : text('off.offline');
  const nameOf = (kind: 'test' | 'orderItem', code: string) => dictionaries?.[kind][code]?.name ?? code;
  const set = (change: Partial<ChargeFilter>) => setFilter((before) => ({ ...before, ...change }));
  return (
    <div className="charges">
      <section className="pane">
        <header className="pane-head">
          <h2>{text('charges')}</h2>
          <SearchBox label={text('search')} value={filter.words} onChange={(words) => set({ words })} />
          <Segments
            label={text('filter.links')}
            value={filter.show}
            onChange={(show) => set({ show })}
            options={views.map((value) => ({
              value,
              label: text(`filter.${value}`),
              ...(value === 'all'
                ? {}
                : { count: filtered(sought, { words: '', category: null, show: value }).length }),
            }))}
            testId="charge-show"
          />
          <Pick
            label={text('filter.category')}
            value={filter.category ?? everyCategory}
            onChange={(value) => set({ category: value === everyCategory ? null : value })}
            options={[
              { value: everyCategory, label: text('category.all') },
              ...categories.map((value) => ({ value, label: value || text('category.none') })),
            ]}
            testId="charge-category"
          />
          <span className="pane-facts">{text('count', { count: shown.length })}</span>
          <Button
            size="small"
            disabled={off !== null}
            title={off ?? undefined}
            onClick={() => setImporting(true)}
            data-testid="charge-import"
          >
            {text('import')}
          </Button>
        </header>
        <BulkBar
          shown={shown}
          chosen={chosen}
          categories={categories}
          lastBulk={list.data?.lastBulk ?? null}
          acts={acts}
          off={off}
          onImport={() => setImporting(true)}
        />
        <Answer of={list}>
          {({ items: all }) =>
            shown.length === 0 ? (
              <EmptyPanel
                glyph="dictionary"
                title={text(all.length === 0 ? 'empty' : 'none')}
                hint={text(all.length === 0 ? 'empty.hint' : 'none.hint')}
              />
            ) : (
              <ChargeTable items={shown} selection={selection} onSelect={setSelection} nameOf={nameOf} />
            )
          }
        </Answer>
      </section>
      <MappingPanel chosen={chosen} dictionaries={dictionaries} nameOf={nameOf} run={acts.run} off={off ?? null} />
      {importing ? (
        <ImportDialog
          onClose={() => setImporting(false)}
          onDone={() => {
            setImporting(false);
            void acts.reload();
          }}
        />
      ) : null}
    </div>
  );
}
