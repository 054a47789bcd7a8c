// The acts over the chosen charge items, each with its key: category, in use or not, sorting, moving, and taking the last one back.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import type { LastBulk } from '../../../../core/lab/charges/contract.ts';
import type { ChargeItem } from '../../../../core/lab/charges/model.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { CategoryDialog } from './category-dialog.tsx';
import { moveTarget } from './selection.ts';
import { useChargeText } from './texts.ts';
import type { useChargeActs } from './use-charge-acts.ts';

interface BulkBarProps {
  shown: readonly ChargeItem[];
  chosen: readonly ChargeItem[];
  categories: readonly string[];
  lastBulk: LastBulk | null;
  acts: ReturnType<typeof useChargeActs>;
  off: string | null;
  onImport: () => void;
}

const sorts = ['code', 'name', 'category'] as const;
const moves = ['earlier', 'later', 'first', 'last'] as const;
const moveKeys = { earlier: 'Ctrl+Up', later: 'Ctrl+Down', first: 'Ctrl+Shift+Up', last: 'Ctrl+Shift+Down' } as const;

export function BulkBar({ shown, chosen, categories, lastBulk, acts, off, onImport }: BulkBarProps) {
  const text = useChargeText();
  const [naming, setNaming] = useState(false);
  const none = off ?? (chosen.length === 0 ? text('off.none') : null);
  const undoOff = off ?? (lastBulk === null ? text('undo.none') : lastBulk.undoable ? null : text('undo.changed'));
  const codes = new Set(chosen.map(({ code }) => code));
  const move = (where: (typeof moves)[number]) => {
    const before = moveTarget(
      shown.map(({ code }) => code),
      codes,
      where,
    );
    if (before !== undefined) acts.run({ kind: 'move', before });
  };
  const setActive = (active: boolean) => acts.run({ kind: 'active', active });
  useActions({ title: text('charges'), depth: 1 }, [
    { id: 'import', label: text('import'), keys: ['F2'], main: true, off, run: onImport },
    { id: 'category', label: text('act.category'), keys: ['F6'], main: true, off: none, run: () => setNaming(true) },
    { id: 'enable', label: text('act.enable'), keys: ['F7'], off: none, run: () => setActive(true) },
    { id: 'disable', label: text('act.disable'), keys: ['F8'], off: none, run: () => setActive(false) },
    ...sorts.map((by) => ({
      id: `sort-${by}`,
      label: text(`sort.${by}`),
      off: none,
      run: () => acts.run({ kind: 'renumber', by }),
    })),
    ...moves.map((where) => ({
      id: `move-${where}`,
      label: text(`move.${where}`),
      keys: [moveKeys[where]],
      off: none,
      run: () => move(where),
    })),
    { id: 'undo', label: text('undo'), keys: ['Ctrl+Z'], main: true, off: undoOff, run: acts.undo },
  ]);
  const same = chosen.every(({ category }) => category === chosen[0]?.category);
  const plain = { size: 'small' as const, disabled: none !== null || acts.busy, title: none ?? undefined };
  return (
    <div className="charge-bar" role="toolbar" aria-label={text('chosen', { count: chosen.length })}>
      <b className="number">{text('chosen', { count: chosen.length })}</b>
      <Button {...plain} onClick={() => setNaming(true)} data-testid="charge-set-category">
        {text('act.category')} <KeyCap name="F6" />
      </Button>
      <Button {...plain} onClick={() => setActive(true)} data-testid="charge-enable">
        {text('act.enable')} <KeyCap name="F7" />
      </Button>
      <Button {...plain} onClick={() => setActive(false)} data-testid="charge-disable">
        {text('act.disable')} <KeyCap name="F8" />
      </Button>
      <select
        className="charge-sort"
        aria-label={text('act.sort')}
        disabled={plain.disabled}
        title={plain.title}
        value=""
        onChange={({ currentTarget: { value } }) => {
          const by = sorts.find((each) => each === value);
          if (by) acts.run({ kind: 'renumber', by });
        }}
        data-testid="charge-sort"
      >
        <option value="">{text('act.sort')}</option>
        {sorts.map((by) => (
          <option key={by} value={by}>
            {text(`sort.${by}`)}
          </option>
        ))}
      </select>
      {(['earlier', 'later'] as const).map((where) => (
        <Button key={where} {...plain} onClick={() => move(where)} data-testid={`charge-${where}`}>
          {text(`move.${where}`)} <KeyCap name={moveKeys[where]} />
        </Button>
      ))}
      <Button
        size="small"
        className="admin-right"
        disabled={undoOff !== null || acts.busy}
        title={undoOff ?? undefined}
        onClick={acts.undo}
        data-testid="charge-undo"
      >
        {text('undo')} <KeyCap name="Ctrl+Z" />
      </Button>
      {naming ? (
        <CategoryDialog
          count={chosen.length}
          present={same ? (chosen[0]?.category ?? '') : ''}
          known={categories}
          onClose={() => setNaming(false)}
          onDone={(category) => {
            setNaming(false);
            acts.run({ kind: 'category', category });
          }}
        />
      ) : null}
    </div>
  );
}
