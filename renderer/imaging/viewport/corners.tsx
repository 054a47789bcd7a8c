// The thin texts in the corners: who, what, where in the stack, how it is shown.

import type { RefObject } from 'react';
import { overlaysLeftOut, overlaysLost } from '../../../core/imaging/describe/overlays.ts';
import { seriesOfStack } from '../../../core/imaging/hanging/match.ts';
import { suvOfImage } from '../../../core/imaging/measure/suv.ts';
import { dot } from '../../../core/imaging/plane.ts';
import type { OpenStudy, Viewport } from '../../../core/imaging/reading/state.ts';
import type { Stack, StackFrame } from '../../../core/imaging/stack.ts';
import { type Matrix, seenRotation } from '../../../core/imaging/view-transform.ts';
import type { Text } from '../../i18n/text.tsx';
import { type Observable, useObserved } from '../desk/observable.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import type { ReadingTextKey } from '../locales/zh-CN.ts';
import type { WantedFrame } from '../pixels/frame-store.ts';
import type { Painted } from '../pixels/painter.ts';
import type { PresentedFrameView } from '../presentation/presented-frame.ts';
import { LoadedCount } from './loaded-count.tsx';
import { ValueUnder } from './value-under.tsx';

interface CornersProps {
  study: OpenStudy;
  stack: Stack;
  viewport: Viewport;
  frame: StackFrame;
  matrix: Matrix;
  painted: Observable<Painted>;
  /** The presentation state that holds here. */
  presented: PresentedFrameView | null;
  width: number;
  /** The viewport itself: what the pointer moves over. */
  cell: RefObject<HTMLElement | null>;
  /** Of the stack in view. */
  frames: readonly WantedFrame[];
}

/** 20240131, and 2024.01.31 as before DICOM 3, to 2024-01-31; anything else as it is. */
export function shownDate(date: string): string {
  if (/^\d{4}\.\d{2}\.\d{2}$/.test(date)) return date.replaceAll('.', '-');
  return /^\d{8}$/.test(date) ? `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}` : date;
}

function shownTime(time: string): string {
  return /^\d{4}/.test(time) ? `${time.slice(0, 2)}:${time.slice(2, 4)}` : '';
}

/** A DICOM name as it is read: the ideographic group where there is one, components by spaces, but not in Chinese. */
export function shownName(name: string): string {
  const [alphabetic = '', ideographic = ''] = name.split('=');
  const shown = ideographic || alphabetic;
  const between = /\p{Script=Han}/u.test(shown) ? '' : ' ';
  return shown.split('^').filter(Boolean).join(between).trim();
}

/** (0010,1010) 038Y as it is said; anything else as it is. */
function shownAge(age: string, text: Text<ReadingTextKey>): string {
  const [, count, unit] = /^0*(\d{1,3})([DWMY])$/.exec(age) ?? [];
  if (!count) return age;
  const key = unit === 'D' ? 'age.days' : unit === 'W' ? 'age.weeks' : unit === 'M' ? 'age.months' : 'age.years';
  return text(key, { count });
}

function shownNumber(value: number): string {
  return Math.abs(value) >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toPrecision(3);
}

/** A tenth of a degree where it is not a whole one. */
export function shownDegrees(degrees: number): string {
  const tenths = Math.round(degrees * 10) / 10;
  return Number.isInteger(tenths) ? String(tenths) : tenths.toFixed(1);
}

