// What the HIS says in ADT, ORM^O01 and OML^O21, in the suite's own words; and what is missing, named by segment and field.
import {
  components,
  fieldText,
  firstSegment,
  get,
  type Hl7Message,
  type Hl7Segment,
  hospitalTimeFromHl7,
  isoFromHl7Time,
  repeats,
} from '../hl7/index.ts';
import type { ExamFee } from '../orders/exam.ts';
import type { Sex } from '../patient/model.ts';
import { feeOf } from './order-fee.ts';

export interface IncomingPatient {
  number: string;
  name: string;
  sex: Sex;
  birthDate: string | null;
  identityNumber?: string;
  phone?: string;
  allergies: string[];
}

export interface IncomingVisit {
  kind: 'outpatient' | 'emergency' | 'inpatient' | 'checkup';
  number: string;
  departmentId: string;
  bed?: string;
  diagnosis?: string;
  /** PV1-18, as the HIS calls the patient type. */
  patientType?: string;
}

export interface IncomingOrder {
  action: 'place' | 'cancel';
  /** RP, XO: what was ordered under the number is to be as this says. */
  changes?: true;
  /** ORC-2 or OBR-2, the number of the HIS. */
  number: string;
  items: { code: string; name: string; fee?: ExamFee }[];
  urgent: boolean;
  doctor: string;
  note: string;
  orderedAt: string | null;
  /** SPM-2: the HIS printed the tube label itself. */
  barcode: string | null;
  /** OBR-24, table 0074: which section does it. */
  section?: string;
  /** OBR-13 and OBR-31. */
  clinicalInfo?: string;
  reason?: string;
  /** TQ1-7 or OBR-36: when it is to be done, local time. */
  scheduledAt?: string;
}

export interface MissingField {
  at: string;
  text: string;
}

const cjk = /[\u2e80-\u9fff\u3400-\u4dbf\u{20000}-\u{323af}]/u;

/** XPN to one line: Chinese names without a space, others given name first. */
export function personName(family: string, given: string): string {
  if (!given) return family;
  if (!family) return given;
  return cjk.test(family + given) ? `${family}${given}` : `${given} ${family}`;
}

function sexOf(code: string): Sex {
  if (/^(M|1|男)$/i.test(code)) return 'male';
  if (/^(F|2|女)$/i.test(code)) return 'female';
  return /^(9|未说明|未说明的性别)$/.test(code) ? 'unspecified' : 'unknown';
}

/** Identifier types of table 0203 that mean the citizen's number; CX.5 of a PID-3 repeat. */
const citizenTypes = new Set(['NNCHN', 'NI', 'NN', 'SS', 'IDCARD', '01']);

/** PID and AL1. The patient number is the first identifier of PID-3 that is not the citizen's number. */
export function readPatient(message: Hl7Message): { patient: IncomingPatient; missing: MissingField[] } {
  const pid = firstSegment(message, 'PID');
  const identifiers = repeats(pid, 3).map((repeat) => repeat.split('^'));
  const citizen = identifiers.find((parts) => citizenTypes.has((parts[4] ?? '').toUpperCase()))?.[0];
  const number = identifiers.find((parts) => !citizenTypes.has((parts[4] ?? '').toUpperCase()))?.[0] || get(pid, 2);
  const birth = isoFromHl7Time(get(pid, 7));
  const identityNumber = citizen || get(pid, 19);
  const phone = get(pid, 13) || get(pid, 13, 12);
  const patient: IncomingPatient = {
    number: number.trim(),
    name: personName(get(pid, 5, 1), get(pid, 5, 2)).trim(),
    sex: sexOf(get(pid, 8)),
    birthDate: birth && birth.length >= 10 ? birth.slice(0, 10) : null,
    ...(identityNumber ? { identityNumber } : {}),
    ...(phone ? { phone } : {}),
    allergies: message.segments
      .filter((segment) => segment.name === 'AL1')
      .map((segment) => get(segment, 3, 2) || get(segment, 3))
      .filter(Boolean),
  };
  const missing: MissingField[] = [];
  if (!pid) missing.push({ at: 'PID', text: 'The message has no PID segment.' });
  else {
    if (!patient.number) missing.push({ at: 'PID-3', text: 'The patient number is missing.' });
    if (!patient.name) missing.push({ at: 'PID-5', text: 'The patient name is missing.' });
  }
  return { patient, missing };
}

const visitKinds: Record<string, IncomingVisit['kind']> = {
  I: 'inpatient',
  E: 'emergency',
  O: 'outpatient',
  P: 'checkup',
  R: 'outpatient',
};

/** PV1 (and DG1); the department is PV1-3.1, or PV1-10 where there is no location. */
export function readVisit(message: Hl7Message): IncomingVisit {
  const pv1 = firstSegment(message, 'PV1');
  const dg1 = firstSegment(message, 'DG1');
  const bed = get(pv1, 3, 3);
  const diagnosis = get(dg1, 3, 2) || get(dg1, 4);
  const patientType = get(pv1, 18).trim().slice(0, 64);
  return {
    kind: visitKinds[get(pv1, 2).toUpperCase()] ?? 'outpatient',
    number: get(pv1, 19),
    departmentId: get(pv1, 3, 1) || get(pv1, 10),
    ...(bed ? { bed } : {}),
    ...(diagnosis ? { diagnosis } : {}),
    ...(patientType ? { patientType } : {}),
  };
}

