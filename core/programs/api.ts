// What programs of other systems say and are told, in JSON: version 1 of the outward interface (ECG-05, INT-04, RAD-66 to 68, RAD-73, ECG-48).
import { z } from 'zod';
import { Day, Id, Instant, LongText, ShortText } from '../kernel/contract.ts';
import { ExamAttachment } from '../orders/attachment.ts';
import { ExamFee, ExamPriority, ExamRisk, ExamService, ExamState, RemoteRequest } from '../orders/exam.ts';
import { Sex, VisitKind } from '../patient/model.ts';
import { nationalSexCodes } from '../patient/sex-code.ts';

export const outsidePath = '/outside/v1';

/** The number of the asking institution for its request; safe in an address. */
export const RequestNumber = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, . _ - up to 64');

/** One word for one act of the sender: repeated after a broken line, it is carried out once. */
export const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{8,128}$/, '8 to 128 visible ASCII characters');

export const PreliminaryText = z.strictObject({ findings: LongText, impression: LongText });

/** A request as a whole: sent again under its number it replaces what was sent before. */
export const OutsideRequest = z.strictObject({
  patient: z.strictObject({
    /** As the images name it in (0010,0020). */
    number: z.string().trim().min(1).max(64),
    name: ShortText.min(1),
    sex: Sex,
    birthDate: Day.nullable(),
    identityNumber: z.string().trim().max(32).optional(),
    phone: z.string().trim().max(32).optional(),
  }),
  visit: z
    .strictObject({
      kind: VisitKind,
      number: z.string().trim().min(1).max(64),
      departmentCode: z.string().trim().max(32),
      departmentName: ShortText,
      bed: ShortText.default(''),
      diagnosis: ShortText.default(''),
    })
    .nullable()
    .default(null),
  exam: z.strictObject({
    /** DICOM modality: CT, MR, DX … */
    modality: z.string().trim().min(1).max(16),
    bodyPart: ShortText,
    code: z.string().trim().max(64).default(''),
    name: ShortText.min(1),
    method: ShortText.default(''),
  }),
  clinicalDiagnosis: ShortText,
  history: LongText.default(''),
  purpose: LongText.default(''),
  priority: ExamPriority.default('routine'),
  requestedBy: ShortText.min(1),
  requestedAt: Instant.optional(),
  /** Whom it asks; left out: the hospital of this server. */
  to: z
    .strictObject({ institutionId: z.string().min(1).max(64), departmentId: z.string().min(1).max(64).optional() })
    .optional(),
  /** Left out: what was sent before stays. Needs the scope text.upload. */
  preliminary: PreliminaryText.optional(),
});
export type OutsideRequest = z.infer<typeof OutsideRequest>;

export const CancelRequest = z.strictObject({ reason: z.string().trim().min(2).max(500) });

export const OutsideDocument = ExamAttachment.pick({
  id: true,
  kind: true,
  name: true,
  type: true,
  byteLength: true,
  addedAt: true,
}).extend({
  removed: z.boolean(),
});

/** matched: of the request's patient, shown to who reads. parked: in doubt, kept for a person to decide, shown to nobody else. */
export const OutsideStudy = z.object({
  studyUid: z.string(),
  state: z.enum(['matched', 'parked']),
  doubt: z.enum(['patientIdMissing', 'patientId', 'birthDate', 'sex']).nullable(),
  instances: z.number().int(),
});

export const RequestState = z.object({
  number: z.string(),
  /** Of this server, for telephone calls and papers. */
  accessionNumber: z.string(),
  institution: z.object({ id: z.string(), name: z.string() }),
  to: z.object({ institutionId: z.string(), name: z.string(), departmentName: z.string() }).nullable(),
  patient: z.object({ number: z.string(), name: z.string() }),
  /** uploading: images are missing. waiting, accepted, returned (see reason), done (see report), withdrawn. */
  state: RemoteRequest.shape.state.or(z.literal('cancelled')),
  /** Of the last return or withdrawal. */
  reason: z.string(),
  preliminary: PreliminaryText,
  documents: z.array(OutsideDocument),
  studies: z.array(OutsideStudy),
  /** Danger that the reader or the machine saw. */
  risk: ExamRisk.nullable(),
  report: z.object({ id: Id, state: z.enum(['released', 'recalled']), releasedAt: Instant }).nullable(),
  history: z.array(z.object({ act: z.string(), by: z.string(), at: Instant, reason: z.string() })),
});
export type RequestState = z.infer<typeof RequestState>;

/** What became of each object of an upload. */
export const ImagesTaken = z.object({
  objects: z.array(
    z.object({
      sopInstanceUid: z.string(),
      studyUid: z.string(),
      /** repeated: it was here already. differing: another content under the same UID, kept beside it for a person. */
      outcome: z.enum(['stored', 'repeated', 'differing', 'refused']),
      reason: z.string(),
    }),
  ),
  studies: z.array(OutsideStudy),
});
export type ImagesTaken = z.infer<typeof ImagesTaken>;

export const outsideServices = ['radiology', 'ecg', 'lab'] as const;
export const OutsideService = z.enum(outsideServices);
export type OutsideService = z.infer<typeof OutsideService>;

