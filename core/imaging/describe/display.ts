// The display pipeline of an object or of one of its frames, as its attributes say it (PS3.3 C.11.1, C.11.2).
import type { DataSet } from '../../dicom/data-set.ts';
import type { DisplayPipeline, LookUpTable, Palette, Window } from '../descriptor.ts';

function base64(words: Uint16Array): string {
  let text = '';
  for (const word of words) text += String.fromCharCode(word & 255, word >> 8);
  return btoa(text);
}

/** LUT Descriptor and Data of an item of a modality or VOI LUT sequence. `signed`: pixels are, so the first mapped value is. */
function lutOf(item: DataSet, signed: boolean): LookUpTable | null {
  const [count = 0, first = 0, bits = 16] = item.numbers('LUTDescriptor');
  const entries = count === 0 ? 65_536 : count < 0 ? count + 65_536 : count;
  const bytes = item.bytes('LUTData');
  if (!bytes || bytes.length === 0) return null;
  // 8-bit entries may be packed two a word, low byte first (C.11.1.1.1).
  const packed = bits <= 8 && bytes.length < entries * 2;
  const words = packed ? Uint16Array.from(bytes.subarray(0, entries)) : item.words('LUTData').slice(0, entries);
  if (words.length === 0) return null;
  const mapped = signed ? (first > 32_767 ? first - 65_536 : first) : first < 0 ? first + 65_536 : first;
  return {
    firstMapped: mapped,
    bitsPerEntry: bits,
    data: base64(words),
    explanation: item.string('LUTExplanation') ?? '',
  };
}

function windowsOf(source: DataSet): Window[] {
  const centers = source.numbers('WindowCenter');
  const widths = source.numbers('WindowWidth');
  const words = source.strings('WindowCenterWidthExplanation');
  return centers
    .map((center, index) => ({ center, width: widths[index] ?? Number.NaN, explanation: words[index] ?? '' }))
    .filter(({ center, width }) => Number.isFinite(center) && Number.isFinite(width) && width > 0);
}

const functions: Record<string, DisplayPipeline['voiFunction']> = {
  SIGMOID: 'sigmoid',
  LINEAR_EXACT: 'linear-exact',
};

/**
 * `modality` and `voi` are where the attributes stand: the data set itself, or the items of its functional groups.
 * A slope of zero or no number would make every value the same: it is read as 1.
 */
export function displayOf(dataSet: DataSet, modality: DataSet, voi: DataSet, signed: boolean): DisplayPipeline {
  const slope = modality.number('RescaleSlope');
  const modalityItem = modality.item('ModalityLUTSequence');
  const photometric = dataSet.string('PhotometricInterpretation') ?? '';
  const shape = dataSet.string('PresentationLUTShape');
  const modalityLut = modalityItem ? lutOf(modalityItem, signed) : null;
  return {
    slope: slope === undefined || slope === 0 ? 1 : slope,
    intercept: modality.number('RescaleIntercept') ?? 0,
    rescaleType: modality.string('RescaleType') ?? modalityItem?.string('ModalityLUTType') ?? '',
    modalityLut,
    windows: windowsOf(voi),
    voiFunction: functions[voi.string('VOILUTFunction') ?? ''] ?? 'linear',
    // After a modality LUT its output, which has no sign, is what the VOI LUT maps.
    voiLuts: voi.items('VOILUTSequence').flatMap((item) => lutOf(item, signed && !modalityLut) ?? []),
    // MONOCHROME1 already means inverse; a presentation LUT shape of INVERSE says the same thing again (C.11.6.1.2).
    inverted: photometric === 'MONOCHROME1' || (shape === 'INVERSE' && photometric === 'MONOCHROME2'),
  };
}

/** Segmented palettes (C.7.9.2): discrete and linear runs, and repeats of earlier ones. */
function expandSegments(words: Uint16Array, length: number): Uint16Array {
  const out: number[] = [];
  const starts: number[] = [];
  function run(from: number, limit: number): number {
    let at = from;
    for (let count = 0; at + 1 < words.length && count < limit && out.length < length; count += 1) {
      starts.push(at);
      const code = words[at];
      const size = words[at + 1] ?? 0;
      if (code === 0) {
        for (let index = 0; index < size; index += 1) out.push(words[at + 2 + index] ?? 0);
        at += 2 + size;
      } else if (code === 1) {
        const first = out.at(-1) ?? 0;
        const last = words[at + 2] ?? 0;
        for (let index = 1; index <= size; index += 1) out.push(Math.round(first + ((last - first) * index) / size));
        at += 3;
      } else if (code === 2) {
        const offset = (words[at + 2] ?? 0) | ((words[at + 3] ?? 0) << 16);
        // A repeat may not repeat a repeat: it runs over the plain ones that lie before it.
        if (offset < at && words[offset] !== 2) run(offset, size);
        at += 4;
      } else return at;
    }
    return at;
  }
  run(0, Number.POSITIVE_INFINITY);
  return Uint16Array.from(out.slice(0, length));
}

const colours = [
  ['RedPaletteColorLookupTableDescriptor', 'RedPaletteColorLookupTableData', 'SegmentedRedPaletteColorLookupTableData'],
  [
    'GreenPaletteColorLookupTableDescriptor',
    'GreenPaletteColorLookupTableData',
    'SegmentedGreenPaletteColorLookupTableData',
  ],
  [
    'BluePaletteColorLookupTableDescriptor',
    'BluePaletteColorLookupTableData',
    'SegmentedBluePaletteColorLookupTableData',
  ],
] as const;

/** The three tables of a palette, entries widened to 16 bit (C.7.6.3.1.5); null when one is missing. */
export function paletteOf(dataSet: DataSet, signed: boolean): Palette | null {
  const [red, green, blue] = colours.map(([descriptor, data, segmented]): LookUpTable | null => {
    const [count = 0, first = 0, bits = 16] = dataSet.numbers(descriptor);
    const entries = count === 0 ? 65_536 : count;
    const bytes = dataSet.bytes(data);
    let words: Uint16Array;
    if (bytes && bytes.length > 0) {
      const packed = bits <= 8 && bytes.length < entries * 2;
      words = packed ? Uint16Array.from(bytes.subarray(0, entries)) : dataSet.words(data).slice(0, entries);
    } else {
      const runs = dataSet.words(segmented);
      if (runs.length === 0) return null;
      words = expandSegments(runs, entries);
    }
    // Tables that say 16 bit and fill only 8 are common in ultrasound: what fits a byte is widened.
    const wide = bits <= 8 || words.every((word) => word < 256) ? words.map((word) => word * 257) : words;
    const mapped = signed && first > 32_767 ? first - 65_536 : first;
    return { firstMapped: mapped, bitsPerEntry: 16, data: base64(wide), explanation: '' };
  });
  return red && green && blue ? { red, green, blue } : null;
}
