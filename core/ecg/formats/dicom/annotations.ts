// Waveform annotations of a DICOM ECG (PS3.3 C.10.10): vendor measurements, positions, statements, pacing marks.
import type { DataSet } from '../../../dicom/data-set.ts';
import { leadOfCode } from '../../leads.ts';
import type { EcgRecording } from '../../recording.ts';
import { VendorList } from '../vendor-values.ts';
import { conceptOf } from './annotation-codes.ts';

type Said = Pick<EcgRecording, 'vendorMeasurements' | 'vendorStatements' | 'vendorPacingMs'>;

/** Milliseconds of an annotation's place: by sample of the group that it refers to, or by time offset. */
function placesOf(annotation: DataSet, rates: readonly number[]): number[] {
  const group = (annotation.numbers('ReferencedWaveformChannels')[0] ?? 1) - 1;
  const rate = rates[group];
  const samples = annotation.numbers('ReferencedSamplePositions');
  // Positions count from 1 by the standard (PS3.3 C.10.10.1.1), yet devices count from 0; one sample is not known better.
  if (samples.length > 0 && rate) return samples.map((sample) => (sample * 1000) / rate);
  return annotation.numbers('ReferencedTimeOffsets').filter((value) => !Number.isNaN(value));
}

function readOne(annotation: DataSet, rates: readonly number[], list: VendorList, said: Said): void {
  const concept = annotation.item('ConceptNameCodeSequence');
  const code = concept?.string('CodeValue') ?? '';
  const scheme = concept?.string('CodingSchemeDesignator') ?? '';
  const meaning = concept?.string('CodeMeaning') ?? '';
  const value = annotation.number('NumericValue');
  const places = placesOf(annotation, rates);
  const source = `${scheme} ${code}`.trim();
  const known = conceptOf(scheme, code, meaning);
  const lead = annotation.item('ConceptNameCodeSequence')?.item('ModifierCodeSequence');
  const leadName = lead && leadOfCode(lead.string('CodeValue') ?? '', lead.string('CodingSchemeDesignator') ?? '');
  if (value !== undefined) {
    const unit = annotation.item('MeasurementUnitsCodeSequence')?.string('CodeValue') ?? '';
    // A duration of zero is how devices write "not measured"; an axis of zero is a value.
    if (known && !leadName && (value !== 0 || known.name.startsWith('axis'))) {
      list.add(known.name, unit === 's' ? value * 1000 : value, source, known.formula);
    } else if (!known && meaning) list.other([leadName, meaning].filter(Boolean).join(' '), value, unit, source);
  } else if (known && places.length > 0) list.add(known.name, places[0], source);
  else if (/pac(er|ing|emaker)/i.test(meaning)) said.vendorPacingMs.push(...places);
  const text = annotation.string('UnformattedTextValue')?.trim();
  const coded = annotation.item('ConceptCodeSequence');
  const shown = text || coded?.string('CodeMeaning')?.trim();
  if (shown) {
    const named = coded?.string('CodeValue');
    said.vendorStatements.push({ ...(named && { code: named }), text: shown });
  }
}

/** `rates`: sampling rate of each multiplex group. */
export function readDicomAnnotations(annotations: readonly DataSet[], rates: readonly number[]): Said {
  const list = new VendorList();
  const said: Said = { vendorMeasurements: [], vendorStatements: [], vendorPacingMs: [] };
  for (const annotation of annotations) readOne(annotation, rates, list, said);
  return { ...said, vendorMeasurements: list.list() };
}
