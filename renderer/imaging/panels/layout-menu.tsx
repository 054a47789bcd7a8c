// Choosing a grid: point at the last cell of the wanted one, up to eight by eight.
import { useState } from 'react';
import { largestSide } from '../../../core/imaging/reading/state.ts';
import { useDesk } from '../desk/desk-context.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { useReading } from '../reading-store.ts';
import { Menu } from './menu.tsx';

const sides = Array.from({ length: largestSide }, (_, index) => index + 1);

export function LayoutMenu() {
  const desk = useDesk();
  const text = useReadingText();
  const rows = useReading(desk.reading, (state) => state.rows);
  const columns = useReading(desk.reading, (state) => state.columns);
  const [over, setOver] = useState<{ rows: number; columns: number } | null>(null);
  const lit = over ?? { rows, columns };
  return (
    <Menu label={`${rows}×${columns}`} testId="menu-layout">
      <fieldset className="layout-grid" aria-label={text('group.layout')} onPointerLeave={() => setOver(null)}>
        {sides.map((row) => (
          <div key={row}>
            {sides.map((column) => (
              <button
                key={column}
                type="button"
                role="menuitem"
                aria-label={text('layout.name', { rows: row, columns: column })}
                data-testid={`layout-${row}x${column}`}
                data-lit={row <= lit.rows && column <= lit.columns ? 'yes' : undefined}
                onPointerEnter={() => setOver({ rows: row, columns: column })}
                onClick={() => desk.reading.dispatch({ kind: 'layout', rows: row, columns: column })}
              />
            ))}
          </div>
        ))}
        <span>{text('layout.name', lit)}</span>
      </fieldset>
    </Menu>
  );
}
