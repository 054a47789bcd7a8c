// One block's properties: what it is called, its place in the zone, and the fields of its kind.
import { Button } from '@blueprintjs/core';
import type { LayoutBlock } from '../../../../core/reporting/paper-layout.ts';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { BlockFields } from './block-fields.tsx';
import { blockKey } from './block-name.ts';
import type { Place } from './edit.ts';

interface BlockFormProps {
  place: Place;
  readOnly: boolean;
  /** `name`: changes of the same name in a row are undone in one step. */
  onChange: (block: LayoutBlock, name: string) => void;
  onMove: (step: number) => void;
  onRemove: () => void;
  /** Blocks in the zone. */
  count: number;
}

export function BlockForm({ place, readOnly, onChange, onMove, onRemove, count }: BlockFormProps) {
  const text = useAdminText();
  const { block, zone, index } = place;
  return (
    <>
      <header className="layout-form-head">
        <h3>{text(blockKey(block))}</h3>
        {readOnly ? null : (
          <>
            <Button size="small" disabled={index === 0} onClick={() => onMove(-1)} data-testid="layout-up">
              {text('layout.up')} <KeyCap name="Alt+Up" />
            </Button>
            <Button size="small" disabled={index === count - 1} onClick={() => onMove(1)} data-testid="layout-down">
              {text('layout.down')} <KeyCap name="Alt+Down" />
            </Button>
            <Button size="small" disabled={count < 2} onClick={onRemove} data-testid="layout-remove">
              {text('layout.remove')} <KeyCap name="Delete" />
            </Button>
          </>
        )}
      </header>
      <BlockFields block={block} zone={zone} readOnly={readOnly} onChange={onChange} />
    </>
  );
}
