// Results and circumstances of one group by the standard: kind, control material, details for the screen.

import { fieldText, get, type Hl7Segment, isoFromHl7Time, segmentsOf } from '../../../core/hl7/index.ts';
import type { InstrumentMessage, InstrumentResult } from '../../../core/lab/instrument-message.ts';
import type { Collected, Hl7Context, ResultKind } from './hl7-dialect.ts';
import type { Hl7Group, Hl7Observation } from './hl7-groups.ts';
import { codedField, resultOf, withSubIdsAsCodes } from './hl7-results.ts';

/** Drops what names no test and says where it stood. */
export function namedResults(observations: Hl7Observation[], { problems }: Hl7Context): InstrumentResult[] {
  return withSubIdsAsCodes(
    observations.flatMap((observation) => {
      const result = resultOf(observation);
      if (result.code !== '') return [result];
      const at = `segment ${observation.obx.position} OBX`;
      problems.push({
        code: 'CONTENT_NO_TEST_CODE',
        at,
        text: `An observation names no test; its value is "${result.value}".`,
      });
      return [];
    }),
  );
}

/**
 * Control material shows itself by SPM-11 (Q control, C calibrator: table 0369), by MSH-11 Q, or by MSH-16, which
 * Mindray and Edan use as a class: 0 is a patient's sample, anything else must never reach a patient list.
 */
export function kindByStandard(group: Hl7Group, { header }: Hl7Context): ResultKind {
  const role = get(group.spm, 11).toUpperCase();
  if (role === 'C' || role === 'L') return 'event';
  const byRole = role === 'Q' || role === 'E' || get(group.spm, 4).toUpperCase() === 'Q';
  const byService = [1, 2, 3].some((component) => /^QC$/i.test(get(group.obr, 4, component)));
  const byHeader = header.processing.toUpperCase() === 'Q' || /^[1-9]$/.test(header.messageClass);
  return byRole || byService || byHeader ? 'qc' : 'results';
}

function controlOf({ obr, spm, sac }: Hl7Group, { message }: Hl7Context): InstrumentMessage['control'] {
  const inventory = segmentsOf(message, 'INV')[0];
  const material = get(inventory, 1) || get(spm, 4, 2) || get(sac, 4);
  const lot = get(inventory, 16) || fieldText(obr, 13);
  const control: InstrumentMessage['control'] = {};
  if (material !== '') control.material = material;
  if (lot !== '') control.lot = lot;
  return control;
}

export function collectByStandard(group: Hl7Group, context: Hl7Context): Collected {
  const results = namedResults(group.observations, context);
  if (kindByStandard(group, context) !== 'qc') return { results, details: {} };
  return { results, details: { clinicalInformation: '' }, control: controlOf(group, context) };
}

/** OBR-25 C, or an OBX that is marked as corrected (tables 0123 and 0085). */
export function isCorrection({ obr, observations }: Hl7Group): boolean {
  const corrected = observations.filter(({ obx }) => get(obx, 11) === 'C').length;
  return get(obr, 25) === 'C' || corrected > 0;
}

/** The first of these fields that says something. */
const firstText = (...texts: string[]) => texts.find((text) => text !== '' && text !== '""') ?? '';

const personName = (pid: Hl7Segment | undefined) =>
  [1, 2, 3]
    .map((component) => get(pid, 5, component))
    .filter((part) => part !== '')
    .join(' ');

/** OBR-4, or OBR-5 where a sender put a bare number before it. */
export function serviceOf(obr: Hl7Segment | undefined): { code: string; name?: string } {
  const service = codedField(obr, 4);
  const shifted = codedField(obr, 5);
  return /^\d*$/.test(service.code) && service.name === undefined && shifted.name !== undefined ? shifted : service;
}

export function detailsOf(
  { pid, pv1, obr, tq1, spm, sac, observations }: Hl7Group,
  { header }: Hl7Context,
): Record<string, string> {
  const service = serviceOf(obr);
  const firstObx = observations[0]?.obx;
  const details: Record<string, string> = {
    sender: [header.sendingApplication, header.sendingFacility].filter((part) => part !== '').join(' '),
    service: [service.code, service.name ?? ''].filter((part) => part !== '').join(' '),
    specimenType: firstText(get(spm, 4, 2), get(spm, 4), fieldText(obr, 15)),
    observationTime: isoFromHl7Time(get(obr, 7)) ?? '',
    testEndTime: isoFromHl7Time(get(tq1, 8)) ?? '',
    priority: firstText(get(obr, 5), get(tq1, 9)),
    rack: get(sac, 10),
    position: get(sac, 11),
    patientName: personName(pid),
    sex: get(pid, 8),
    birthDate: get(pid, 7),
    ward: get(pv1, 3),
    bed: get(pv1, 3, 3),
    clinicalInformation: fieldText(obr, 13),
    operator: firstText(get(firstObx, 16, 2), get(firstObx, 16), get(obr, 32)),
    equipment: get(firstObx, 18),
  };
  return Object.fromEntries(Object.entries(details).filter(([, text]) => text !== ''));
}
