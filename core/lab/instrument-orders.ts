// What an analyzer is asked to do with a tube: the open tests of the specimen in the analyzer's own codes (host query, LAB-88).
import { hospitalTime } from '../kernel/hospital-time.ts';
import { saysSex } from '../patient/sex-code.ts';
import type { Dictionaries, InstrumentEntry } from './dictionary.ts';
import type { InstrumentOrder } from './instrument-message.ts';
import { currentVersion, isAskedFor } from './lines.ts';
import type { SpecimenDocument, TestLine } from './model.ts';
import { canAct } from './specimen-state.ts';

/** Never measured, or without a value; where a person must still choose between values nothing more is measured. */
const isOpen = (line: TestLine) => line.versions.length === 0 || currentVersion(line)?.noValue === true;

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
  const open = document.lines.filter((line) => isAskedFor(line) && isOpen(line));
  const measured = new Set(
    open.map(({ testCode }) => testCode).filter((code) => dictionaries.test[code]?.formula == null),
  );
  // In the analyzer's order; of a test's channels the first that is listed.
  const channels = instrument.channels.filter(({ testCode, ignore }) => !ignore && measured.delete(testCode));
  const tests = [...new Set(channels.map(({ channel }) => channel))];
  if (tests.length === 0) return null;
  const { patient, milestones } = document;
  return {
    specimenId: document.barcode,
    tests,
    priority: document.urgent ? 'urgent' : 'routine',
    patient: {
      id: patient.number,
      name: patient.name,
      sex: saysSex(patient.sex) ? patient.sex : 'unknown',
      ...(patient.birthDate === null ? {} : { birthDate: patient.birthDate }),
    },
    // A code is the hospital's own; the name is what analyzers print.
    specimenType: dictionaries.specimenType[document.specimenType]?.nameEn ?? document.specimenType,
    ...(milestones.collectedAt === null ? {} : { collectedAt: hospitalTime(milestones.collectedAt).slice(0, 19) }),
    action: 'new',
  };
}
