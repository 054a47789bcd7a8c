// The display pipeline of an object or of one of its frames, as its attributes say it (PS3.3 C.11.1, C.11.2).
import type { DataSet } from '../../dicom/data-set.ts';
import type { DisplayPipeline, LookUpTable, Window } from '../descriptor.ts';
import { lutBytes, wordsAsBase64 } from './lut-data.ts';

/**
 * LUT Descriptor and Data of an item of a modality or VOI LUT sequence.
 * @param negative whether what goes in may be below zero, by which the first value mapped is read (C.11.1.1.1, C.11.2.1.1), whatever VR
 *   the sender gave it; null: nobody knows, the VR counts
 */
function lutOf(item: DataSet, negative: boolean | null): LookUpTable | null {
  const [count = 0, first = 0, said = 16] = item.numbers('LUTDescriptor');
  // The descriptor may be read with a sign (US or SS); its first value never has one.
  const entries = count <= 0 ? count + 65_536 : count;
  const bytes = lutBytes(item, 'LUTData');
  if (bytes.length === 0) return null;
  // 8-bit entries may be packed two a word.
  const packed = said <= 8 && bytes.length < entries * 2;
  const words = packed ? Uint16Array.from(bytes.subarray(0, entries)) : item.words('LUTData').slice(0, entries);
  if (words.length === 0) return null;
  const mapped =
    negative === null
      ? first
      : negative
        ? first > 32_767
          ? first - 65_536
          : first
        : first < 0
          ? first + 65_536
          : first;
  // A descriptor that says fewer bits than its entries fill is wrong: shown by it, they would be white.
  const most = words.reduce((greatest, word) => Math.max(greatest, word), 0);
  const bits = said >= 1 && said <= 16 ? Math.max(said, 32 - Math.clz32(most)) : 16;
  return {
    firstMapped: mapped,
    bitsPerEntry: bits,
    data: wordsAsBase64(words),
    explanation: item.string('LUTExplanation') ?? '',
  };
}

/** Whether values after slope and intercept may be below zero; null where the sign of the stored ones is not known either. */
function outputNegative(
  { slope, intercept }: { slope: number; intercept: number },
  signed: boolean | null,
  bits: number,
): boolean | null {
  const size = 2 ** bits;
  const ends = signed ? [-size / 2, size / 2 - 1] : [0, size - 1];
  const below = ends.some((value) => value * slope + intercept < 0);
  return signed === null && !below ? null : below;
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
 * @param signed Pixel Representation; null where it is not known (a presentation state says nothing of the pixels)
 */
export function displayOf(dataSet: DataSet, modality: DataSet, voi: DataSet, signed: boolean | null): DisplayPipeline {
  const rescale = { slope: modality.number('RescaleSlope') || 1, intercept: modality.number('RescaleIntercept') ?? 0 };
  const modalityItem = modality.item('ModalityLUTSequence');
  const photometric = dataSet.string('PhotometricInterpretation') ?? '';
  const shape = dataSet.string('PresentationLUTShape');
  const modalityLut = modalityItem ? lutOf(modalityItem, signed) : null;
  const negative = outputNegative(rescale, signed, dataSet.number('BitsStored') ?? 16);
  return {
    ...rescale,
    rescaleType: modality.string('RescaleType') ?? modalityItem?.string('ModalityLUTType') ?? '',
    modalityLut,
    windows: windowsOf(voi),
    voiFunction: functions[voi.string('VOILUTFunction') ?? ''] ?? 'linear',
    // After a modality LUT its output, which has no sign, is what the VOI LUT maps.
    voiLuts: voi.items('VOILUTSequence').flatMap((item) => lutOf(item, modalityLut ? false : negative) ?? []),
    // MONOCHROME1 already means inverse; a presentation LUT shape of INVERSE says the same thing again (C.11.6.1.2).
    inverted: photometric === 'MONOCHROME1' || (shape === 'INVERSE' && photometric === 'MONOCHROME2'),
  };
}