/** One of patient, visitNumber, requestNumber and accessionNumber, or a time of at most 31 days. */
export const ReportSearch = z
  .strictObject({
    service: OutsideService,
    patient: z
      .strictObject({
        number: z.string().trim().min(1).max(64).optional(),
        identityNumber: z.string().trim().min(6).max(32).optional(),
        /** When given, reports under another name are left out. */
        name: ShortText.min(1).optional(),
      })
      .refine(
        (one) => one.number !== undefined || one.identityNumber !== undefined,
        'number or identityNumber is needed',
      )
      .optional(),
    visitNumber: z.string().trim().min(1).max(64).optional(),
    requestNumber: z.string().trim().min(1).max(64).optional(),
    /** Of an exam; of a specimen its barcode. */
    accessionNumber: z.string().trim().min(1).max(64).optional(),
    /** When it was released or recalled, whichever came last. */
    from: Instant.optional(),
    to: Instant.optional(),
    limit: z.number().int().min(1).max(200).default(50),
    /** `next` of the answer before. */
    after: z.string().max(200).optional(),
  })
  .refine(
    ({ patient, visitNumber, requestNumber, accessionNumber, from, to }) =>
      [patient, visitNumber, requestNumber, accessionNumber].some((one) => one !== undefined) ||
      (from !== undefined && to !== undefined && Date.parse(to) - Date.parse(from) <= 31 * 86_400_000),
    'name a patient, a visit, a request or an accession number, or from and to at most 31 days apart',
  );
export type ReportSearch = z.infer<typeof ReportSearch>;

export const OutsideReport = z.object({
  id: Id,
  service: OutsideService,
  /** recalled: it must not be used any more, whatever was taken of it before. superseded: a newer edition is in force. */
  state: z.enum(['released', 'recalled', 'superseded']),
  edition: z.number().int(),
  title: z.string(),
  modality: z.string(),
  requestNumber: z.string(),
  accessionNumber: z.string(),
  institution: z.object({ id: z.string(), name: z.string() }),
  /** Who read it, when it is another institution. */
  readAt: z.string(),
  patient: z.object({
    number: z.string(),
    name: z.string(),
    sex: Sex,
    /** GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated. */
    sexCode: z.enum(nationalSexCodes),
    birthDate: Day.nullable(),
  }),
  visitNumber: z.string(),
  /** Of the dictionary of patient types, and what other systems call it; null where nobody said. */
  patientType: z.object({ code: z.string(), name: z.string(), exchangeCode: z.string() }).nullable(),
  departmentName: z.string(),
  positive: z.boolean().nullable(),
  examinedAt: Instant.nullable(),
  releasedAt: Instant,
  recalled: z.object({ at: Instant, reason: z.string() }).nullable(),
  /** Where its paper is. */
  pdf: z.string(),
});
export type OutsideReport = z.infer<typeof OutsideReport>;

export const ReportList = z.object({ reports: z.array(OutsideReport), next: z.string().nullable() });

const ExamContent = z.object({
  kind: z.literal('exam'),
  method: z.string(),
  findings: z.string(),
  impression: z.string(),
  fields: z.array(z.object({ key: z.string(), label: z.string(), value: z.string(), unit: z.string() })),
  statements: z.array(z.object({ code: z.string(), text: z.string(), textEn: z.string() })),
  measurements: z.array(z.object({ label: z.string(), value: z.string(), unit: z.string() })),
  keyImages: z.array(
    z.object({
      studyUid: z.string(),
      seriesUid: z.string(),
      sopInstanceUid: z.string(),
      frame: z.number(),
      caption: z.string(),
    }),
  ),
});
const LabContent = z.object({
  kind: z.literal('lab'),
  specimenType: z.string(),
  remark: z.string(),
  lines: z.array(
    z.object({
      testCode: z.string(),
      name: z.string(),
      nameEn: z.string(),
      value: z.string(),
      unit: z.string(),
      range: z.string(),
      mark: z.string(),
    }),
  ),
});

export const ReportDocument = OutsideReport.extend({
  /** Null for a recalled one: what is withdrawn is not handed on. */
  content: z.discriminatedUnion('kind', [ExamContent, LabContent]).nullable(),
  signatures: z.array(z.object({ role: z.string(), name: z.string(), at: Instant.nullable() })),
  verificationCode: z.string(),
});
export type ReportDocument = z.infer<typeof ReportDocument>;

/** The newest first. `unknown`: the HIS said nothing of it; an inpatient's exam is charged after it is done. */
export const FeeList = z.object({
  requestNumber: z.string(),
  exams: z.array(
    z.object({
      service: ExamService,
      accessionNumber: z.string(),
      code: z.string(),
      name: z.string(),
      state: ExamState,
      requestedAt: Instant,
      fee: ExamFee,
      institution: z.object({ id: z.string(), name: z.string() }),
    }),
  ),
});

/** Every answer that is no success. */
export const OutsideProblem = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    messageEn: z.string(),
    /** What to do about it. */
    cure: z.string(),
    cureEn: z.string(),
    /** Fields of the request that do not fit. */
    fields: z.array(z.object({ field: z.string(), problem: z.string() })),
    detail: z.record(z.string(), z.unknown()),
  }),
});
export type OutsideProblem = z.infer<typeof OutsideProblem>;

export const TokenAnswer = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.number().int(),
  scope: z.string(),
});
