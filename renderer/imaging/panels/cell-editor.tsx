// One cell of a hanging protocol: which stack it takes and how it is shown.

import { colourMapIds } from '../../../core/imaging/colour-map.ts';
import type { CellRule } from '../../../core/imaging/hanging/model.ts';
import { windowPresets } from '../../../core/imaging/presets.ts';
import { useLocale } from '../../i18n/text.tsx';
import { useDesk } from '../desk/desk-context.ts';
import { useReadingText } from '../locales/use-reading-text.ts';

/** Words between commas, Chinese ones too. */
export function words(value: string): string[] {
  return value
    .split(/[,，、]/)
    .map((word) => word.trim())
    .filter(Boolean);
}

/** A whole number within its limits; the least for what is no number. */
export const bounded = (value: number, least: number, most: number) =>
  Math.max(least, Math.min(most, Math.round(value) || least));

interface CellEditorProps {
  number: number;
  cell: CellRule;
  onChange: (cell: CellRule) => void;
}

export function CellEditor({ number, cell, onChange }: CellEditorProps) {
  const text = useReadingText();
  const locale = useLocale();
  const ownPresets = useDesk().setup.presets();
  const { stack } = cell;
  const set = (part: Partial<CellRule>) => onChange({ ...cell, ...part });
  const setStack = (part: Partial<CellRule['stack']>) => set({ stack: { ...stack, ...part } });
  const list = (name: 'modalities' | 'descriptions' | 'without' | 'views', label: string) => (
    <label>
      <span>{label}</span>
      <input
        defaultValue={stack[name].join(', ')}
        onBlur={(event) => setStack({ [name]: words(event.target.value) })}
      />
    </label>
  );
  return (
    <section className="protocol-cell">
      <h3>{text('protocols.cell', { number })}</h3>
      <label>
        <span>{text('protocols.study')}</span>
        <select
          value={cell.study}
          onChange={(event) => set({ study: event.target.value === 'prior' ? 'prior' : 'current' })}
        >
          <option value="current">{text('current')}</option>
          <option value="prior">{text('prior')}</option>
        </select>
      </label>
      {list('modalities', text('protocols.modalities'))}
      {list('descriptions', text('protocols.descriptions'))}
      {list('without', text('protocols.without'))}
      {list('views', text('protocols.views'))}
      <label>
        <span>{text('protocols.orientation')}</span>
        <select
          value={stack.orientation}
          onChange={(event) =>
            setStack({
              orientation: (['axial', 'coronal', 'sagittal'] as const).find((one) => one === event.target.value) ?? '',
            })
          }
        >
          <option value="">{text('protocols.orientation.any')}</option>
          {(['axial', 'coronal', 'sagittal'] as const).map((one) => (
            <option key={one} value={one}>
              {text(`orientation.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{text('protocols.laterality')}</span>
        <select
          value={stack.laterality}
          onChange={(event) =>
            setStack({ laterality: (['L', 'R'] as const).find((one) => one === event.target.value) ?? '' })
          }
        >
          <option value="">{text('protocols.orientation.any')}</option>
          <option value="L">L</option>
          <option value="R">R</option>
        </select>
      </label>
      <label>
        <span>{text('protocols.preset')}</span>
        <select value={cell.preset} onChange={(event) => set({ preset: event.target.value })}>
          <option value="">{text('protocols.preset.own')}</option>
          {ownPresets.map(({ preset }) => (
            <option key={preset.id} value={preset.id}>
              {preset.name}
            </option>
          ))}
          {windowPresets.map((preset) => (
            <option key={preset.id} value={preset.id}>
              {preset.name[locale]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{text('protocols.start')}</span>
        <select
          value={cell.start}
          onChange={(event) => set({ start: event.target.value === 'middle' ? 'middle' : 'first' })}
        >
          <option value="first">{text('protocols.start.first')}</option>
          <option value="middle">{text('protocols.start.middle')}</option>
        </select>
      </label>
      <label>
        <span>{text('protocols.align')}</span>
        <select
          value={cell.align}
          onChange={(event) =>
            set({ align: (['left', 'right'] as const).find((one) => one === event.target.value) ?? 'centre' })
          }
        >
          {(['left', 'centre', 'right'] as const).map((one) => (
            <option key={one} value={one}>
              {text(`protocols.align.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{text('protocols.colours')}</span>
        <select
          value={cell.colours}
          onChange={(event) => set({ colours: colourMapIds.find((one) => one === event.target.value) ?? 'grey' })}
        >
          {colourMapIds.map((one) => (
            <option key={one} value={one}>
              {text(`colours.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{text('protocols.nth')}</span>
        <input
          type="number"
          min={1}
          max={21}
          value={stack.nth + 1}
          data-testid={`cell-${number}-nth`}
          onChange={(event) => setStack({ nth: bounded(event.target.valueAsNumber, 1, 21) - 1 })}
        />
      </label>
      <label>
        <span>{text('protocols.smallestFrames')}</span>
        <input
          type="number"
          min={1}
          max={5000}
          value={stack.smallestFrames}
          onChange={(event) => setStack({ smallestFrames: bounded(event.target.valueAsNumber, 1, 5000) })}
        />
      </label>
      <div className="cell-ticks">
        <label>
          <input
            type="checkbox"
            checked={stack.localizers}
            data-testid={`cell-${number}-localizers`}
            onChange={(event) => setStack({ localizers: event.target.checked })}
          />{' '}
          {text('protocols.localizers')}
        </label>
        {(['chestWall', 'cine', 'invert'] as const).map((name) => (
          <label key={name}>
            <input type="checkbox" checked={cell[name]} onChange={(event) => set({ [name]: event.target.checked })} />{' '}
            {text(`protocols.${name}`)}
          </label>
        ))}
      </div>
    </section>
  );
}
