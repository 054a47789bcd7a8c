// The specimen document: one tube with its patient, orders, results and report state, the unit that is read, cached, changed and versioned.
import { z } from 'zod';
import { Id, Instant, ShortText, Version } from '../kernel/contract.ts';
import { PatientBrief, Sex, VisitBrief } from '../patient/model.ts';

/**
 * LAB-11 and LAB-50 in one line of states. `ordered` 未登记, `collected` 已采集, `received` 已登记/未检测, `testing` 检测中 (some results),
 * `tested` 已检测 (all results), `reviewed` 审核中 (first review done, second required), `released` 已审核发布, `printed` 已打印,
 * `rejected` 拒收, `recalled` 已召回 (report withdrawn, under correction).
 */
export const specimenStates = [
  'ordered',
  'collected',
  'received',
  'testing',
  'tested',
  'reviewed',
  'released',
  'printed',
  'rejected',
  'recalled',
] as const;
export const SpecimenState = z.enum(specimenStates);
export type SpecimenState = z.infer<typeof SpecimenState>;

export const Abnormality = z.enum([
  'normal',
  'low',
  'high',
  'criticalLow',
  'criticalHigh',
  'abnormal',
  'criticalAbnormal',
  'unknown',
]);
export type Abnormality = z.infer<typeof Abnormality>;

export const Actor = z.object({ id: z.string(), name: ShortText });
export type Actor = z.infer<typeof Actor>;

export const Attachment = z.object({
  kind: z.enum(['histogram', 'scattergram', 'image', 'file']),
  code: z.string(),
  name: z.string().optional(),
  mediaType: z.string(),
  encoding: z.enum(['base64', 'text', 'reference']),
  data: z.string(),
  meta: z.record(z.string(), z.string()).optional(),
});
export type Attachment = z.infer<typeof Attachment>;

