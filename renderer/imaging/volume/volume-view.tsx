// Reconstruction of one stack: three planes with a common crosshair, slabs, oblique turns, a second series in colour, and depth on demand.
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { VoiWindow } from '../../../core/imaging/lookup.ts';
import { seriesOf } from '../../../core/imaging/reading/state.ts';
import type { Stack } from '../../../core/imaging/stack.ts';
import { useLocale } from '../../i18n/text.tsx';
import { useActions } from '../../keys/actions.tsx';
import { useShellText } from '../../locales/use-shell-text.ts';
import { useDesk } from '../desk/desk-context.ts';
import { roomPresets } from '../desk/presets-in-room.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { failureWords } from '../pixels/failure-words.ts';
import { useReading } from '../reading-store.ts';
import { shownName } from '../viewport/corners.tsx';
import { DepthView } from './depth-view.tsx';
import { type MprState, startMpr, views } from './mpr-state.ts';
import { PlaneView } from './plane-view.tsx';
import { type SlabMode, slabModes } from './resample.ts';
import { useVolume, type VolumeState } from './use-volume.ts';
import { centreOf, planVolume, type VolumePlan } from './volume.ts';
import { VolumeClient } from './volume-client.ts';
import './volume.css';

interface VolumeViewProps {
  studyUid: string;
  stack: Stack;
  /** The viewport whose window is shared. */
  viewport: number;
  onClose: () => void;
}

export function VolumeView({ studyUid, stack, viewport, onClose }: VolumeViewProps) {
  const text = useReadingText();
  const [client, setClient] = useState<VolumeClient | null>(null);
  const [broken, setBroken] = useState<string | null>(null);
  useEffect(() => {
    const made = new VolumeClient(setBroken);
    setClient(made);
    return () => made.close();
  }, []);
  const volume = useVolume(client, 'base', studyUid, stack);
  useActions({ title: text('volume'), depth: 3 }, [
    { id: 'volume.close', label: text('volume.close'), keys: ['Esc'], run: onClose },
  ]);
  const shell = useShellText();
  const locale = useLocale();
  const failed = (message: string) => failureWords(message, locale, shell('failure.unreachable'));
  const known = volume?.kind === 'failed' ? { ...volume, message: failed(volume.message) } : volume;
  const state: VolumeState | null = broken === null ? known : { kind: 'failed', message: broken };
  return (
    <section className="volume-view" data-testid="volume-view" aria-label={text('volume')}>
      {client && state?.kind === 'ready' ? (
        <Reconstruction
          client={client}
          plan={state.plan}
          stack={stack}
          studyUid={studyUid}
          viewport={viewport}
          onClose={onClose}
        />
      ) : (
        <div className="study-note" role="status" data-testid="volume-note" data-state={state?.kind}>
          <p>{state ? wordOf(state, stack, text) : text('volume.opening')}</p>
          <button type="button" className="volume-button" onClick={onClose}>
            {text('volume.close')}
          </button>
        </div>
      )}
    </section>
  );
}

function wordOf(state: VolumeState, stack: Stack, text: ReturnType<typeof useReadingText>): string {
  switch (state.kind) {
    case 'refused': {
      const gaps = 'refused' in stack.volume ? stack.volume : { smallestGap: null, largestGap: null };
      return text(`volume.refused.${state.refusal}`, {
        smallest: gaps.smallestGap?.toFixed(2) ?? '–',
        largest: gaps.largestGap?.toFixed(2) ?? '–',
      });
    }
    case 'loading':
      return text('volume.loading', { done: state.done, of: state.of });
    case 'failed':
      return text('volume.failed', { reason: state.message });
    case 'ready':
      return '';
    default:
      return state satisfies never;
  }
}

/** Stacks of other series in the same frame of reference that can be laid over: PET over CT. */
function useOverlays(stack: Stack) {
  const desk = useDesk();
  const studies = useReading(desk.reading, (state) => state.studies);
  return useMemo(() => {
    const reference = stack.frames[0]?.instance.image?.frameOfReferenceUid;
    return studies.flatMap((study) =>
      study.stacks
        .filter((other) => {
          const series = study.manifest.series.find((one) => one.seriesInstanceUid === other.seriesInstanceUid);
          const same = other.frames[0]?.instance.image?.frameOfReferenceUid === reference;
          return reference && same && other.id !== stack.id && (series?.modality === 'PT' || series?.modality === 'NM');
        })
        .map((other) => ({ studyUid: study.uid, stack: other, plan: planVolume(other) })),
    );
  }, [studies, stack]);
}

