// What is still to be done on a specimen by one instrument, in the instrument's own codes: the answer to its query.
import type { Dictionaries, InstrumentEntry } from '../../../core/lab/dictionary.ts';
import type { InstrumentOrder } from '../../../core/lab/instrument-message.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';

/** States in which a tube may stand on an analyzer. One that was not received yet is not run: somebody must look at it first. */
const loadable: readonly SpecimenDocument['state'][] = ['received', 'testing', 'tested', 'recalled'];

/** Null when nothing is to be done here. Tests with a reported value are left out; a no-value is asked for again. */
export function instrumentOrderOf(
  document: SpecimenDocument,
  instrument: InstrumentEntry,
  dictionaries: Dictionaries,
): InstrumentOrder | null {
  if (!loadable.includes(document.state)) return null;
  const open = new Set(
    document.lines
      .filter((line) => {
        const current = line.versions.find(({ id }) => id === line.currentId);
        return line.origin !== 'unordered' && (line.versions.length === 0 || current?.noValue === true);
      })
      .map(({ testCode }) => testCode),
  );
  const tests = instrument.channels
    .filter(({ testCode, ignore }) => !ignore && open.has(testCode))
    .map(({ channel }) => channel);
  if (tests.length === 0) return null;
  const { patient } = document;
  const order: InstrumentOrder = {
    specimenId: document.barcode,
    tests: [...new Set(tests)],
    priority: document.urgent ? 'urgent' : 'routine',
    patient: { id: patient.number, name: patient.name, sex: patient.sex },
    specimenType: dictionaries.specimenType[document.specimenType]?.nameEn ?? document.specimenType,
    action: 'new',
  };
  if (patient.birthDate !== null && order.patient) order.patient.birthDate = patient.birthDate;
  return order;
}
