// Samples to packed colours: by table for 8 and 16 bit, value by value for wider ones, straight for colour.
import { packColour } from '../../../core/imaging/colour-map.ts';
import type { DisplayPipeline, Palette } from '../../../core/imaging/descriptor.ts';
import {
  applyVoi,
  buildLookUp,
  decodeEntries,
  drawThrough,
  type LookUp,
  modalityTransform,
  type StoredRange,
  type Voi,
} from '../../../core/imaging/lookup.ts';
import type { Samples } from '../../../core/imaging/pixels/samples.ts';

export interface Look {
  pipeline: DisplayPipeline;
  voi: Voi;
  invert: boolean;
  colours: Uint32Array;
  padding: { from: number; to: number } | null;
  palette: Palette | null;
}

/** Tables are made for whole blocks of values, so that the frames of a series share one. */
const block = 2048;

function tableRange(samples: Samples, range: { min: number; max: number }): StoredRange {
  switch (samples.kind) {
    case 'u8':
      return { min: 0, max: 255 };
    case 'i8':
      return { min: -128, max: 127 };
    default:
      return { min: Math.floor(range.min / block) * block, max: Math.ceil((range.max + 1) / block) * block - 1 };
  }
}

interface Kept {
  look: Look;
  range: StoredRange;
  lookUp: LookUp;
}

function sameVoi(one: Voi, other: Voi): boolean {
  if (one.kind === 'lut' || other.kind === 'lut') return one === other;
  const a = one.window;
  const b = other.window;
  return a.center === b.center && a.width === b.width && a.shape === b.shape;
}

function samePipeline(one: DisplayPipeline, other: DisplayPipeline): boolean {
  return (
    one === other ||
    (one.slope === other.slope &&
      one.intercept === other.intercept &&
      one.inverted === other.inverted &&
      one.modalityLut === other.modalityLut)
  );
}

function samePadding(one: Look['padding'], other: Look['padding']): boolean {
  return one === other || (one?.from === other?.from && one?.to === other?.to);
}

/** Remembers the last few tables: scrolling with one window needs one table for the whole series. */
export class TableShelf {
  private kept: Kept[] = [];

  tableFor(look: Look, range: StoredRange): LookUp {
    const found = this.kept.find(
      (one) =>
        one.range.min <= range.min &&
        one.range.max >= range.max &&
        one.look.colours === look.colours &&
        one.look.invert === look.invert &&
        one.look.palette === look.palette &&
        samePadding(one.look.padding, look.padding) &&
        sameVoi(one.look.voi, look.voi) &&
        samePipeline(one.look.pipeline, look.pipeline),
    );
    if (found) return found.lookUp;
    const lookUp = look.palette ? paletteTable(look.palette, range) : buildLookUp({ ...look, range });
    this.kept = [{ look, range, lookUp }, ...this.kept].slice(0, 6);
    return lookUp;
  }
}

/** PS3.3 C.7.9: indexes below the first entry take the first, beyond the last the last. */
function paletteTable(palette: Palette, range: StoredRange): LookUp {
  const parts = [palette.red, palette.green, palette.blue].map((lut) => ({
    first: lut.firstMapped,
    entries: decodeEntries(lut),
  }));
  const table = Uint32Array.from({ length: range.max - range.min + 1 }, (_, index) => {
    const [red = 0, green = 0, blue = 0] = parts.map(({ first, entries }) => {
      const at = Math.max(0, Math.min(entries.length - 1, range.min + index - first));
      return (entries[at] ?? 0) >> 8;
    });
    return packColour(red, green, blue);
  });
  return { table, min: range.min };
}

export function drawSamples(
  samples: Samples,
  range: { min: number; max: number },
  look: Look,
  shelf: TableShelf,
  out: Uint32Array,
): void {
  switch (samples.kind) {
    case 'rgb8':
      drawColour(samples.data, look.invert, out);
      return;
    case 'u8':
    case 'i8':
    case 'u16':
    case 'i16': {
      const lookUp = shelf.tableFor(look, tableRange(samples, wholeRange(range, look.padding)));
      drawThrough(samples.data, lookUp, out);
      return;
    }
    case 'u32':
    case 'i32':
    case 'f32':
      drawDirect(samples.data, look, out);
      return;
    default:
      samples satisfies never;
  }
}

/** Padding lies outside the range of values, yet its pixels are looked up too. */
function wholeRange(range: { min: number; max: number }, padding: Look['padding']): { min: number; max: number } {
  if (!padding) return range;
  return { min: Math.min(range.min, padding.from, padding.to), max: Math.max(range.max, padding.from, padding.to) };
}

function drawColour(data: Uint8Array, invert: boolean, out: Uint32Array): void {
  const turn = invert ? 0xffffff : 0;
  for (let index = 0, at = 0; index < out.length; index += 1, at += 3) {
    const colour = ((data[at + 2] as number) << 16) | ((data[at + 1] as number) << 8) | (data[at] as number);
    out[index] = (0xff000000 | (colour ^ turn)) >>> 0;
  }
}

/** Not finite: black, for it is no measurement. */
function drawDirect(data: Uint32Array | Int32Array | Float32Array, look: Look, out: Uint32Array): void {
  const modality = modalityTransform(look.pipeline);
  const inverted = look.pipeline.inverted !== look.invert;
  const { padding, voi, colours } = look;
  const low = padding ? Math.min(padding.from, padding.to) : 1;
  const high = padding ? Math.max(padding.from, padding.to) : 0;
  for (let index = 0; index < out.length; index += 1) {
    const stored = data[index] as number;
    if (!Number.isFinite(stored) || (stored >= low && stored <= high)) {
      out[index] = 0xff000000;
      continue;
    }
    const shown = Math.round(255 * applyVoi(modality(stored), voi));
    out[index] = colours[inverted ? 255 - shown : shown] ?? 0xff000000;
  }
}
