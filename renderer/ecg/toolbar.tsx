// The bar above the paper: layout, speed, gain, filters, tools and size. Every choice names itself; keys are in F1.

import { PopoverNext } from '@blueprintjs/core';
import { useState } from 'react';
import { arrangements } from '../../core/ecg/paper/arrange.ts';
import {
  baselineCorners,
  type DisplayFilters,
  lowPassCorners,
  mainsFrequencies,
} from '../../core/ecg/paper/filters.ts';
import { nextOf, paperGains, paperSpeeds } from '../../core/ecg/paper/scale.ts';
import { useActions } from '../keys/actions.tsx';
import { Pick, Segments } from '../parts/choice.tsx';
import { CalibrateDialog } from './calibrate-dialog.tsx';
import { usePaperText } from './texts.ts';
import { type Calipers, type Tool, tools } from './use-calipers.ts';
import type { PaperView } from './view.ts';
import type { PaperViewport } from './viewport.ts';

interface ToolbarProps {
  view: PaperView;
  change: (part: Partial<PaperView>) => void;
  viewport: PaperViewport;
  calipers: Calipers;
  /** Names of the leads of the recording. */
  leads: readonly string[];
  children?: React.ReactNode;
  /** What is used now and then: behind the last button. */
  more?: React.ReactNode;
}

const signs: Record<Tool, string> = {
  pan: 'M8 2v12M2 8h12M8 2 6 4M8 2l2 2M8 14l-2-2M8 14l2-2M2 8l2-2M2 8l2 2M14 8l-2-2M14 8l-2 2',
  interval: 'M4 2v12M12 2v12M4 8h8M4 8l2-2M4 8l2 2M12 8l-2-2M12 8l-2 2',
  march: 'M2 2v12M6 2v12M10 2v12M14 2v12',
  qt: 'M1 9h3l1 2 2-9 1.5 9 1-2c2 0 2-4 3.500-4 1.500 0 1.500 4 2 4M5 14h9',
  amplitude: 'M3 3h10M3 13h10M8 3v10M8 3 6 5M8 3l2 2M8 13l-2-2M8 13l2-2',
  marker: 'M8 14V8M8 8 4 2h8z',
};

