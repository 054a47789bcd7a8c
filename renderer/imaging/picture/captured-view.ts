// What a viewport shows at this moment, kept so that it can be drawn as a picture at leisure: pixels, layers of others, drawings, words.
import { seriesOf, stackOf } from '../../../core/imaging/reading/state.ts';
import type { StackFrame } from '../../../core/imaging/stack.ts';
import type { ReadingDesk } from '../desk/desk.ts';
import { shownName } from '../viewport/corners.tsx';
import { copyDrawings } from './copy-drawings.ts';

interface Words {
  text: string;
  x: number;
  y: number;
  width: number;
  font: string;
  colour: string;
  /** Which end `x` is. */
  align: 'left' | 'right';
  /** Who the patient is, where and when: only by the reader's choice. */
  naming: boolean;
}

export interface CapturedView {
  studyUid: string;
  frame: StackFrame;
  patient: string;
  modality: string;
  seriesNumber: string;
  /** 1-based place in the stack. */
  at: number;
  /** CSS pixels of the viewport. */
  width: number;
  height: number;
  /** Pixels of the picture by CSS pixel. */
  scale: number;
  under: HTMLCanvasElement;
  /** Graphics of presentation states and outlines of segments, as SVG. */
  layers: string[];
  over: HTMLCanvasElement;
  words: Words[];
  bar: { x: number; y: number; width: number; height: number } | null;
}

/** Long side of a picture that leaves the viewer. */
const usualLongest = 1600;

function canvasOf(width: number, height: number, scale: number): [HTMLCanvasElement, CanvasRenderingContext2D] | null {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  return context ? [canvas, context] : null;
}

/** A canvas of the viewport where the page has it: in its own transform, as strong as its style says. */
function copyCanvas(context: CanvasRenderingContext2D, canvas: HTMLCanvasElement, scale: number): void {
  const style = getComputedStyle(canvas);
  context.setTransform(new DOMMatrix([scale, 0, 0, scale, 0, 0]).multiply(new DOMMatrix(style.transform)));
  context.imageSmoothingEnabled = canvas.style.imageRendering !== 'pixelated';
  context.globalAlpha = Number(style.opacity);
  const width = Number.parseFloat(canvas.style.width) || canvas.width;
  const height = Number.parseFloat(canvas.style.height) || canvas.height;
  context.drawImage(canvas, 0, 0, width, height);
  context.globalAlpha = 1;
  context.setTransform(scale, 0, 0, scale, 0, 0);
}

function layerOf(svg: SVGSVGElement, width: number, height: number): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  return new XMLSerializer().serializeToString(copy);
}

/** Lines of the corners and letters of the edges; the corners at the top say who and when. */
function wordsOf(cell: HTMLElement): Words[] {
  const from = cell.getBoundingClientRect();
  const zoom = from.width / Math.max(1, cell.clientWidth);
  const lines = cell.querySelectorAll<HTMLElement>('.edge-letters b, .scale-bar span, .corner > *');
  return [...lines].flatMap((line) => {
    const box = line.getBoundingClientRect();
    const text = line.innerText.trim();
    if (!text || box.width === 0 || line.closest('[data-passing]')) return [];
    const { fontWeight, fontSize, fontFamily, color, textAlign } = getComputedStyle(line);
    const font = `${fontWeight} ${fontSize} ${fontFamily}`;
    const naming = line.closest('.corner-tl, .corner-tr') !== null;
    const align = textAlign === 'right' ? 'right' : 'left';
    const x = ((align === 'right' ? box.right : box.left) - from.left) / zoom;
    const y = (box.top + box.height / 2 - from.top) / zoom;
    return [{ text, x, y, width: box.width / zoom, font, colour: color, align, naming }];
  });
}

