// Takes a person out of an object's header (PS3.15 annex E, basic profile with options); pixel data is not looked at and not touched.
import { DataSet } from '../data-set.ts';
import type { Element } from '../element.ts';
import type { Tag } from '../tag.ts';
import { isText, layoutOf, type Vr } from '../vr.ts';
import { shiftDate } from './dates.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { actionOf, mayBeEmpty, mustHaveValue } from './rules.ts';

export interface DeidentifyOptions {
  /** Dates move by the patient's own constant and times stay (113107); otherwise both go. */
  shiftDates: boolean;
  /** Sex, age, size, weight and the like stay (113108). */
  keepCharacteristics: boolean;
  /** Descriptions stay without the person's own values (113105). */
  cleanDescriptors: boolean;
}

/** CID 7050 of PS3.16: what was done, as (0012,0064) says it. */
function methods(options: DeidentifyOptions): { code: string; meaning: string }[] {
  return [
    { code: '113100', meaning: 'Basic Application Confidentiality Profile' },
    ...(options.cleanDescriptors ? [{ code: '113105', meaning: 'Clean Descriptors Option' }] : []),
    ...(options.shiftDates
      ? [{ code: '113107', meaning: 'Retain Longitudinal Temporal Information Modified Dates Option' }]
      : []),
    ...(options.keepCharacteristics ? [{ code: '113108', meaning: 'Retain Patient Characteristics Option' }] : []),
  ];
}

const identifying = [
  ...(['PatientName', 'OtherPatientNames', 'PatientBirthName', 'PatientMotherBirthName', 'PatientID'] as const),
  ...(['OtherPatientIDs', 'AccessionNumber', 'StudyID', 'InstitutionName', 'InstitutionalDepartmentName'] as const),
  ...(['ReferringPhysicianName', 'PerformingPhysicianName', 'OperatorsName', 'PhysiciansOfRecord'] as const),
  ...(['NameOfPhysiciansReadingStudy', 'RequestingPhysician', 'StationName', 'PatientAddress'] as const),
  ...(['ResponsiblePerson', 'AdmissionID', 'PatientTelephoneNumbers', 'InstitutionAddress'] as const),
];

/** The words by which this object knows its people and places, lower case, longest first. */
function wordsOf(dataSet: DataSet): string[] {
  const words = identifying.flatMap((key) =>
    dataSet.strings(key).flatMap((value) => value.toLowerCase().split(/[\^=\s,;]+/)),
  );
  return [...new Set(words)].filter((word) => word.length >= 2).sort((a, b) => b.length - a.length);
}

/** A description without the words given, without numbers of four digits and more (record numbers, dates, telephones). */
export function cleanDescription(text: string, words: readonly string[]): string {
  let left = text;
  for (const word of words) {
    const pattern = new RegExp(word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'gi');
    left = left.replace(pattern, ' ');
  }
  return left
    .replace(/\d[\d./-]{3,}/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const dummies: Partial<Record<Vr, string>> = { DA: '19000101', DT: '19000101000000', TM: '000000' };

interface Pass {
  options: DeidentifyOptions;
  pseudonyms: Pseudonyms;
  patient: string;
  days: number;
  words: readonly string[];
}

const emptyElement = (tag: Tag, vr: Vr): Element =>
  vr === 'SQ' ? { kind: 'sequence', tag, vr, items: [] } : { kind: 'bytes', tag, vr, bytes: new Uint8Array() };

const textElement = (tag: Tag, vr: Vr, text: string): Element => ({ kind: 'text', tag, vr, text });

function gone({ tag, vr }: Element): Element | null {
  if (mustHaveValue(tag)) return textElement(tag, vr, dummies[vr] ?? '');
  return mayBeEmpty(tag) ? emptyElement(tag, vr) : null;
}

function dated(from: DataSet, element: Element, days: number): Element | null {
  const moved = from.strings(element.tag).map((text) => shiftDate(text, days));
  // A date that cannot be read cannot be moved either.
  if (moved.length === 0 || moved.some((text) => text === null)) return gone(element);
  return textElement(element.tag, element.vr, moved.join('\\'));
}

/** The element as it leaves, or null when it does not. */
function treated(from: DataSet, element: Element, pass: Pass): Element | null {
  const { tag, vr } = element;
  const { options, pseudonyms } = pass;
  const action = actionOf(tag, vr);
  switch (action) {
    case 'keep':
      return element;
    case 'remove':
      return null;
    case 'empty':
      return emptyElement(tag, vr);
    case 'dummy':
      return textElement(tag, vr, dummies[vr] ?? 'REMOVED');
    case 'pseudonym':
      return textElement(tag, vr, pass.patient);
    case 'uid': {
      const uids = from.strings(tag).map((uid) => pseudonyms.uid(uid));
      return uids.length === 0 ? emptyElement(tag, vr) : textElement(tag, vr, uids.join('\\'));
    }
    case 'date':
      return options.shiftDates ? dated(from, element, pass.days) : gone(element);
    case 'time':
      return options.shiftDates ? element : gone(element);
    case 'characteristic':
      if (options.keepCharacteristics && element.kind !== 'sequence') return element;
      // Sex is type 2; the others are type 3.
      return tag === 0x00100040 ? emptyElement(tag, vr) : null;
    case 'descriptor': {
      if (!options.cleanDescriptors || !isText(vr)) return null;
      const text = cleanDescription(from.text(tag) ?? '', pass.words);
      return text === '' ? null : textElement(tag, vr, text.slice(0, layoutOf(vr).maximum ?? text.length));
    }
    case 'items':
      if (element.kind !== 'sequence') return null;
      return { kind: 'sequence', tag, vr: 'SQ', items: element.items.map((item) => treatedSet(item, pass)) };
    default:
      return action satisfies never;
  }
}

function treatedSet(from: DataSet, pass: Pass): DataSet {
  const to = new DataSet({ littleEndian: from.littleEndian, characterSet: from.characterSet });
  for (const element of from) {
    const next = treated(from, element, pass);
    if (next) to.put(next);
  }
  return to;
}

/**
 * The header without the person. UIDs, pseudonym and the shift of dates are the same for equal inputs under one secret, so that the
 * objects of a study, and the studies of a patient, still belong together. Elements of pixel data pass as they are.
 */
export function deidentify(dataSet: DataSet, options: DeidentifyOptions, pseudonyms: Pseudonyms): DataSet {
  const person = `${dataSet.string('IssuerOfPatientID') ?? ''}\\${dataSet.string('PatientID') ?? ''}\\${
    dataSet.string('PatientID') ? '' : (dataSet.string('StudyInstanceUID') ?? '')
  }`;
  const patient = pseudonyms.patient(person);
  const words = wordsOf(dataSet);
  const result = treatedSet(dataSet, { options, pseudonyms, patient, days: pseudonyms.days(person), words });
  const codes = methods(options).map(({ code, meaning }) =>
    new DataSet().set('CodeValue', code).set('CodingSchemeDesignator', 'DCM').set('CodeMeaning', meaning),
  );
  if (!result.has('PatientName')) result.set('PatientName', patient);
  if (!result.has('PatientID')) result.set('PatientID', patient);
  return result
    .set('PatientIdentityRemoved', 'YES')
    .set('DeidentificationMethod', 'DICOM PS3.15 E.1-1 2023')
    .set('DeidentificationMethodCodeSequence', codes)
    .set('LongitudinalTemporalInformationModified', options.shiftDates ? 'MODIFIED' : 'REMOVED');
}
