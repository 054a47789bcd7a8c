// An exam (检查): one request for imaging or an ECG from order to report, one document that every station of its service shares.
import { z } from 'zod';
import { Day, Id, Instant, LongText, ShortText, Version } from '../kernel/contract.ts';
import { PatientBrief, VisitBrief } from '../patient/model.ts';
import { ExamPatientType } from './patient-type.ts';

export const ExamService = z.enum(['radiology', 'ecg']);
export type ExamService = z.infer<typeof ExamService>;

/**
 * Where the exam itself stands; how far its report is, is another axis (`report.state`).
 * requested: ordered, not yet at the desk. booked: has a time. registered: the person is here. acquired: images or recording are there.
 */
export const ExamState = z.enum(['requested', 'booked', 'registered', 'acquired', 'cancelled']);
export type ExamState = z.infer<typeof ExamState>;

export const ExamPriority = z.enum(['emergency', 'urgent', 'routine']);
export type ExamPriority = z.infer<typeof ExamPriority>;

/** none: nobody wrote yet. draft, submitted (待审), returned (退回修改), final (已签发), recalled (已召回). */
export const ExamReportState = z.enum(['none', 'draft', 'submitted', 'returned', 'final', 'recalled']);
export type ExamReportState = z.infer<typeof ExamReportState>;

/** A DICOM study or an ECG recording that belongs to the exam. */
export const ExamObject = z.object({
  kind: z.enum(['study', 'recording']),
  /** Study Instance UID, or the id of the recording. */
  id: z.string().max(64),
  arrivedAt: Instant,
  /** Images of the study, or leads of the recording. */
  count: z.number().int().nonnegative(),
  description: ShortText,
});
export type ExamObject = z.infer<typeof ExamObject>;

/** The danger that the machine or a person sees (危急程度); it never falls by itself. */
export const ExamRisk = z.object({
  level: z.enum(['critical', 'majorPositive', 'attention', 'normal', 'unknown']),
  /** `machine` says suspected (疑似). */
  by: z.enum(['machine', 'person']),
  reasons: z.array(z.object({ code: z.string().max(64), text: ShortText, textEn: ShortText })),
  at: Instant,
});
export type ExamRisk = z.infer<typeof ExamRisk>;

/** Who has the exam open for writing. `fence` grows with each lock: a holder that lost it cannot write any more. */
export const ExamLock = z.object({
  personId: Id,
  personName: ShortText,
  stationName: ShortText,
  since: Instant,
  until: Instant,
  fence: z.number().int().positive(),
});
export type ExamLock = z.infer<typeof ExamLock>;

/** Beats per minute that a person can have. */
export const ventricularRateRange = { least: 10, most: 400 } as const;

/** What an ECG request says besides (ECG-44): time of the examination, clinical diagnosis, ventricular rate. */
export const RemoteEcg = z.object({
  examinedAt: Instant.nullable(),
  clinicalDiagnosis: ShortText,
  /** Beats per minute; null when nobody knows it. */
  ventricularRateBpm: z.number().int().min(ventricularRateRange.least).max(ventricularRateRange.most).nullable(),
  /** From the recording's own measurement, as it stood; else a person entered it. */
  rateMeasured: z.boolean(),
});
export type RemoteEcg = z.infer<typeof RemoteEcg>;

/** An institution that was asked and sent the request on to its superior (转上级): it stays concerned and gets the conclusion. */
export const RemoteLevel = z.object({
  institutionId: z.string().max(64),
  institutionName: ShortText,
  /** The department there that was asked; comes back when the superior returns the request. */
  departmentId: z.string().max(64).optional(),
  departmentName: ShortText.optional(),
  sentOnBy: ShortText,
  sentOnAt: Instant,
  reason: LongText,
});
export type RemoteLevel = z.infer<typeof RemoteLevel>;

/** How a patient was told that the report is there to be collected. */
export const TellWay = z.enum(['phone', 'inPerson', 'message', 'family']);
export type TellWay = z.infer<typeof TellWay>;