/** Millimetres that the shorter side of a view shows: the greatest side of the block, and a little air. */
function extentOf({ size, spacing }: VolumePlan): number {
  return Math.max(size[0] * spacing[0], size[1] * spacing[1], size[2] * spacing[2]) * 1.05;
}

/** Width and centre as the 2D reader says them; of SUV its two ends. */
function windowWords({ width, center }: VoiWindow, { unit }: VolumePlan): string {
  if (unit !== 'SUV') return `${Math.round(width)} / ${Math.round(center)}`;
  return `SUV ${(center - width / 2).toFixed(1)}–${(center + width / 2).toFixed(1)}`;
}

interface ReconstructionProps extends VolumeViewProps {
  client: VolumeClient;
  plan: VolumePlan;
}

function Reconstruction({ client, plan, stack, studyUid, viewport, onClose }: ReconstructionProps) {
  const desk = useDesk();
  const text = useReadingText();
  const locale = useLocale();
  const block = useMemo(
    () => ({
      centre: centreOf(plan),
      extent: extentOf(plan),
    }),
    [plan],
  );
  const crosshair = useReading(desk.reading, (state) => state.crosshair);
  const presentation = useReading(desk.reading, (state) => state.viewports[viewport]?.presentation);
  const series = useReading(desk.reading, (state) => seriesOf(state, stack));
  const study = useReading(desk.reading, (state) => state.studies.find(({ uid }) => uid === studyUid) ?? null);
  const reference = stack.frames[0]?.instance.image?.frameOfReferenceUid ?? '';
  const [mpr, setMpr] = useState<MprState>(() =>
    startMpr(crosshair && crosshair.frameOfReferenceUid === reference ? [...crosshair.point] : block.centre),
  );
  const [opening] = useState<VoiWindow>(
    () => desk.windowInView(viewport) ?? { center: 40, width: 400, shape: 'linear' as const },
  );
  const window = presentation?.window ?? opening;
  // The block of a PET holds SUV; the window is shared with the 2D reader, whose values are as stored.
  const inBlock = useMemo(
    () => ({ ...window, center: window.center * plan.factor, width: window.width * plan.factor }),
    [window, plan.factor],
  );
  const overlays = useOverlays(stack);
  const [overlay, setOverlay] = useState<string>('');
  const over = overlays.find(({ stack: other }) => other.id === overlay) ?? null;
  const fusion = useVolume(client, 'over', over?.studyUid ?? studyUid, over?.stack ?? null);
  const [opacity, setOpacity] = useState(0.6);
  const [top, setTop] = useState(6);
  const fused = useMemo(() => (fusion?.kind === 'ready' ? { opacity, top } : null), [fusion?.kind, opacity, top]);
  const stepMm = Math.min(...plan.spacing);

  const setWindow = useCallback(
    (next: VoiWindow) => desk.reading.dispatch({ kind: 'present', viewport, change: { window: next } }),
    [desk, viewport],
  );
  const onWindow = useCallback(
    (dx: number, dy: number) => {
      const before = desk.reading.current().viewports[viewport]?.presentation.window ?? opening;
      const isSuv = plan.unit === 'SUV';
      const step = isSuv ? before.width / 400 : Math.max(before.width / 400, 0.5);
      const least = isSuv ? 0.05 / plan.factor : 1;
      setWindow({ ...before, width: Math.max(least, before.width + dx * step), center: before.center + dy * step });
    },
    [desk, viewport, opening, setWindow, plan],
  );
  // The 2D reader goes on where the crosshair was left.
  const { centre } = mpr;
  useEffect(() => {
    if (!reference) return;
    const timer = setTimeout(
      () => desk.reading.dispatch({ kind: 'crosshair', at: { frameOfReferenceUid: reference, point: centre } }),
      150,
    );
    return () => clearTimeout(timer);
  }, [desk, reference, centre]);

  const who = [shownName(study?.manifest.patientName ?? '') || text('patient.unnamed'), series?.description]
    .filter(Boolean)
    .join(' · ');
  // The reader's and the department's too, as in the 2D room; what an object says of its own pixels alone is none of a block.
  const middle = stack.frames[Math.floor(stack.frames.length / 2)];
  const presets = middle ? roomPresets(desk, middle).filter(({ change }) => change.window) : [];
  return (
    <>
      <div className="reading-tools volume-tools" role="toolbar" aria-label={text('volume')}>
        <button type="button" className="tool tool-word" data-testid="volume-close" onClick={onClose}>
          ← {text('volume.close')}
        </button>
        <label>
          {text('volume.slab')}
          <select
            data-testid="slab-mode"
            value={mpr.slab.mode}
            onChange={(event) => {
              const mode = slabModes.find((one) => one === event.target.value) ?? ('mean' as SlabMode);
              setMpr((before) => ({
                ...before,
                slab: { mode, thickness: before.slab.thickness || (mode === 'mean' ? 0 : 10) },
              }));
            }}
          >
            {slabModes.map((mode) => (
              <option key={mode} value={mode}>
                {text(`volume.slab.${mode}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <input
            type="range"
            min={0}
            max={60}
            step={1}
            value={mpr.slab.thickness}
            data-testid="slab-thickness"
            aria-label={text('volume.thickness', { mm: mpr.slab.thickness })}
            onChange={(event) =>
              setMpr((before) => ({ ...before, slab: { ...before.slab, thickness: Number(event.target.value) } }))
            }
          />
          <span className="volume-number">{text('volume.thickness', { mm: mpr.slab.thickness })}</span>
        </label>
        <label>
          {text('presets')}
          <select
            value=""
            data-testid="volume-presets"
            onChange={(event) => {
              const preset = presets.find(({ id }) => id === event.target.value);
              if (preset?.change.window) setWindow(preset.change.window);
            }}
          >
            <option value="">{windowWords(inBlock, plan)}</option>
            {presets.map((preset) => (
              <option key={`${preset.origin} ${preset.id}`} value={preset.id}>
                {[preset.name[locale], preset.words].filter(Boolean).join(' ')}
              </option>
            ))}
          </select>
        </label>
        {overlays.length > 0 ? (
          <label>
            {text('volume.fusion')}
            <select value={overlay} data-testid="fusion" onChange={(event) => setOverlay(event.target.value)}>
              <option value="">{text('volume.fusion.none')}</option>
              {overlays.map(({ stack: other, plan: planned }) => (
                <option key={other.id} value={other.id} disabled={'refused' in planned}>
                  {[
                    seriesOf(desk.reading.current(), other)?.description,
                    'refused' in planned ? '✕' : planned.unit,
                  ].join(' ')}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        {fusion?.kind === 'loading' ? (
          <span>{text('volume.loading', { done: fusion.done, of: fusion.of })}</span>
        ) : null}
        {fused ? (
          <>
            <label>
              {text('volume.opacity')}
              <input
                type="range"
                min={0}
                max={1}
                step={0.05}
                value={opacity}
                onChange={(event) => setOpacity(Number(event.target.value))}
              />
            </label>
            <label>
              <input
                type="range"
                min={1}
                max={20}
                step={0.5}
                value={top}
                aria-label={text('volume.top', { top })}
                onChange={(event) => setTop(Number(event.target.value))}
              />
              <span className="volume-number">
                {fusion?.kind === 'ready' && fusion.plan.unit === 'SUV' ? 'SUV ' : ''}
                {`0–${top}`}
              </span>
            </label>
          </>
        ) : null}
        <button
          type="button"
          className="tool tool-word"
          data-testid="volume-reset"
          onClick={() => setMpr(startMpr(block.centre))}
        >
          {text('volume.reset')}
        </button>
        <span className="volume-number" data-testid="volume-centre" data-centre={JSON.stringify(centre)}>
          {text('volume.at', { x: centre[0].toFixed(1), y: centre[1].toFixed(1), z: centre[2].toFixed(1) })}
        </span>
        {plan.reduction > 1 ? (
          <em className="corner-caution">{text('volume.reduced', { by: plan.reduction })}</em>
        ) : null}
      </div>
      <div className="mpr-grid">
        {views.map((view) => (
          <PlaneView
            key={view}
            view={view}
            client={client}
            state={mpr}
            onState={setMpr}
            block={block}
            stepMm={stepMm}
            window={inBlock}
            inverted={presentation?.invert === true}
            onWindow={onWindow}
            fusion={fused}
            who={who}
          />
        ))}
        <DepthView client={client} possible={plan.unit === 'HU'} />
      </div>
    </>
  );
}
