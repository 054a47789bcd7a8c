// Patient types (病人类型, ECG-50): where a patient comes from and on what terms; four ship, a hospital names, orders, adds and switches off.
import { z } from 'zod';
import { Code, ShortText, Version } from '../kernel/contract.ts';
import { VisitKind } from '../patient/model.ts';

export const PatientTypeEntry = z.object({
  code: Code,
  name: ShortText.min(1),
  nameEn: ShortText,
  /** What kind of visit it is: by it the number is called, and inpatients are charged after the exam. */
  kind: VisitKind,
  /** What other systems call it (PV1-18; 患者类型代码); empty: by its own code alone. */
  exchangeCode: z.string().max(32),
  /** 使用状态: what is switched off is chosen no more; exams that have it keep it. */
  active: z.boolean(),
  /** Its place in lists, from 1; equal ones stand by their code. */
  position: z.number().int().min(1).max(9999),
});
export type PatientTypeEntry = z.infer<typeof PatientTypeEntry>;

export const PatientType = PatientTypeEntry.extend({
  version: Version,
  /** One of the four that ship: each kind of visit has its own, which HIS orders get that name none. */
  shipped: z.boolean(),
});
export type PatientType = z.infer<typeof PatientType>;

/** As an exam keeps it from its registration, whatever the dictionary says later. */
export const ExamPatientType = PatientTypeEntry.pick({ code: true, name: true, nameEn: true, exchangeCode: true });
export type ExamPatientType = z.infer<typeof ExamPatientType>;

/** What can be chosen, in order: the types in use, and the one that stands there already. */
export function chooseableTypes(types: readonly PatientType[], present = ''): PatientType[] {
  return types
    .filter(({ active, code }) => active || code === present)
    .toSorted((a, b) => a.position - b.position || a.code.localeCompare(b.code));
}

/**
 * The type that is meant: by its code, then by what other systems call it; else the shipped one of the kind of visit. An exchange code that
 * several have means the one of that kind, and nothing where that does not decide it either.
 */
export function patientTypeMeant(
  types: readonly PatientType[],
  said: string,
  kind: PatientType['kind'] | null,
): PatientType | null {
  const wanted = said.trim();
  const named = wanted === '' ? undefined : types.find(({ code }) => code === wanted);
  if (named) return named;
  const called = wanted === '' ? [] : types.filter(({ exchangeCode }) => exchangeCode === wanted);
  const fitting = called.length > 1 ? called.filter((type) => type.kind === kind) : called;
  const [only, ...more] = fitting;
  if (only && more.length === 0) return only;
  return types.find(({ code }) => code === kind) ?? null;
}