function barOf(cell: HTMLElement): CapturedView['bar'] {
  const bar = cell.querySelector('.scale-bar')?.getBoundingClientRect();
  if (!bar) return null;
  const from = cell.getBoundingClientRect();
  const zoom = from.width / Math.max(1, cell.clientWidth);
  const [x, y] = [(bar.left - from.left) / zoom, (bar.top - from.top) / zoom];
  return { x, y, width: bar.width / zoom, height: bar.height / zoom };
}

/**
 * The active viewport. Null while its picture is not there: never a picture of something else.
 * @param longest long side of the picture that is made of it, pixels
 */
export function captureView(desk: ReadingDesk, root: HTMLElement, longest = usualLongest): CapturedView | null {
  const state = desk.reading.current();
  const viewport = state.viewports[state.active];
  const stack = viewport && stackOf(state, viewport);
  const frame = stack?.frames[viewport?.index ?? 0];
  const study = state.studies.find(({ uid }) => uid === viewport?.studyUid);
  const cell = root.querySelector<HTMLElement>(`[data-testid="viewport-${state.active}"]`);
  const canvas = cell?.querySelector<HTMLCanvasElement>('canvas.viewport-picture');
  if (!viewport || !study || !stack || !frame || !cell || !canvas || cell.clientWidth < 2) return null;
  if (canvas.dataset.frame !== `${frame.sopInstanceUid}/${frame.frame}`) return null;
  const { clientWidth: width, clientHeight: height } = cell;
  const scale = longest / Math.max(width, height);
  const under = canvasOf(width, height, scale);
  const over = canvasOf(width, height, scale);
  if (!under || !over) return null;
  under[1].fillStyle = '#000';
  under[1].fillRect(0, 0, under[0].width, under[0].height);
  for (const one of [canvas, ...cell.querySelectorAll<HTMLCanvasElement>('canvas.segment-fraction')])
    copyCanvas(under[1], one, scale);
  over[1].setTransform(scale, 0, 0, scale, 0, 0);
  const drawings = cell.querySelector('svg.annotations');
  if (drawings) copyDrawings(over[1], drawings);
  const layers = [...cell.querySelectorAll<SVGSVGElement>('svg.segmentation, svg.presentation-layer')];
  const series = seriesOf(state, stack);
  return {
    studyUid: study.uid,
    frame,
    patient: shownName(study.manifest.patientName),
    modality: series?.modality ?? '',
    seriesNumber: String(series?.number ?? ''),
    at: viewport.index + 1,
    ...{ width, height, scale, under: under[0], over: over[0] },
    layers: layers.map((svg) => layerOf(svg, width, height)),
    words: wordsOf(cell),
    bar: barOf(cell),
  };
}

/** @param named with the patient's name, numbers and date, as the corners say them */
export async function pictureOf(view: CapturedView, named: boolean): Promise<HTMLCanvasElement> {
  const { width, height, scale, under, over, layers, words, bar } = view;
  const made = canvasOf(width, height, scale);
  if (!made) throw new Error('the browser gives no canvas');
  const [canvas, context] = made;
  context.drawImage(under, 0, 0);
  for (const layer of layers) {
    const picture = new Image();
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(layer)}`;
    await picture.decode();
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  }
  context.drawImage(over, 0, 0);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.textBaseline = 'middle';
  context.lineWidth = 3;
  context.strokeStyle = 'rgb(0 0 0 / 85%)';
  for (const one of words) {
    if (one.naming && !named) continue;
    context.font = one.font;
    context.textAlign = one.align;
    context.strokeText(one.text, one.x, one.y, one.width + 2);
    context.fillStyle = one.colour;
    context.fillText(one.text, one.x, one.y, one.width + 2);
  }
  if (bar) {
    context.lineWidth = 1;
    context.strokeStyle = '#c3ced7';
    const right = bar.x + bar.width;
    const bottom = bar.y + bar.height;
    context.stroke(new Path2D(`M${bar.x} ${bar.y}H${right}V${bottom}H${bar.x}`));
  }
  return canvas;
}
