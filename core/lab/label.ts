// Content of a tube label as data (LAB-20): what any label printer or preview draws.
import { ageText } from '../kernel/age.ts';
import { localMinute } from '../kernel/hospital-time.ts';
import type { Dictionaries } from './dictionary.ts';
import type { SpecimenDocument } from './model.ts';

export interface TubeLabel {
  barcode: string;
  hospital: string;
  patientName: string;
  sex: string;
  age: string;
  department: string;
  bed: string;
  visitNumber: string;
  specimenType: string;
  containerName: string;
  /** CSS colour of the cap and its word, because a label printer has no colour. */
  colour: string;
  colourName: string;
  items: string;
  group: string;
  /** Word in the black mark; empty without one. */
  urgency: string;
  printedAt: string;
}

const sexWord = { male: '男', female: '女', unknown: '', unspecified: '' } as const;

export function tubeLabel(
  document: SpecimenDocument,
  dictionaries: Dictionaries,
  input: { hospital: string; now: string },
): TubeLabel {
  const container = dictionaries.container[document.container];
  return {
    barcode: document.barcode,
    hospital: input.hospital,
    patientName: document.patient.name,
    sex: sexWord[document.patient.sex],
    age: ageText(document.patient.birthDate, input.now),
    department: document.visit.departmentName,
    bed: document.visit.bed ?? '',
    visitNumber: document.visit.number,
    specimenType: dictionaries.specimenType[document.specimenType]?.name ?? document.specimenType,
    containerName: container?.name ?? document.container,
    colour: container?.colour ?? '#808080',
    colourName: container?.colourName ?? '',
    items: document.items.map((item) => item.itemName).join('、'),
    group: dictionaries.group[document.groupId]?.name ?? document.groupId,
    urgency: document.urgent ? '急' : '',
    printedAt: localMinute(input.now),
  };
}
