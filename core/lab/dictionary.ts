// The laboratory's dictionaries (LAB-80 to 85): what an administrator edits, every entry versioned and audited.
import { z } from 'zod';
import { Code, Version } from '../kernel/contract.ts';
import { Sex, VisitKind } from '../patient/model.ts';

/** Ages in days, so that newborn limits can be said; `null` is open. */
export const RangeRule = z.object({
  sex: Sex.nullable(),
  ageFromDays: z.number().int().nonnegative().nullable(),
  ageBelowDays: z.number().int().positive().nullable(),
  specimenType: z.string().nullable(),
  departmentId: z.string().nullable(),
  visitKind: VisitKind.nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** For results in words: the values that count as normal, e.g. 阴性(-). */
  normalTexts: z.array(z.string()),
  /** At or beyond is critical (LAB-38). */
  criticalLow: z.number().nullable(),
  criticalHigh: z.number().nullable(),
  criticalTexts: z.array(z.string()),
});
export type RangeRule = z.infer<typeof RangeRule>;

/** Holds for everybody and limits nothing: what a rule is made of. */
export const openRange: RangeRule = {
  sex: null,
  ageFromDays: null,
  ageBelowDays: null,
  specimenType: null,
  departmentId: null,
  visitKind: null,
  low: null,
  high: null,
  normalTexts: [],
  criticalLow: null,
  criticalHigh: null,
  criticalTexts: [],
};

export const TestEntry = z.object({
  code: Code,
  name: z.string().min(1),
  nameEn: z.string(),
  groupId: Code,
  unit: z.string(),
  printOrder: z.number(),
  method: z.string(),
  /** numeric: judged by limits; text: judged by words. */
  kind: z.enum(['numeric', 'text']),
  decimals: z.number().int().min(0).max(6).nullable(),
  defaultResult: z.string(),
  commonResults: z.array(z.string()),
  clinicalMeaning: z.string(),
  negativeIsSuspicious: z.boolean(),
  /** Formula over other test codes, e.g. `{TP} - {ALB}`; null for measured tests (LAB-34). */
  formula: z.string().nullable(),
  ranges: z.array(RangeRule),
  enabled: z.boolean(),
});
export type TestEntry = z.infer<typeof TestEntry>;

export const InstrumentEntry = z.object({
  id: Code,
  name: z.string().min(1),
  driverId: z.string(),
  groupId: Code,
  instrumentGroup: z.string(),
  /** Analyzer code -> test code, with the factor of LAB-34 and the unit the analyzer sends. */
  channels: z.array(
    z.object({
      channel: z.string(),
      testCode: Code,
      unit: z.string().nullable(),
      factor: z.number().positive(),
      decimals: z.number().int().min(0).max(6).nullable(),
      /** Qualifiers (dilution, replicate) are carried, not matched. */
      ignore: z.boolean(),
    }),
  ),
  /** More than so many hours between its clock and ours is a wrong clock. */
  clockToleranceHours: z.number().positive(),
  enabled: z.boolean(),
});
export type InstrumentEntry = z.infer<typeof InstrumentEntry>;

export const OrderItemEntry = z.object({
  code: Code,
  name: z.string(),
  groupId: Code,
  testCodes: z.array(Code),
  specimenType: Code,
  container: Code,
  /** Items of one barcode group and one specimen type share a tube (LAB-84). */
  barcodeGroup: Code,
  fee: z.number().nullable(),
  enabled: z.boolean(),
});
export type OrderItemEntry = z.infer<typeof OrderItemEntry>;

const named = z.object({ code: Code, name: z.string().min(1), nameEn: z.string(), enabled: z.boolean() });

export const GroupEntry = named.extend({
  departmentId: z.string(),
  requireSecondReview: z.boolean(),
  printOrder: z.number(),
});
export const SpecimenTypeEntry = named;
export const ContainerEntry = named.extend({
  /** CSS colour of the cap and its word, for the prompt and for the label (LAB-06, 15). */
  colour: z.string(),
  colourName: z.string(),
});
export const RejectionReasonEntry = named;
export const PhraseEntry = named.extend({
  kind: z.enum([
    'remark',
    'diagnosis',
    'appearance',
    'negativeResult',
    'deliveryPlace',
    'patientType',
    'antibiotic',
    'bacterium',
    'sensitivity',
  ]),
});
export const ReportTemplateEntry = named.extend({
  title: z.string(),
  groupId: z.string().nullable(),
  paper: z.enum(['A4', 'A5', 'B5']),
  /** Two columns from so many lines on (LAB-52); null is never. */
  doubleColumnFrom: z.number().int().positive().nullable(),
  showHistograms: z.boolean(),
  footer: z.string(),
});
export type GroupEntry = z.infer<typeof GroupEntry>;
export type SpecimenTypeEntry = z.infer<typeof SpecimenTypeEntry>;
export type ContainerEntry = z.infer<typeof ContainerEntry>;
export type RejectionReasonEntry = z.infer<typeof RejectionReasonEntry>;
export type PhraseEntry = z.infer<typeof PhraseEntry>;
export type ReportTemplateEntry = z.infer<typeof ReportTemplateEntry>;

/** Every kind of dictionary and the shape of its entries. */
export const dictionarySchemas = {
  test: TestEntry,
  instrument: InstrumentEntry,
  orderItem: OrderItemEntry,
  group: GroupEntry,
  specimenType: SpecimenTypeEntry,
  container: ContainerEntry,
  rejectionReason: RejectionReasonEntry,
  phrase: PhraseEntry,
  reportTemplate: ReportTemplateEntry,
} as const;

export const DictionaryKind = z.enum([
  'test',
  'instrument',
  'orderItem',
  'group',
  'specimenType',
  'container',
  'rejectionReason',
  'phrase',
  'reportTemplate',
]);
export type DictionaryKind = z.infer<typeof DictionaryKind>;

/** All dictionaries as one immutable value; what rules are called with. Keys are codes (`id` for instruments). */
export const Dictionaries = z.object({
  version: Version,
  test: z.record(z.string(), TestEntry),
  instrument: z.record(z.string(), InstrumentEntry),
  orderItem: z.record(z.string(), OrderItemEntry),
  group: z.record(z.string(), GroupEntry),
  specimenType: z.record(z.string(), SpecimenTypeEntry),
  container: z.record(z.string(), ContainerEntry),
  rejectionReason: z.record(z.string(), RejectionReasonEntry),
  phrase: z.record(z.string(), PhraseEntry),
  reportTemplate: z.record(z.string(), ReportTemplateEntry),
});
export type Dictionaries = z.infer<typeof Dictionaries>;
