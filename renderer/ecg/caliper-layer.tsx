// Calipers and evidence above the paper: lines to drag, to step by sample with the arrow keys, and what they say.
import type { KeyboardEvent, PointerEvent } from 'react';
import { type CaliperEnd, marchOut, onSample, readout } from '../../core/ecg/paper/calipers.ts';
import type { Panel, PaperLayout } from '../../core/ecg/paper/layout.ts';
import { mmOfMs, mmOfUv, msOfMm, uvOfMm } from '../../core/ecg/paper/scale.ts';
import type { EvidenceSpan } from './evidence.ts';
import { readoutText } from './readout-text.ts';
import { usePaperText } from './texts.ts';
import type { Calipers, PlacedCaliper } from './use-calipers.ts';

interface Place {
  pxPerMm: number;
  xPx: number;
  yPx: number;
  width: number;
  height: number;
}

interface LayerProps {
  layout: PaperLayout;
  place: Place;
  sampleRateHz: number;
  calipers: Calipers | undefined;
  evidence: readonly EvidenceSpan[];
}

export function CaliperLayer({ layout, place, sampleRateHz, calipers, evidence }: LayerProps) {
  const x = (ms: number) => (layout.signalMm + mmOfMs(ms - layout.fromMs, layout.scale)) * place.pxPerMm - place.xPx;
  const y = (mm: number) => mm * place.pxPerMm - place.yPx;
  const bottom = y(layout.heightMm);
  const top = y(0);
  const text = usePaperText();
  return (
    <svg className="ecg-calipers" width={place.width} height={place.height} role="group" aria-label={text('tool')}>
      {evidence.map((span, index) => (
        <Evidence key={index} span={span} layout={layout} place={place} />
      ))}
      {calipers?.list.map((caliper) => (
        <OneCaliper
          key={caliper.id}
          caliper={caliper}
          calipers={calipers}
          layout={layout}
          place={place}
          sampleRateHz={sampleRateHz}
          x={x}
          y={y}
          top={top}
          bottom={bottom}
        />
      ))}
    </svg>
  );
}

function Evidence({ span, layout, place }: { span: EvidenceSpan; layout: PaperLayout; place: Place }) {
  const from = Math.max(span.fromMs, layout.fromMs);
  const to = Math.min(span.toMs, layout.toMs);
  if (to < from) return null;
  const panels = layout.panels.filter(
    (panel) =>
      (span.lead === undefined
        ? panel.rhythm || layout.panels.every((one) => !one.rhythm)
        : panel.lead === span.lead) &&
      panel.toMs > from &&
      panel.fromMs < to,
  );
  return panels.map((panel) => {
    const x0 = panel.x0Mm + mmOfMs(Math.max(from, panel.fromMs) - panel.fromMs, layout.scale);
    const x1 = panel.x0Mm + mmOfMs(Math.min(to, panel.toMs) - panel.fromMs, layout.scale);
    const left = x0 * place.pxPerMm - place.xPx;
    const top = panel.topMm * place.pxPerMm - place.yPx;
    // What holds for the whole stretch is framed: a wash over all of it would only hide the squares.
    const whole = from <= panel.fromMs && to >= panel.toMs;
    const classes = ['ecg-evidence', span.critical ? 'is-critical' : '', whole ? 'is-whole' : ''].join(' ');
    return (
      <g key={`${panel.row} ${panel.x0Mm}`} className={classes}>
        <rect
          x={left}
          y={top + 1}
          width={Math.max(3, (x1 - x0) * place.pxPerMm)}
          height={(panel.bottomMm - panel.topMm) * place.pxPerMm - 2}
        >
          <title>{span.text}</title>
        </rect>
      </g>
    );
  });
}

interface OneProps extends Omit<LayerProps, 'calipers' | 'evidence'> {
  caliper: PlacedCaliper;
  calipers: Calipers;
  x: (ms: number) => number;
  y: (mm: number) => number;
  top: number;
  bottom: number;
}

function panelOf(layout: PaperLayout, lead: string, ms: number): Panel | undefined {
  return layout.panels.find((panel) => panel.lead === lead && ms >= panel.fromMs && ms < panel.toMs);
}

