// A new specimen document from an order: one tube, its patient and visit, its items and empty lines.
import { fail } from '../kernel/errors.ts';
import type { PatientBrief, VisitBrief } from '../patient/model.ts';
import { allocateTubes, type Tube } from './barcode-groups.ts';
import type { Dictionaries } from './dictionary.ts';
import { newLine } from './lines.ts';
import type { SpecimenDocument } from './model.ts';

export interface SpecimenOrder {
  specimenId: string;
  barcode: string;
  patient: PatientBrief;
  visit: VisitBrief;
  orderingDoctor: string;
  clinicalNote: string;
  urgent: boolean;
  orderedAt: string;
  /** Order of each item, by its code. */
  orderIdOf: (itemCode: string) => string;
}

export function specimenForTube(tube: Tube, order: SpecimenOrder, dictionaries: Dictionaries): SpecimenDocument {
  const lines = tube.testCodes.flatMap((code) => {
    const test = dictionaries.test[code];
    return test === undefined ? [] : [newLine(test, 'ordered')];
  });
  return {
    id: order.specimenId,
    version: 1,
    barcode: order.barcode,
    sampleNumber: null,
    state: 'ordered',
    urgent: order.urgent,
    groupId: tube.groupId,
    instrumentGroup: tube.instrumentGroup,
    specimenType: tube.specimenType,
    container: tube.container,
    patient: order.patient,
    visit: order.visit,
    orderingDoctor: order.orderingDoctor,
    clinicalNote: order.clinicalNote,
    items: tube.items.map((item) => ({
      orderId: order.orderIdOf(item.code),
      itemCode: item.code,
      itemName: item.name,
      testCodes: item.testCodes,
      fee: item.fee,
    })),
    lines,
    attachments: [],
    milestones: {
      orderedAt: order.orderedAt,
      labelPrintedAt: null,
      collectedAt: null,
      receivedAt: null,
      firstResultAt: null,
      testedAt: null,
      reviewedAt: null,
      releasedAt: null,
      printedAt: null,
    },
    collectedBy: null,
    receivedBy: null,
    firstReview: null,
    secondReview: null,
    rejection: null,
    recall: null,
    reportVersion: 0,
    remark: '',
  };
}

/** Registration by hand gives one barcode: the items must fit into one tube, else INPUT_INVALID names the tubes. */
export function oneTube(itemCodes: readonly string[], dictionaries: Dictionaries): Tube {
  const tubes = allocateTubes(itemCodes, dictionaries);
  const [only] = tubes;
  if (only !== undefined && tubes.length === 1) return only;
  throw fail('INPUT_INVALID', {
    field: 'itemCodes',
    problem: 'several tubes',
    tubes: tubes.map(
      (tube) => `${tube.container} ${tube.specimenType}: ${tube.items.map((item) => item.name).join(', ')}`,
    ),
  });
}
