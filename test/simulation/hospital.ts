// The patients and tubes of one simulation.
import { shippedDictionaries } from '../../core/lab/catalogue/index.ts';
import type { Dictionaries } from '../../core/lab/dictionary.ts';
import type { SpecimenDocument } from '../../core/lab/model.ts';
import { collect, receive } from '../../core/lab/reception.ts';
import { oneTube, specimenForTube } from '../../core/lab/registration.ts';
import type { PatientBrief, VisitBrief } from '../../core/patient/model.ts';
import type { Central } from './central.ts';
import type { Chance } from './chance.ts';

export interface PlannedTube {
  id: string;
  barcode: string;
  group: 'haematology' | 'chemistry';
  received: boolean;
}

export interface Hospital {
  tubes: (PlannedTube & { patientId: string })[];
  /** Barcodes that no tube has. */
  strangers: string[];
}

export const dictionaries: Dictionaries = { ...shippedDictionaries, version: 1 };

/** Barcodes carry the seed: what the server holds of them is of this simulation. */
export const barcodePrefix = (seed: number): string => `S${String(seed).padStart(7, '0')}`;

export function tubeDocument(
  tube: PlannedTube,
  patient: PatientBrief,
  visit: VisitBrief,
  now: string,
  newId: () => string,
): SpecimenDocument {
  const context = { now, actor: { id: 'simulation', name: '模拟' }, newId, dictionaries };
  const ordered = specimenForTube(
    oneTube([tube.group === 'haematology' ? 'CBC' : 'MYOCARD'], dictionaries),
    {
      specimenId: tube.id,
      barcode: tube.barcode,
      patient,
      visit,
      orderingDoctor: '某医生',
      clinicalNote: '',
      urgent: false,
      orderedAt: now,
      orderIdOf: () => tube.id,
    },
    dictionaries,
  );
  if (!tube.received) return ordered;
  return receive(collect(ordered, context), { sampleNumber: tube.barcode.slice(-4) }, context);
}

export async function openHospital(central: Central, seed: number, chance: Chance): Promise<Hospital> {
  const tubes = Array.from(
    { length: chance.between(3, 5) },
    (_, index): PlannedTube => ({
      id: chance.id(),
      barcode: `${barcodePrefix(seed)}${index}`,
      group: index % 2 === 0 ? 'haematology' : 'chemistry',
      received: index < 2 || chance.is(0.8),
    }),
  );
  const patients = await central.admit(tubes, chance.id);
  return {
    tubes: tubes.map((tube) => ({ ...tube, patientId: patients.get(tube.barcode) ?? '' })),
    strangers: [`${barcodePrefix(seed)}X`, `${barcodePrefix(seed)}Y`],
  };
}
