// The registration of images that nobody registered, filled from what stands in them (补登记, RAD-07); and who of those on file it is. Pure.
import { parseDay } from '../../../../core/kernel/age.ts';
import { comparable } from '../../../../core/kernel/text.ts';
import type { ExamItem } from '../../../../core/orders/exam-items.ts';
import type { PatientBrief } from '../../../../core/patient/model.ts';
import { saysSex } from '../../../../core/patient/sex-code.ts';
import { emptyForm, type FormValues, withItem } from '../desk/register-form.ts';
import { type Contradiction, type Study, sameKind } from './matching.ts';

/** What accompanies images and makes none. */
const beside: readonly string[] = ['SR', 'DOC', 'PR', 'KO', 'SEG', 'REG'];
/** `ABDOMEN` is `Abdominal`, `CHEST` is `Chest`: so many letters tell parts of the body apart. */
const tellingLetters = 4;

/** A DICOM name as a register has it: the ideographic group where there is one, without carets. */
function nameOf(written: string): string {
  const [alphabetic = '', ideographic = ''] = written.split('=');
  const shown = ideographic || alphabetic;
  return shown
    .split('^')
    .filter(Boolean)
    .join(/\p{Script=Han}/u.test(shown) ? '' : ' ')
    .trim();
}

/** Empty for `19800000` and whatever else is no day. */
function dayOf(date: string): string {
  const day = date.replace(/^(\d{4})(\d{2})(\d{2})$/u, '$1-$2-$3');
  return parseDay(day) ? day : '';
}

/** How many words of the header an item answers to. */
function likeness(item: ExamItem, words: readonly string[]): number {
  const said = comparable([item.name, item.nameEn, item.bodyPart].join(' '));
  return words.filter((word) =>
    /\p{Script=Han}/u.test(word)
      ? said.includes(word) || (item.bodyPart !== '' && word.includes(item.bodyPart))
      : word.length >= tellingLetters && said.includes(word.slice(0, tellingLetters + 1)),
  ).length;
}

/** The one item that the header means; null where several do, or none: then a person chooses. */
export function itemMeant(study: Study, items: readonly ExamItem[]): ExamItem | null {
  const kinds = study.modalities.filter((modality) => !beside.includes(modality));
  const done = items.filter((item) => item.active && sameKind(kinds, item.modality));
  if (done.length <= 1) return done[0] ?? null;
  const words = comparable([...study.bodyParts, study.description].join(' '))
    .split(' ')
    .filter(Boolean);
  const ranked = done
    .map((item) => ({ item, likeness: likeness(item, words) }))
    .toSorted((left, right) => right.likeness - left.likeness);
  const [best, next] = ranked;
  return best && best.likeness > 0 && best.likeness > (next?.likeness ?? 0) ? best.item : null;
}

export function formOfStudy(study: Study, items: readonly ExamItem[]): FormValues {
  const form: FormValues = {
    ...emptyForm,
    number: study.patientId.trim(),
    name: nameOf(study.patientName),
    sex: study.sex === 'M' ? 'male' : study.sex === 'F' ? 'female' : 'unknown',
    birthDate: dayOf(study.birthDate),
    visitKind: '',
    modality: study.modalities.find((modality) => !beside.includes(modality)) ?? '',
    bodyPart: study.bodyParts[0] ?? '',
  };
  const item = itemMeant(study, items);
  return item ? withItem(form, item) : form;
}

/** In what a form contradicts a person on file; what one of them leaves open contradicts nothing. */
export function differsFrom(form: FormValues, patient: PatientBrief): Contradiction[] {
  const found: Contradiction[] = [];
  if (comparable(form.name) !== comparable(patient.name)) found.push('name');
  if (saysSex(form.sex) && saysSex(patient.sex) && form.sex !== patient.sex) found.push('sex');
  if (form.birthDate && patient.birthDate && form.birthDate !== patient.birthDate) found.push('birthDate');
  return found;
}

/** In what the images contradict a person on file. A name in letters says nothing against one in characters. */
export function imagesAgainst(start: FormValues, patient: PatientBrief): Contradiction[] {
  const inHan = [start.name, patient.name].filter((name) => /\p{Script=Han}/u.test(name)).length;
  return differsFrom(start, patient).filter((each) => each !== 'name' || (start.name !== '' && inHan !== 1));
}