/** HL7 table 0119: what the HIS wants done; undefined for acts that change nothing here (status, replies). */
function actionOf(control: string): IncomingOrder['action'] | undefined {
  if (['NW', 'SN', 'RP', 'XO', ''].includes(control)) return 'place';
  return ['CA', 'DC', 'OC'].includes(control) ? 'cancel' : undefined;
}

interface OrderGroup {
  orc?: Hl7Segment;
  obr?: Hl7Segment;
  tq1?: Hl7Segment;
  spm?: Hl7Segment;
  charges: Hl7Segment[];
  notes: string[];
}

function orderGroups(message: Hl7Message): OrderGroup[] {
  const groups: OrderGroup[] = [];
  for (const segment of message.segments) {
    const last = groups.at(-1);
    if (segment.name === 'ORC') groups.push({ orc: segment, charges: [], notes: [] });
    else if (segment.name === 'OBR') {
      if (last && !last.obr) last.obr = segment;
      else groups.push({ orc: last?.orc, obr: segment, spm: undefined, charges: [], notes: [] });
    } else if (segment.name === 'TQ1' && last) last.tq1 = segment;
    else if (segment.name === 'SPM' && last) last.spm = segment;
    else if (segment.name === 'FT1' && last) last.charges.push(segment);
    else if (segment.name === 'NTE' && last) last.notes.push(fieldText(segment, 3));
  }
  return groups;
}

function isUrgent(group: OrderGroup): boolean {
  const codes = [get(group.tq1, 9), get(group.obr, 5), get(group.obr, 27, 6), get(group.orc, 7, 6)];
  return codes.some((code) => /^(S|STAT|A|ASAP|E|急)/i.test(code));
}

/** What only orders of exams carry; absent where the message does not say it. */
function examParts({
  obr,
  tq1,
}: OrderGroup): Pick<IncomingOrder, 'section' | 'clinicalInfo' | 'reason' | 'scheduledAt'> {
  const section = get(obr, 24);
  const clinicalInfo = fieldText(obr, 13);
  const reason = get(obr, 31, 2) || get(obr, 31);
  const scheduledAt = hospitalTimeFromHl7(get(tq1, 7)) ?? hospitalTimeFromHl7(get(obr, 36));
  return {
    ...(section ? { section } : {}),
    ...(clinicalInfo ? { clinicalInfo } : {}),
    ...(reason ? { reason } : {}),
    ...(scheduledAt ? { scheduledAt } : {}),
  };
}

const isChange = (control: string) => ['RP', 'XO'].includes(control.toUpperCase());

/** One order a placer number: the OBR groups that share it are its items. */
export function readOrders(message: Hl7Message): { orders: IncomingOrder[]; missing: MissingField[] } {
  const orders = new Map<string, IncomingOrder>();
  const missing: MissingField[] = [];
  for (const [index, group] of orderGroups(message).entries()) {
    const action = actionOf(get(group.orc, 1).toUpperCase());
    if (!action) continue;
    const number = get(group.orc, 4) || get(group.orc, 2) || get(group.obr, 2);
    const [code = '', name = ''] = components(group.obr, 4);
    const at = `ORC ${index + 1}`;
    if (!number) missing.push({ at: `${at} ORC-2`, text: 'The order number is missing.' });
    if (!code && action === 'place') missing.push({ at: `${at} OBR-4`, text: 'The ordered item is missing.' });
    if (!number || (!code && action === 'place')) continue;
    const doctor = [group.orc && components(group.orc, 12), group.obr && components(group.obr, 16)]
      .map((parts) => personName(parts?.[1] ?? '', parts?.[2] ?? ''))
      .find(Boolean);
    const order = orders.get(`${action} ${number}`) ?? {
      action,
      ...(isChange(get(group.orc, 1)) ? { changes: true as const } : {}),
      number,
      items: [],
      urgent: false,
      doctor: doctor ?? '',
      note: '',
      orderedAt: hospitalTimeFromHl7(get(group.orc, 9)) ?? hospitalTimeFromHl7(get(group.orc, 15)) ?? null,
      barcode: get(group.spm, 2) || null,
      ...examParts(group),
    };
    const fee = feeOf(group.charges);
    if (code) order.items.push({ code, name, ...(fee ? { fee } : {}) });
    order.urgent ||= isUrgent(group);
    order.note = [order.note, ...group.notes].filter(Boolean).join('\n');
    orders.set(`${action} ${number}`, order);
  }
  if (orders.size === 0 && missing.length === 0) missing.push({ at: 'ORC', text: 'The message holds no order.' });
  return { orders: [...orders.values()], missing };
}

/** MRG-1 of ADT^A40 (HL7 v2.4 3.3.40): the number that is given up, and the one of PID-3 that stays. */
export function readMerge(message: Hl7Message): { from: string; into: IncomingPatient; missing: MissingField[] } {
  const mrg = firstSegment(message, 'MRG');
  const from = get(mrg, 1).trim();
  const { patient, missing } = readPatient(message);
  if (!from) missing.push({ at: 'MRG-1', text: 'The number of the merged patient is missing.' });
  return { from, into: patient, missing };
}