export function PaperToolbar({ view, change, viewport, calipers, leads, children, more }: ToolbarProps) {
  const text = usePaperText();
  const [calibrating, setCalibrating] = useState(false);
  const [moreOpen, setMoreOpen] = useState(false);
  const { scale, filters } = view;
  const gain = (step: 1 | -1) =>
    change({ scale: { ...scale, gainMmPerMv: nextOf(paperGains, scale.gainMmPerMv, step) } });
  const speed = (step: 1 | -1) =>
    change({ scale: { ...scale, speedMmPerS: nextOf(paperSpeeds, scale.speedMmPerS, step) } });
  const filter = (part: Partial<DisplayFilters>) => change({ filters: { ...filters, ...part } });
  useActions({ title: text('paper'), depth: 1 }, [
    ...tools.map((tool, index) => ({
      id: `ecg.tool.${tool}`,
      label: text(`tool.${tool}`),
      keys: [`Alt+${index + 1}`],
      run: () => calipers.setTool(tool),
      main: tool === 'interval',
    })),
    { id: 'ecg.tool.clear', label: text('tool.clear'), keys: ['Alt+0'], run: calipers.clear },
    {
      id: 'ecg.tool.undo',
      label: text('tool.undo'),
      keys: ['Alt+Z'],
      off: calipers.undo ? null : text('tool.undo.none'),
      run: () => calipers.undo?.(),
    },
    { id: 'ecg.gain.up', label: `${text('gain')} +`, keys: ['Alt+Up'], run: () => gain(1), movement: true },
    { id: 'ecg.gain.down', label: `${text('gain')} −`, keys: ['Alt+Down'], run: () => gain(-1), movement: true },
    { id: 'ecg.speed.up', label: `${text('speed')} +`, keys: ['Alt+Right'], run: () => speed(1), movement: true },
    { id: 'ecg.speed.down', label: `${text('speed')} −`, keys: ['Alt+Left'], run: () => speed(-1), movement: true },
    ...arrangements.map((arrangement, index) => ({
      id: `ecg.layout.${arrangement}`,
      label: `${text('layout')} ${arrangement === 'single' ? text('layout.single') : arrangement}`,
      keys: [`Ctrl+Alt+${index + 1}`],
      run: () => change({ arrangement }),
    })),
    {
      id: 'ecg.fit',
      label: text('zoom.fit'),
      keys: ['Alt+F'],
      run: () => viewport.set({ zoom: 'fit', xPx: 0, yPx: 0 }),
    },
    { id: 'ecg.true', label: text('zoom.true'), keys: ['Alt+T'], run: () => viewport.set({ zoom: 'true' }) },
    {
      id: 'ecg.zoom.in',
      label: text('zoom.in'),
      keys: ['Alt+='],
      run: () => viewport.onStep?.(true),
      movement: true,
    },
    {
      id: 'ecg.zoom.out',
      label: text('zoom.out'),
      keys: ['Alt+-'],
      run: () => viewport.onStep?.(false),
      movement: true,
    },
    { id: 'ecg.more', label: text('more'), keys: ['Alt+M'], run: () => setMoreOpen((open) => !open) },
  ]);
  const off = { value: '0', label: text('filter.off') };
  const stacked = view.arrangement === '12x1';
  return (
    <div className="ecg-toolbar" role="toolbar" aria-label={text('paper')}>
      <Segments
        label={text('layout')}
        value={view.arrangement}
        onChange={(arrangement) => change({ arrangement })}
        options={arrangements.map((value) => ({ value, label: value === 'single' ? text('layout.single') : value }))}
        testId="ecg-layout"
      />
      <Pick
        label={text('speed')}
        value={String(scale.speedMmPerS)}
        onChange={(value) => {
          const found = paperSpeeds.find((one) => String(one) === value);
          if (found) change({ scale: { ...scale, speedMmPerS: found } });
        }}
        options={paperSpeeds.map((one) => ({ value: String(one), label: `${one} mm/s` }))}
        testId="ecg-speed"
      />
      <Pick
        label={text('gain')}
        value={String(scale.gainMmPerMv)}
        onChange={(value) => {
          const found = paperGains.find((one) => String(one) === value);
          if (found) change({ scale: { ...scale, gainMmPerMv: found } });
        }}
        options={paperGains.map((one) => ({ value: String(one), label: `${one} mm/mV` }))}
        testId="ecg-gain"
      />
      <Pick
        label={stacked ? text('leads') : text('rhythmLead')}
        value={stacked ? (view.shown?.join(',') ?? '') : (view.rhythmLeads[0] ?? 'II')}
        onChange={(value) =>
          stacked
            ? change({ shown: value === '' ? null : value.split(',') })
            : change({ rhythmLeads: [value, ...view.rhythmLeads.filter((lead) => lead !== value)].slice(0, 3) })
        }
        options={
          stacked
            ? [
                { value: '', label: text('leads.all') },
                ...leadGroups(leads),
                ...leads.map((value) => ({ value, label: value })),
              ]
            : leads.map((value) => ({ value, label: `${text('rhythmLead')} ${value}` }))
        }
        testId="ecg-lead"
      />
      <span className="ecg-filters" title={text('filter.note')}>
        <Pick
          label={text('filter.baseline')}
          value={String(filters.baselineHz ?? 0)}
          onChange={(value) => filter({ baselineHz: baselineCorners.find((one) => String(one) === value) ?? null })}
          options={[off, ...baselineCorners.map((one) => ({ value: String(one), label: `${one} Hz` }))].map((one) => ({
            ...one,
            label: `${text('filter.baseline')} ${one.label}`,
          }))}
          testId="ecg-baseline"
        />
        <Pick
          label={text('filter.lowPass')}
          value={String(filters.lowPassHz ?? 0)}
          onChange={(value) => filter({ lowPassHz: lowPassCorners.find((one) => String(one) === value) ?? null })}
          options={[off, ...lowPassCorners.map((one) => ({ value: String(one), label: `${one} Hz` }))].map((one) => ({
            ...one,
            label: `${text('filter.lowPass')} ${one.label}`,
          }))}
        />
        <Pick
          label={text('filter.notch')}
          value={String(filters.notchHz ?? 0)}
          onChange={(value) => filter({ notchHz: mainsFrequencies.find((one) => String(one) === value) ?? null })}
          options={[off, ...mainsFrequencies.map((one) => ({ value: String(one), label: `${one} Hz` }))].map((one) => ({
            ...one,
            label: `${text('filter.notch')} ${one.label}`,
          }))}
        />
      </span>
      <span className="ecg-tools" role="radiogroup" aria-label={text('tool')}>
        {tools.map((tool, index) => (
          <button
            key={tool}
            type="button"
            role="radio"
            aria-checked={calipers.tool === tool}
            aria-label={text(`tool.${tool}`)}
            title={`${text(`tool.${tool}`)} Alt+${index + 1}\n${text(`tool.hint.${tool}`)}`}
            onClick={() => calipers.setTool(tool)}
            data-testid={`ecg-tool-${tool}`}
          >
            <svg width={16} height={16} viewBox="0 0 16 16" aria-hidden>
              <path
                d={signs[tool]}
                fill="none"
                stroke="currentColor"
                strokeWidth={1.3}
                strokeLinecap="round"
                strokeLinejoin="round"
              />
            </svg>
          </button>
        ))}
        <button
          type="button"
          disabled={calipers.list.length === 0}
          aria-label={text('tool.clear')}
          title={`${text('tool.clear')} Alt+0`}
          onClick={calipers.clear}
        >
          <svg width={16} height={16} viewBox="0 0 16 16" aria-hidden>
            <path d="M3 3l10 10M13 3 3 13" stroke="currentColor" strokeWidth={1.4} strokeLinecap="round" />
          </svg>
        </button>
      </span>
      <span className="ecg-tools">
        <button type="button" onClick={() => viewport.set({ zoom: 'fit', xPx: 0, yPx: 0 })} title="Alt+F">
          {text('zoom.fit')}
        </button>
        <button type="button" onClick={() => viewport.set({ zoom: 'true' })} title="Alt+T" data-testid="ecg-true">
          {text('zoom.true')}
        </button>
      </span>
      {children}
      <PopoverNext
        isOpen={moreOpen}
        onInteraction={setMoreOpen}
        placement="bottom-end"
        popoverClassName="ecg-more"
        content={
          <div className="ecg-more-list" role="group" aria-label={text('more')} data-testid="ecg-more-list">
            <div className="ecg-more-row">
              <span>{text('sequence')}</span>
              <Pick
                label={text('sequence')}
                value={view.sequence}
                onChange={(sequence) => change({ sequence })}
                options={[
                  { value: 'standard', label: text('sequence.standard') },
                  { value: 'cabrera', label: text('sequence.cabrera') },
                ]}
                testId="ecg-sequence"
              />
            </div>
            <span className="ecg-tools">
              <button
                type="button"
                onClick={() => {
                  setMoreOpen(false);
                  setCalibrating(true);
                }}
                data-testid="ecg-calibrate"
              >
                {text('size.calibrate')}
              </button>
            </span>
            {more}
          </div>
        }
      >
        <span className="ecg-tools">
          <button type="button" aria-expanded={moreOpen} title={`${text('more')} Alt+M`} data-testid="ecg-more">
            {text('more')} ▾
          </button>
        </span>
      </PopoverNext>
      {calibrating ? <CalibrateDialog onClose={() => setCalibrating(false)} /> : null}
    </div>
  );
}

/** Limb and chest at one click where both are there. */
function leadGroups(leads: readonly string[]): { value: string; label: string }[] {
  const limb = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF'].filter((lead) => leads.includes(lead));
  const chest = leads.filter((lead) => lead.startsWith('V'));
  return [limb, chest]
    .filter((group) => group.length > 1 && group.length < leads.length)
    .map((group) => ({ value: group.join(','), label: `${group[0]}–${group.at(-1)}` }));
}
