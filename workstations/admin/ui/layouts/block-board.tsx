// The layout as a sketch: blocks in their rows and widths. Chosen, moved and taken out by keyboard, moved by drag as well.
import { useState } from 'react';
import { rowsOf } from '../../../../core/reporting/paper-geometry.ts';
import type { LayoutBlock, LayoutZone, PaperLayout } from '../../../../core/reporting/paper-layout.ts';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { blockKey, kindKey } from './block-name.ts';
import { type BlockKind, blocksOf, canAdd, type Place, zoneKinds, zones } from './edit.ts';

/** Paper and scope stand above the blocks and are chosen like one. */
export const pageChoice = 'page';

interface BlockBoardProps {
  layout: PaperLayout;
  chosen: string;
  /** Blocks with a problem. */
  wrong: ReadonlySet<string>;
  readOnly: boolean;
  onChoose: (id: string) => void;
  onAdd: (zone: LayoutZone, kind: BlockKind) => void;
  onDrop: (place: Place, index: number) => void;
}

export function BlockBoard({ layout, chosen, wrong, readOnly, onChoose, onAdd, onDrop }: BlockBoardProps) {
  const text = useAdminText();
  const [dragged, setDragged] = useState<Place | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const places = blocksOf(layout);
  const placeOf = (id: string) => places.find(({ block }) => block.id === id);
  const drop = (target: Place) => {
    if (dragged && dragged.zone === target.zone) onDrop(dragged, target.index);
    setDragged(null);
    setOver(null);
  };
  return (
    <div className="layout-board">
      <button
        type="button"
        className="layout-page"
        aria-current={chosen === pageChoice}
        onClick={() => onChoose(pageChoice)}
        data-testid="layout-page"
      >
        {text('layout.page')}
        <small>{`${layout.page.paper} ${text(`layout.orientation.${layout.page.orientation}`)}`}</small>
      </button>
      {zones.map((zone) => (
        <section key={zone} aria-label={text(`layout.zone.${zone}`)} className={`layout-zone layout-zone-${zone}`}>
          <header>
            <h4>{text(`layout.zone.${zone}`)}</h4>
            {readOnly ? null : (
              <Pick
                label={text('layout.add')}
                value=""
                onChange={(kind) => kind !== '' && onAdd(zone, kind)}
                options={[
                  { value: '' as const, label: text('layout.add') },
                  ...zoneKinds[zone]
                    .filter((kind) => canAdd(layout, kind))
                    .map((kind) => ({ value: kind, label: text(kindKey(kind)) })),
                ]}
                testId={`layout-add-${zone}`}
              />
            )}
          </header>
          {rowsOf<LayoutBlock>(layout[zone]).map((row) => (
            <div key={row[0]?.id} className="layout-row">
              {row.map(({ id, span, kind }) => {
                const place = placeOf(id);
                if (!place) return null;
                return (
                  <button
                    key={id}
                    type="button"
                    style={{ gridColumn: `span ${span}` }}
                    className={`layout-block layout-block-${kind}`}
                    aria-current={id === chosen}
                    data-wrong={wrong.has(id) || undefined}
                    data-over={(over === id && dragged?.zone === zone) || undefined}
                    draggable={!readOnly}
                    onClick={() => onChoose(id)}
                    onDragStart={(event) => {
                      event.dataTransfer.effectAllowed = 'move';
                      setDragged(place);
                      onChoose(id);
                    }}
                    onDragOver={(event) => {
                      if (dragged?.zone !== zone) return;
                      event.preventDefault();
                      setOver(id);
                    }}
                    onDragEnd={() => {
                      setDragged(null);
                      setOver(null);
                    }}
                    onDrop={() => drop(place)}
                    data-testid={`layout-block-${id}`}
                  >
                    {wrong.has(id) ? (
                      <i role="img" aria-label={text('layout.wrong')}>
                        !
                      </i>
                    ) : null}
                    {text(blockKey(place.block))}
                  </button>
                );
              })}
            </div>
          ))}
        </section>
      ))}
    </div>
  );
}