function OneCaliper(props: OneProps) {
  const { caliper, calipers, layout, x, y, place } = props;
  const text = usePaperText();
  const label = readoutText(caliper, readout(caliper), text('caliper.rrUnknown'));
  const chosen = calipers.chosen === caliper.id;
  const className = `ecg-caliper kind-${caliper.kind} ${chosen ? 'is-chosen' : ''}`;
  if (caliper.kind === 'amplitude') {
    const panel = panelOf(layout, caliper.lead, caliper.atMs);
    if (!panel) return null;
    const sign = panel.inverted ? -1 : 1;
    const level = (uv: number) => y(panel.baselineMm - sign * mmOfUv(uv, layout.scale));
    const at = x(caliper.atMs);
    const [a, b] = [level(caliper.fromUv), level(caliper.toUv)];
    return (
      <g className={className}>
        <path d={`M${at} ${a}V${b}`} />
        <Handle {...props} end="from" d={`M${at - 14} ${a}H${at + 26}`} cursor="ns-resize" />
        <Handle {...props} end="to" d={`M${at - 14} ${b}H${at + 26}`} cursor="ns-resize" />
        <Handle {...props} end="whole" d={`M${at} ${a}V${b}`} cursor="move" />
        <Words x={at + 10} y={(a + b) / 2} text={`${caliper.lead} ${label}`} width={place.width} />
      </g>
    );
  }
  if (caliper.kind === 'marker') {
    const panel = panelOf(layout, caliper.lead, caliper.atMs);
    if (!panel) return null;
    const at = x(caliper.atMs);
    return (
      <g className={className}>
        <Handle {...props} end="whole" d={`M${at} ${y(panel.topMm) + 6}V${y(panel.baselineMm)}`} cursor="ew-resize" />
        <Words x={at + 5} y={y(panel.topMm) + 12} text={`${caliper.lead} ${caliper.text}`} width={place.width} />
      </g>
    );
  }
  const [from, to] = [x(caliper.fromMs), x(caliper.toMs)];
  const bar = Math.min(place.height - 8, Math.max(20, y(caliper.yMm)));
  const others = caliper.kind === 'march' ? marchOut(caliper, layout.fromMs, layout.toMs) : [];
  return (
    <g className={className}>
      {others.map((ms) => (
        <path key={ms} className="ecg-march" d={`M${x(ms)} ${props.top}V${props.bottom}`} />
      ))}
      <path d={`M${from} ${bar}H${to}`} />
      <Handle {...props} end="whole" d={`M${from} ${bar}H${to}`} cursor="move" />
      <Handle {...props} end="from" d={`M${from} ${props.top}V${props.bottom}`} cursor="ew-resize" />
      <Handle {...props} end="to" d={`M${to} ${props.top}V${props.bottom}`} cursor="ew-resize" />
      <Words x={(from + to) / 2} y={bar - 7} text={label} centre width={place.width} />
    </g>
  );
}

/** Text in a pale plate that stays within the paper. */
function Words(props: { x: number; y: number; text: string; centre?: boolean; width: number }) {
  const wide = props.text.length * 7.2 + 12;
  const wished = props.centre ? props.x - wide / 2 : props.x;
  const left = Math.max(2, Math.min(props.width - wide - 2, wished));
  return (
    <g className="ecg-words">
      <rect x={left} y={props.y - 13} width={wide} height={18} rx={3} />
      <text x={left + wide / 2} y={props.y} textAnchor="middle" data-testid="ecg-readout">
        {props.text}
      </text>
    </g>
  );
}

/** A line that can be dragged and stepped; wider for the hand than for the eye. */
function Handle(props: OneProps & { end: CaliperEnd; d: string; cursor: string }) {
  const { caliper, calipers, end, layout, place, sampleRateHz } = props;
  const text = usePaperText();
  const onPointerDown = (event: PointerEvent<SVGPathElement>) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    const element = event.currentTarget;
    element.setPointerCapture(event.pointerId);
    calipers.choose(caliper.id);
    let last = { x: event.clientX, y: event.clientY };
    let rest = 0;
    const onMove = (move: globalThis.PointerEvent) => {
      const ms = msOfMm((move.clientX - last.x) / place.pxPerMm, layout.scale) + rest;
      const step = onSample(ms, sampleRateHz);
      rest = ms - step;
      const inverted = 'lead' in caliper && panelOf(layout, caliper.lead, caliper.atMs)?.inverted === true;
      const uv = -uvOfMm((move.clientY - last.y) / place.pxPerMm, layout.scale) * (inverted ? -1 : 1);
      last = { x: move.clientX, y: move.clientY };
      const sideways = caliper.kind !== 'amplitude' || end === 'whole';
      calipers.move(caliper.id, end, sideways ? step : 0, uv);
    };
    const onUp = () => {
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerup', onUp);
    };
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerup', onUp);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const many = event.shiftKey ? 10 : 1;
    const step = (1000 / sampleRateHz) * many;
    switch (event.key) {
      case 'ArrowLeft':
        calipers.move(caliper.id, end, -step, 0);
        break;
      case 'ArrowRight':
        calipers.move(caliper.id, end, step, 0);
        break;
      case 'ArrowUp':
        calipers.move(caliper.id, end, 0, 10 * many);
        break;
      case 'ArrowDown':
        calipers.move(caliper.id, end, 0, -10 * many);
        break;
      case 'Delete':
      case 'Backspace':
        calipers.remove(caliper.id);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <path className="ecg-line" d={props.d} />
      <path
        className="ecg-handle"
        d={props.d}
        style={{ cursor: props.cursor }}
        tabIndex={0}
        role="slider"
        aria-label={`${text(`tool.${caliper.kind}`)} ${text(`caliper.${end}`)}`}
        aria-valuenow={'fromMs' in caliper ? (end === 'to' ? caliper.toMs : caliper.fromMs) : caliper.atMs}
        data-testid={`caliper-${end}`}
        onPointerDown={onPointerDown}
        onKeyDown={onKeyDown}
        onFocus={() => calipers.choose(caliper.id)}
      />
    </>
  );
}
