// The virtual table of charge items, in which many rows can be chosen with the pointer and with the keys.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type MouseEvent, useRef } from 'react';
import type { ChargeItem } from '../../../../core/lab/charges/model.ts';
import { useMarks } from '../../../../renderer/i18n/marks.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { type Manner, pick, pickAll, type Selection, step } from './selection.ts';
import { useChargeText } from './texts.ts';
import { yuan } from './yuan.ts';

const rowHeight = 28;
const tracks = {
  gridTemplateColumns:
    '44px minmax(96px, 1fr) minmax(150px, 2.4fr) 92px minmax(70px, 0.8fr) 44px 82px minmax(110px, 1.5fr) 88px',
};

interface ChargeTableProps {
  items: readonly ChargeItem[];
  selection: Selection;
  onSelect: (next: Selection) => void;
  nameOf: (kind: 'test' | 'orderItem', code: string) => string;
}

function mannerOf(event: MouseEvent): Manner {
  if (event.shiftKey) return 'stretch';
  return event.ctrlKey || event.metaKey ? 'toggle' : 'only';
}

export function ChargeTable({ items, selection, onSelect, nameOf }: ChargeTableProps) {
  const text = useChargeText();
  const { comma } = useMarks();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const keys = items.map(({ code }) => code);
  const go = (by: number, stretch: boolean) => {
    const next = step(selection, keys, by, stretch);
    onSelect(next);
    const at = next.cursor === null ? -1 : keys.indexOf(next.cursor);
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  };
  const page = () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1);
  const move = (id: string, label: string, key: string, by: () => number) => [
    { id, label, keys: [key], run: () => go(by(), false), movement: true },
    { id: `${id}-more`, label: text('select.more'), keys: [`Shift+${key}`], run: () => go(by(), true), movement: true },
  ];
  useActions({ title: text('charges'), depth: 1 }, [
    ...move('next', text('row.next'), 'Down', () => 1),
    ...move('previous', text('row.previous'), 'Up', () => -1),
    ...move('page-next', text('row.next'), 'PageDown', page),
    ...move('page-back', text('row.previous'), 'PageUp', () => -page()),
    ...move('first', text('row.first'), 'Home', () => -items.length),
    ...move('last', text('row.last'), 'End', () => items.length),
    { id: 'all', label: text('select.all'), keys: ['Ctrl+A'], run: () => onSelect(pickAll(selection, keys)) },
  ]);
  const head = ['order', 'code', 'name', 'pinyin', 'category', 'unit', 'price', 'links', 'state'] as const;
  return (
    <div
      className="table"
      role="grid"
      aria-label={text('charges')}
      aria-rowcount={items.length + 1}
      aria-multiselectable
    >
      <div className="table-head" role="row" style={tracks}>
        {head.map((name) => (
          <span
            key={name}
            role="columnheader"
            className={name === 'price' || name === 'order' ? 'is-number' : undefined}
          >
            {text(name)}
          </span>
        ))}
      </div>
      <div ref={scroller} className="table-scroll" data-testid="charges">
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const item = items[index];
            if (!item) return null;
            const names = item.links.map((link) => {
              const name = nameOf(link.kind, link.code);
              return link.quantity > 1 ? `${name} ×${link.quantity}` : name;
            });
            return (
              <div
                key={item.code}
                role="row"
                tabIndex={-1}
                aria-rowindex={index + 2}
                aria-selected={selection.chosen.has(item.code)}
                className={`table-row${item.code === selection.cursor ? ' is-cursor' : ''}${item.active ? '' : ' charge-off'}`}
                style={{ ...tracks, transform: `translateY(${start}px)` }}
                onMouseDown={(event) => {
                  if (event.shiftKey) event.preventDefault();
                  onSelect(pick(selection, keys, item.code, mannerOf(event)));
                }}
                data-testid="charges-row"
                data-key={item.code}
              >
                <span role="gridcell" className="is-number number charge-faint">
                  {index + 1}
                </span>
                <span role="gridcell" className="ellipsis number" title={item.code}>
                  {item.code}
                </span>
                <span role="gridcell" className="ellipsis" title={item.name}>
                  {item.name}
                </span>
                <span role="gridcell" className="ellipsis charge-faint" title={item.pinyin}>
                  {item.pinyin}
                </span>
                <span role="gridcell" className="ellipsis" title={item.category}>
                  {item.category}
                </span>
                <span role="gridcell" className="ellipsis">
                  {item.unit}
                </span>
                <span role="gridcell" className="is-number number">
                  {yuan(item.priceFen)}
                </span>
                <span role="gridcell" className="ellipsis" title={names.join('\n')}>
                  {names.length > 0 ? names.join(comma) : <em className="charge-none">{text('links.none')}</em>}
                </span>
                <span role="gridcell">
                  {item.active ? null : (
                    <ToneChip
                      tone="withdrawn"
                      glyph="refuse"
                      word={text(item.goneAt ? 'state.gone' : 'state.inactive')}
                    />
                  )}
                </span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