export function Corners({
  study,
  stack,
  viewport,
  frame,
  matrix,
  painted,
  presented,
  width,
  cell,
  frames,
}: CornersProps) {
  const text = useReadingText();
  const voi = useObserved(painted, (value) => value.voi);
  const series = seriesOfStack(study, stack);
  const { manifest } = study;
  const narrow = width < 330;
  const image = frame.instance.image;
  const location = frame.placed ? dot(frame.placed.position, frame.placed.normal) : null;
  const zoom = Math.hypot(matrix.c, matrix.d);
  const turned = seenRotation(viewport.presentation.placement);
  const sex = { M: text('sex.male'), F: text('sex.female') }[manifest.sex] ?? manifest.sex;
  // What is cut off where it is narrow is the end of a long number.
  const tell = [sex, shownAge(manifest.age, text), manifest.patientId].filter(Boolean).join(' · ');
  const refused = 'refused' in stack.volume ? stack.volume.refused : null;
  const suv = image ? suvOfImage(image, series?.modality ?? '') : null;
  const marked = refused === 'uneven' || refused === 'tilted' || refused === 'repeated' || refused === 'mixed';
  return (
    <div className="corners" aria-hidden={false}>
      <div className="corner corner-tl">
        <b data-testid="corner-patient">{shownName(manifest.patientName) || text('patient.unnamed')}</b>
        {narrow ? null : <span>{tell}</span>}
        {study.role === 'prior' ? <em className="prior-word">{text('prior')}</em> : null}
        {manifest.source ? (
          <em className="source-word" data-testid="corner-source">
            {text('source', { name: manifest.source.name })}
          </em>
        ) : null}
        {presented ? (
          <em className="source-word" data-testid="corner-presented">
            {text('presented', { name: presented.shown.state.label || presented.shown.state.description })}
          </em>
        ) : null}
      </div>
      <div className="corner corner-tr">
        <span>
          {shownDate(series?.date || manifest.date)} {shownTime(series?.time || manifest.time)}
        </span>
        {narrow ? null : <span>{manifest.institution}</span>}
        <span>
          {[series?.modality, series?.description || series?.protocol, stack.label].filter(Boolean).join(' · ')}
        </span>
      </div>
      <div className="corner corner-bl">
        <ValueUnder viewport={cell} frame={frame} matrix={matrix} />
        <span data-testid="corner-position">
          {text('position', { series: series?.number ?? '–', at: viewport.index + 1, of: stack.frames.length })}
        </span>
        {location === null || narrow ? null : (
          <span>
            {text('location', { mm: location.toFixed(1) })}
            {frame.plane.sliceThickness
              ? ` · ${text('thickness', { mm: shownNumber(frame.plane.sliceThickness) })}`
              : ''}
          </span>
        )}
        {marked && refused ? <span className="corner-caution">{text(`stack.${refused}`)}</span> : null}
        {suv && 'refused' in suv ? (
          <span className="corner-caution" data-testid="corner-suv">
            {text('suv.refused', { reason: text(`suv.reason.${suv.refused}`) })}
          </span>
        ) : null}
        {frame.instance.problem.includes(overlaysLeftOut) ? (
          <span className="corner-caution">{text('overlay.leftOut')}</span>
        ) : null}
        {frame.instance.problem.includes(overlaysLost) ? (
          <span className="corner-caution">{text('overlay.lost')}</span>
        ) : null}
        {image?.lossy ? <span className="corner-caution">{text('lossy')}</span> : null}
      </div>
      <div className="corner corner-br">
        <LoadedCount frames={frames} />
        {viewport.cine.playing ? <span>{text('cine.rate', { rate: viewport.cine.framesPerSecond })}</span> : null}
        {voi?.kind === 'window' ? (
          <span data-testid="corner-window">
            {text('window', { width: shownNumber(voi.window.width), center: shownNumber(voi.window.center) })}
          </span>
        ) : voi ? (
          <span>{text('window.lut')}</span>
        ) : null}
        {suv && 'factor' in suv && voi?.kind === 'window' ? (
          <span data-testid="corner-suv">
            {text('suv.window', {
              from: ((voi.window.center - voi.window.width / 2) * suv.factor).toFixed(1),
              to: ((voi.window.center + voi.window.width / 2) * suv.factor).toFixed(1),
            })}
          </span>
        ) : null}
        {turned === 0 ? null : (
          <span data-testid="corner-turned">{text('turned', { degrees: shownDegrees(turned) })}</span>
        )}
        <span>{text('zoom', { percent: Math.round(zoom * 100) })}</span>
      </div>
    </div>
  );
}