/** What judged a value: kept with it, so that an old report stays as it was when a range changes. */
export const AppliedRange = z.object({
  text: z.string(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  criticalLow: z.number().nullable(),
  criticalHigh: z.number().nullable(),
  dictionaryVersion: Version,
});
export type AppliedRange = z.infer<typeof AppliedRange>;

/** One version of one result. Never changed after it was written: a correction is a new version that names what it supersedes. */
export const ResultVersion = z.object({
  id: Id,
  testCode: z.string(),
  /** Exactly as sent or typed. */
  value: z.string(),
  unit: z.string(),
  numeric: z.number().nullable(),
  noValue: z.boolean(),
  abnormality: Abnormality,
  range: AppliedRange.nullable(),
  instrumentFlags: z.array(z.string()),
  source: z.enum(['instrument', 'manual', 'calculated', 'import']),
  instrumentId: z.string().nullable(),
  /** The analyzer's own code and the inbox message it came in, for the way back to the raw bytes. */
  channel: z.string().nullable(),
  messageId: z.string().nullable(),
  instrumentTime: z.string().nullable(),
  /** Clock of the analyzer is off by more than 24 h (research: wrong clock). */
  clockSuspect: z.boolean(),
  receivedAt: Instant,
  enteredBy: Actor.nullable(),
  /** rerun, correction, manual change: why this version replaces the former. */
  supersedes: Id.nullable(),
  reason: z.string().nullable(),
  comments: z.array(z.string()),
  qualifiers: z.record(z.string(), z.string()),
});
export type ResultVersion = z.infer<typeof ResultVersion>;

/** One line of the result grid: a test that was ordered or came, with all versions of its result, the reported one named. */
export const TestLine = z.object({
  testCode: z.string(),
  name: z.string(),
  nameEn: z.string(),
  unit: z.string(),
  printOrder: z.number(),
  /** Ordered, added at the bench, or came from the analyzer without an order. */
  origin: z.enum(['ordered', 'added', 'unordered']),
  versions: z.array(ResultVersion),
  /** Which version is reported; null when there is none or when a person must choose between reruns. */
  currentId: Id.nullable(),
  /** Newest earlier result of the same patient and test. */
  previous: z
    .object({ value: z.string(), unit: z.string(), abnormality: Abnormality, at: Instant, specimenId: Id })
    .nullable(),
});
export type TestLine = z.infer<typeof TestLine>;

export const OrderItem = z.object({
  orderId: Id,
  itemCode: z.string(),
  itemName: z.string(),
  testCodes: z.array(z.string()),
  fee: z.number().nullable(),
});
export type OrderItem = z.infer<typeof OrderItem>;

export const Milestones = z.object({
  orderedAt: Instant.nullable(),
  labelPrintedAt: Instant.nullable(),
  collectedAt: Instant.nullable(),
  receivedAt: Instant.nullable(),
  firstResultAt: Instant.nullable(),
  testedAt: Instant.nullable(),
  reviewedAt: Instant.nullable(),
  releasedAt: Instant.nullable(),
  printedAt: Instant.nullable(),
});
export type Milestones = z.infer<typeof Milestones>;

export const SpecimenDocument = z.object({
  id: Id,
  version: Version,
  barcode: z.string(),
  /** Running number of the group and day, given at reception (e.g. `0312`). */
  sampleNumber: z.string().nullable(),
  state: SpecimenState,
  urgent: z.boolean(),
  groupId: z.string(),
  instrumentGroup: z.string().nullable(),
  specimenType: z.string(),
  container: z.string(),
  patient: PatientBrief,
  visit: VisitBrief,
  orderingDoctor: z.string(),
  clinicalNote: z.string(),
  items: z.array(OrderItem),
  lines: z.array(TestLine),
  attachments: z.array(Attachment.extend({ messageId: z.string(), receivedAt: Instant })),
  milestones: Milestones,
  collectedBy: Actor.nullable(),
  receivedBy: Actor.nullable(),
  firstReview: z.object({ by: Actor, at: Instant }).nullable(),
  secondReview: z.object({ by: Actor, at: Instant }).nullable(),
  rejection: z.object({ reasonCode: z.string(), reason: z.string(), by: Actor, at: Instant }).nullable(),
  recall: z.object({ reason: z.string(), by: Actor, at: Instant, reportVersion: z.number() }).nullable(),
  /** Number of the current report version, 0 when none was released. */
  reportVersion: z.number().int(),
  remark: z.string(),
  /** Set by a host on its cached copy while commands wait; the server never sends it. */
  pendingCommands: z.number().int().optional(),
});
export type SpecimenDocument = z.infer<typeof SpecimenDocument>;

/** One row of the bench list. */
export const SpecimenRow = z.object({
  id: Id,
  version: Version,
  barcode: z.string(),
  sampleNumber: z.string().nullable(),
  state: SpecimenState,
  urgent: z.boolean(),
  groupId: z.string(),
  patientName: z.string(),
  sex: Sex,
  birthDate: z.string().nullable(),
  departmentName: z.string(),
  visitNumber: z.string(),
  orderingDoctor: z.string(),
  specimenType: z.string(),
  itemNames: z.string(),
  done: z.number().int(),
  total: z.number().int(),
  abnormal: z.number().int(),
  critical: z.number().int(),
  instrumentIds: z.array(z.string()),
  orderedAt: Instant.nullable(),
  receivedAt: Instant.nullable(),
  updatedAt: Instant,
  pendingCommands: z.number().int(),
});
export type SpecimenRow = z.infer<typeof SpecimenRow>;

export const unplacedReasons = [
  'unknownSpecimen',
  'unknownTest',
  'repeat',
  'quality-control',
  'clock',
  'incomplete',
  'notReceived',
  'afterReview',
  'identityMismatch',
  'unreadable',
] as const;

/** A result that could not be placed: parked with its reason until a person resolves it (research (a) 4). */
export const UnplacedMessage = z.object({
  id: Id,
  version: Version,
  reason: z.enum(unplacedReasons),
  instrumentId: z.string(),
  specimenId: z.string(),
  patientId: z.string().nullable(),
  instrumentTime: z.string().nullable(),
  receivedAt: Instant,
  results: z.array(
    z.object({ code: z.string(), name: z.string(), value: z.string(), unit: z.string(), flags: z.array(z.string()) }),
  ),
  messageId: z.string(),
  note: z.string(),
  resolved: z.object({ how: z.enum(['placed', 'dismissed']), by: Actor, at: Instant, reason: z.string() }).nullable(),
});
export type UnplacedMessage = z.infer<typeof UnplacedMessage>;
