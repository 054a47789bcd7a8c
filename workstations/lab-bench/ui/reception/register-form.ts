// The form of a registration by hand (LAB-17), and what is still wrong with it. Pure.
import type { z } from 'zod';
import { Day } from '../../../../core/kernel/contract.ts';
import { normalizeBarcode } from '../../../../core/lab/barcode.ts';
import { allocateTubes, type Tube } from '../../../../core/lab/barcode-groups.ts';
import type { RegisterInput } from '../../../../core/lab/contract.ts';
import type { Dictionaries, OrderItemEntry } from '../../../../core/lab/dictionary.ts';
import type { Sex, VisitKind } from '../../../../core/patient/model.ts';
import type { CardRead } from '../cards/use-card.ts';

export interface RegisterForm {
  patientNumber: string;
  name: string;
  sex: Sex;
  /** `YYYY-MM-DD` or empty. */
  birthDate: string;
  identityNumber: string;
  phone: string;
  visitKind: z.infer<typeof VisitKind>;
  visitNumber: string;
  departmentId: string;
  doctor: string;
  itemCodes: readonly string[];
  urgent: boolean;
  note: string;
  barcode: string;
}

/** What a card fills in: of a known patient all that the record shows, else what the number itself says. */
export function formOfCard({ identity, patient }: CardRead): Partial<RegisterForm> {
  if (patient !== null && patient !== 'several') {
    // The record has the numbers already; they come masked and are not sent back.
    const { number, name, sex, birthDate } = patient;
    return { patientNumber: number, name, sex, birthDate: birthDate ?? '', identityNumber: '', phone: '' };
  }
  return identity ? { identityNumber: identity.number, birthDate: identity.birthDate, sex: identity.sex } : {};
}

export type RequiredField = 'barcode' | 'name' | 'department' | 'items';

export function missingOf(form: RegisterForm): RequiredField[] {
  const filled: Record<RequiredField, boolean> = {
    barcode: normalizeBarcode(form.barcode) !== '',
    name: form.name.trim() !== '',
    department: form.departmentId !== '',
    items: form.itemCodes.length > 0,
  };
  return (['barcode', 'name', 'department', 'items'] as const).filter((field) => !filled[field]);
}

/** `today` as `YYYY-MM-DD` in local time. */
export function birthDateProblem(birthDate: string, today: string): 'badDate' | 'future' | null {
  if (birthDate === '') return null;
  if (!Day.safeParse(birthDate).success) return 'badDate';
  return birthDate > today ? 'future' : null;
}

/** The tubes of these items; codes that the dictionary does not offer are left out. */
export function tubesFor(codes: readonly string[], dictionaries: Dictionaries): Tube[] {
  return allocateTubes(
    codes.filter((code) => dictionaries.orderItem[code]?.enabled),
    dictionaries,
  );
}

/** Items that may be ordered and match by code or name; those that begin with what was typed come first. */
export function itemsMatching(typed: string, dictionaries: Dictionaries): OrderItemEntry[] {
  const wanted = typed.trim().toLocaleLowerCase();
  const rank = ({ code, name }: OrderItemEntry) => {
    if (code.toLocaleLowerCase() === wanted) return 0;
    if (code.toLocaleLowerCase().startsWith(wanted) || name.toLocaleLowerCase().startsWith(wanted)) return 1;
    return `${code} ${name}`.toLocaleLowerCase().includes(wanted) ? 2 : 3;
  };
  return Object.values(dictionaries.orderItem)
    .filter((item) => item.enabled && rank(item) < 3)
    .sort((left, right) => rank(left) - rank(right) || (left.code < right.code ? -1 : 1));
}

/** What is sent, without the command's meta. */
export function registerInput(form: RegisterForm, specimenId: string): Omit<z.infer<typeof RegisterInput>, 'command'> {
  return {
    barcode: normalizeBarcode(form.barcode),
    specimenId,
    patient: {
      number: form.patientNumber.trim(),
      name: form.name.trim(),
      sex: form.sex,
      birthDate: form.birthDate || null,
      ...(form.identityNumber.trim() ? { identityNumber: form.identityNumber.trim() } : {}),
      ...(form.phone.trim() ? { phone: form.phone.trim() } : {}),
    },
    visit: { kind: form.visitKind, number: form.visitNumber.trim(), departmentId: form.departmentId },
    orderingDoctor: form.doctor.trim(),
    itemCodes: [...form.itemCodes],
    urgent: form.urgent,
    clinicalNote: form.note.trim(),
  };
}
