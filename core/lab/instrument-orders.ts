// What an analyzer is asked to do with a tube: the open tests of the specimen in the analyzer's own codes (host query, LAB-88).
import { CHINA_OFFSET_MINUTES } from '../kernel/age.ts';
import type { Dictionaries, InstrumentEntry } from './dictionary.ts';
import type { InstrumentOrder } from './instrument-message.ts';
import { isAskedFor, isDone } from './lines.ts';
import type { SpecimenDocument } from './model.ts';
import { canAct } from './specimen-state.ts';

/** The analyzer's code of each test that it runs, the first that is listed. */
export function codeOfTest(instrument: InstrumentEntry, testCode: string): string | null {
  return instrument.channels.find((channel) => !channel.ignore && channel.testCode === testCode)?.channel ?? null;
}

/**
 * Null when there is nothing for this analyzer to do: the specimen is not at the bench, is signed, or its tests are done or run elsewhere.
 * Calculated tests are never asked for.
 */
export function instrumentOrder(
  document: SpecimenDocument,
  instrument: InstrumentEntry,
  dictionaries: Dictionaries,
): InstrumentOrder | null {
  if (!instrument.enabled || !canAct(document.state, 'result')) return null;
  const open = document.lines.filter((line) => isAskedFor(line) && !isDone(line));
  const measured = open.filter((line) => dictionaries.test[line.testCode]?.formula == null);
  const tests = [...new Set(measured.flatMap((line) => codeOfTest(instrument, line.testCode) ?? []))];
  if (tests.length === 0) return null;
  const { patient, milestones } = document;
  return {
    specimenId: document.barcode,
    tests,
    priority: document.urgent ? 'urgent' : 'routine',
    patient: {
      id: patient.number,
      name: patient.name,
      sex: patient.sex,
      ...(patient.birthDate === null ? {} : { birthDate: patient.birthDate }),
    },
    specimenType: document.specimenType,
    ...(milestones.collectedAt === null ? {} : { collectedAt: localTime(milestones.collectedAt) }),
    action: 'new',
  };
}

/** Analyzers keep the local time of China, without a zone. */
function localTime(instant: string): string {
  return new Date(Date.parse(instant) + CHINA_OFFSET_MINUTES * 60_000).toISOString().slice(0, 19);
}