/** A request to read for another institution (远程诊断). */
export const RemoteRequest = z.object({
  /** uploading (上传中), waiting (待诊断), accepted, returned (退回), done (已完成), withdrawn. */
  state: z.enum(['uploading', 'waiting', 'accepted', 'returned', 'done', 'withdrawn']),
  fromInstitutionId: z.string().max(64),
  fromInstitutionName: ShortText,
  /** Where it lies now: whom it was asked of, or the superior that it was sent on to. */
  toInstitutionId: z.string().max(64),
  toInstitutionName: ShortText,
  /** The department there that was asked; absent: whoever reads there. */
  toDepartmentId: z.string().max(64).optional(),
  toDepartmentName: ShortText.optional(),
  requestedBy: ShortText,
  requestedAt: Instant,
  /** Requests for the same patient that were found when this one was made (历史会诊). */
  earlier: z.number().int().nonnegative().optional(),
  /** What the requesting doctor wrote beforehand (初写). */
  preliminaryFindings: LongText,
  preliminaryImpression: LongText,
  /** Of an ECG; absent for images, and for requests from before it was asked for. */
  ecg: RemoteEcg.optional(),
  /** Those between that sent it on, the first asked first; absent or empty: none did. */
  levels: z.array(RemoteLevel).optional(),
  history: z.array(
    z.object({
      act: z.string().max(32),
      by: ShortText,
      at: Instant,
      reason: LongText,
      /** Whose act it was, and to whom the request went by it; absent in requests from before there were levels. */
      institutionId: z.string().max(64).optional(),
      institutionName: ShortText.optional(),
      toInstitutionId: z.string().max(64).optional(),
      toInstitutionName: ShortText.optional(),
    }),
  ),
  /** The institution that asked printed this report (闭环, see remote-close.ts); absent while it has printed none. */
  closed: z.object({ at: Instant, by: ShortText, reportId: Id }).optional(),
  /** The patient was told to collect this report (通知患者取报告, see remote-told.ts); absent while nobody did. */
  told: z.object({ at: Instant, by: ShortText, reportId: Id, way: TellWay, note: LongText }).optional(),
});
export type RemoteRequest = z.infer<typeof RemoteRequest>;

export const ExamFee = z.object({
  state: z.enum(['unknown', 'unpaid', 'paid', 'refunded']),
  amountCent: z.number().int().nullable(),
});
export type ExamFee = z.infer<typeof ExamFee>;

export const ExamDocument = z.object({
  id: Id,
  version: Version,
  service: ExamService,
  /** Made by us, unique; goes to the worklist of the device and comes back in its objects (0008,0050). */
  accessionNumber: z.string().min(1).max(16),
  /** Placer order number of the HIS (ORC-2), empty for a walk-in. */
  requestNumber: z.string().max(64),
  patient: PatientBrief,
  visit: VisitBrief.nullable(),
  /** DICOM modality: CT, MR, DX, CR, US, MG, XA, PT, NM, ECG … */
  modality: z.string().min(1).max(16),
  bodyPart: ShortText,
  procedureCode: z.string().max(64),
  procedureName: ShortText,
  /** 检查方法: plain, enhanced, 12-lead, Holter … */
  method: ShortText,
  /** 心电类型 that its item had when it was registered; absent for images and from before there were any. */
  ecgType: z.string().max(64).optional(),
  /** 病人类型 as it was called when the exam was registered; absent for exams from before there were any, and where nobody said. */
  patientType: ExamPatientType.optional(),
  clinicalDiagnosis: ShortText,
  history: LongText,
  purpose: LongText,
  priority: ExamPriority,
  requestedBy: ShortText,
  requestedAt: Instant,
  departmentId: z.string().max(64),
  departmentName: ShortText,
  departmentPhone: ShortText,
  /** Where it was or will be done. */
  institutionId: z.string().max(64),
  institutionName: ShortText,
  room: ShortText,
  /** AE title or device id, empty until it is known. */
  deviceId: z.string().max(64),
  scheduledAt: Instant.nullable(),
  /** The person's number in the line of the room (排队号), from the desk; absent before. */
  queueNumber: z.number().int().positive().optional(),
  registeredAt: Instant.nullable(),
  acquiredAt: Instant.nullable(),
  state: ExamState,
  cancelReason: LongText,
  /** The technician's word that it was carried out (已确认); absent while only images say so, or nothing. */
  confirmed: z.object({ at: Instant, by: ShortText, fee: ExamFee.shape.state.optional() }).optional(),
  objects: z.array(ExamObject),
  assignedTo: z.object({ personId: Id, personName: ShortText }).nullable(),
  lock: ExamLock.nullable(),
  risk: ExamRisk.nullable(),
  /** The report in short, for lists; the whole one is an examReport document. */
  report: z.object({
    id: Id.nullable(),
    state: ExamReportState,
    /** 阳性/阴性 */
    positive: z.boolean().nullable(),
    author: ShortText,
    /** Absent where no report is, and in documents from before it was kept. */
    authorId: Id.optional(),
    reviewer: ShortText,
    releasedAt: Instant.nullable(),
    printed: z.boolean(),
    /** Of the first print of the newest released edition; the name is empty where it was not kept. */
    printedAt: Instant.nullable().optional(),
    printedBy: ShortText.optional(),
    /** Released versions so far. */
    version: z.number().int().nonnegative(),
  }),
  remote: RemoteRequest.nullable(),
  /** Charge state as the HIS gave it. */
  fee: ExamFee,
  birthDate: Day.nullable(),
  /** Earlier exams of the same person in this service. */
  priorCount: z.number().int().nonnegative(),
});
export type ExamDocument = z.infer<typeof ExamDocument>;
