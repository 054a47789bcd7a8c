// What a station can ask and do about exams: worklist, registration, lock, assignment, remote requests.
import { z } from 'zod';
import { base, Code, commandInput, Day, Id, Instant, LongText, ShortText, Version } from '../kernel/contract.ts';
import { Sex, VisitKind } from '../patient/model.ts';
import { attachmentContract } from './attachment-contract.ts';
import { BookingSlot } from './booking.ts';
import { bookingContract } from './booking-contract.ts';
import { ConfirmerChoice } from './confirmers.ts';
import { earlierContract } from './earlier-contract.ts';
import { ecgTypeContract } from './ecg-type-contract.ts';
import { ExamDocument, ExamPriority, ExamReportState, ExamService, ExamState, RemoteEcg } from './exam.ts';
import { ExamItem } from './exam-items.ts';
import { ExamReader } from './exam-reader.ts';
import { feeContract } from './fee-contract.ts';
import { forwardContract } from './forward-contract.ts';
import { InstitutionEntry, InstitutionListed } from './institution.ts';
import { noticeContract } from './notice-contract.ts';
import { patientTypeContract } from './patient-type-contract.ts';
import { CountedExam, CountedExamQuery, ReportCountQuery, ReportCounts } from './report-counts.ts';
import { requestNumberContract } from './request-number-contract.ts';
import { settleContract } from './settle-contract.ts';

export const ExamFilter = z.object({
  service: ExamService,
  /** By the latest of request, arrival and report; 3 is what opens. */
  days: z.number().int().min(1).max(36_600).default(3),
  states: z.array(ExamState).optional(),
  reportStates: z.array(ExamReportState).optional(),
  modalities: z.array(z.string().max(16)).optional(),
  bodyPart: z.string().max(64).optional(),
  priority: ExamPriority.optional(),
  institutionId: z.string().max(64).optional(),
  departmentId: z.string().max(64).optional(),
  assignedTo: Id.optional(),
  remoteOnly: z.boolean().optional(),
  criticalOnly: z.boolean().optional(),
  /** Part of a name, accession, request, patient or visit number. */
  text: z.string().max(100).optional(),
  limit: z.number().int().min(1).max(20_000).default(5000),
});
export type ExamFilter = z.infer<typeof ExamFilter>;

export const ExamWorklist = z.object({
  /** Most dangerous first, then priority, then the longest waiting. */
  rows: z.array(ExamDocument),
  counts: z.object({
    waiting: z.number().int(),
    draft: z.number().int(),
    submitted: z.number().int(),
    final: z.number().int(),
    critical: z.number().int(),
  }),
  asOf: Instant,
  /** True when a host answered from its cache. */
  stale: z.boolean(),
});
export type ExamWorklist = z.infer<typeof ExamWorklist>;

/** The desk's form: a person already known by number is taken as known, else made. */
export const RegisterExam = z.object({
  service: ExamService,
  patient: z.object({
    number: ShortText,
    name: ShortText.min(1),
    sex: Sex,
    birthDate: Day.nullable(),
    identityNumber: ShortText.optional(),
    phone: ShortText.optional(),
  }),
  visit: z
    .object({
      kind: VisitKind,
      number: ShortText,
      departmentId: z.string().max(64),
      bed: ShortText,
      diagnosis: ShortText,
    })
    .nullable(),
  /** A code of the dictionary of patient types; absent: that of the visit. */
  patientTypeCode: Code.optional(),
  modality: z.string().min(1).max(16),
  bodyPart: ShortText,
  procedureCode: z.string().max(64),
  procedureName: ShortText.min(1),
  method: ShortText,
  clinicalDiagnosis: ShortText,
  history: LongText,
  purpose: LongText,
  priority: ExamPriority,
  requestedBy: ShortText,
  requestNumber: z.string().max(64),
  room: ShortText,
  deviceId: z.string().max(64),
  /** With a time it is booked, without one the person is here. */
  scheduledAt: Instant.nullable(),
});
export type RegisterExam = z.infer<typeof RegisterExam>;

const examCommand = <Shape extends z.ZodRawShape>(shape: Shape) =>
  commandInput({ examId: Id, expectedVersion: Version, ...shape });

export const ordersContract = {
  ...bookingContract,
  ...attachmentContract,
  ...noticeContract,
  ...settleContract,
  ...earlierContract,
  ...ecgTypeContract,
  ...patientTypeContract,
  ...forwardContract,
  ...requestNumberContract,
  ...feeContract,
  worklist: base.route({ method: 'POST', path: '/exams/worklist' }).input(ExamFilter).output(ExamWorklist),
  exam: base
    .route({ method: 'GET', path: '/exams/{examId}' })
    .input(z.object({ examId: Id }))
    .output(ExamDocument),
  /** Of those that changed, the ones that the caller may see: what is asked for and not given is not, or no more, for these eyes. */
  exams: base
    .route({ method: 'POST', path: '/exams/rows' })
    .input(z.object({ ids: z.array(Id).max(200) }))
    .output(z.array(ExamDocument)),
  /** Exams of the same person, newest first, of every service that the caller may see. */
  priors: base
    .route({ method: 'GET', path: '/exams/{examId}/priors' })
    .input(z.object({ examId: Id }))
    .output(z.array(ExamDocument)),
  register: base
    .route({ method: 'POST', path: '/exams' })
    .input(
      commandInput({
        exam: RegisterExam,
        /** Booked into this slot; its time, room and device are the exam's. Only with the server: a slot is never given away twice. */
        slot: BookingSlot.optional(),
        /** Both from the station when it registered offline; the number comes from a leased block. Else the server makes them. */
        examId: Id.optional(),
        accessionNumber: z.string().min(1).max(16).optional(),
        /** Entered for another institution, as far as the right reaches; absent: the own one. */
        institutionId: z.string().min(1).max(64).optional(),
      }),
    )
    .output(ExamDocument),
  /** Changes what the desk entered, before anything is reported. */
  amendRegistration: base
    .route({ method: 'POST', path: '/exams/amend' })
    .input(examCommand({ exam: RegisterExam }))
    .output(ExamDocument),
  /** The booked or requested person is here. */
  arrive: base
    .route({ method: 'POST', path: '/exams/arrive' })
    .input(examCommand({ room: ShortText, deviceId: z.string().max(64) }))
    .output(ExamDocument),
  cancel: base
    .route({ method: 'POST', path: '/exams/cancel' })
    .input(examCommand({ reason: LongText.min(2) }))
    .output(ExamDocument),
  /** Cancelled by mistake: it goes on where it stood, its booked time is free. @throws STATE_REFUSED once the HIS withdrew or refunded it */
  reinstate: base
    .route({ method: 'POST', path: '/exams/reinstate' })
    .input(examCommand({ reason: LongText.min(2) }))
    .output(ExamDocument),
  /** Takes or renews the right to write; refused with who has it. With `onlyFree` also while the same person holds it elsewhere. */
  lock: base
    .route({ method: 'POST', path: '/exams/lock' })
    .input(
      commandInput({ examId: Id, fence: z.number().int().positive().optional(), onlyFree: z.boolean().optional() }),
    )
    .output(ExamDocument),
  unlock: base
    .route({ method: 'POST', path: '/exams/unlock' })
    .input(commandInput({ examId: Id, fence: z.number().int().positive() }))
    .output(ExamDocument),
  assign: base
    .route({ method: 'POST', path: '/exams/assign' })
    .input(examCommand({ personId: Id.nullable(), reason: LongText }))
    .output(ExamDocument),
  /** People of the caller's institution who may write about exams of the service; with an exam, those whose right reaches it. */
  readers: base
    .route({ method: 'GET', path: '/exams/readers/{service}' })
    .input(z.object({ service: ExamService, examId: Id.optional() }))
    .output(z.array(ExamReader)),
  /** A person marks or takes back the danger; a machine's mark is only ever confirmed or dismissed with a reason. */
  setRisk: base
    .route({ method: 'POST', path: '/exams/risk' })
    .input(
      examCommand({
        level: z.enum(['critical', 'majorPositive', 'attention', 'normal']),
        text: ShortText.min(1),
        /** Whom the caller telephones is documented by critical.documentCall. */
        raiseCritical: z.boolean(),
      }),
    )
    .output(ExamDocument),
  requestRemote: base
    .route({ method: 'POST', path: '/exams/remote/request' })
    .input(
      examCommand({
        toInstitutionId: z.string().min(1).max(64),
        /** One of those that the institution has open; absent: whoever reads there. */
        toDepartmentId: z.string().min(1).max(64).optional(),
        preliminaryFindings: LongText,
        preliminaryImpression: LongText,
        ecg: RemoteEcg.optional(),
      }),
    )
    .output(ExamDocument),
  decideRemote: base
    .route({ method: 'POST', path: '/exams/remote/decide' })
    .input(
      examCommand({
        act: z.enum(['accept', 'release', 'return', 'withdraw', 'resubmit']),
        /** Mandatory for `return`. */
        reason: LongText,
      }),
    )
    .output(ExamDocument),
  /** Exam items that can be ordered and registered (RAD-75): modality, body part, method. */
  items: base
    .route({ method: 'GET', path: '/exam-items' })
    .input(z.object({ service: ExamService }))
    .output(z.array(ExamItem)),
  saveItem: base
    .route({ method: 'POST', path: '/exam-items' })
    .input(commandInput({ item: ExamItem }))
    .output(ExamItem),
  /** Institutions of the network: what they read for others, where, and whom each may ask. */
  institutions: base.route({ method: 'GET', path: '/institutions' }).output(z.array(InstitutionListed)),
  /** Reports per campus in four states. @throws RIGHT_MISSING for who neither works on exams nor answers for quality */
  reportCounts: base
    .route({ method: 'POST', path: '/exams/report-counts' })
    .input(ReportCountQuery)
    .output(ReportCounts),
  countedExams: base
    .route({ method: 'POST', path: '/exams/report-counts/exams' })
    .input(CountedExamQuery)
    .output(z.object({ rows: z.array(CountedExam), more: z.boolean() })),
  /** The register of institutions with what an administrator sets, those switched off too. */
  institutionRegister: base.route({ method: 'GET', path: '/institutions/register' }).output(z.array(InstitutionEntry)),
  /** People who hold the reviewing right of a service and act for an institution: those whom it may designate (二次确认). */
  confirmerChoices: base
    .route({ method: 'GET', path: '/institutions/{institutionId}/confirmers/{service}' })
    .input(z.object({ institutionId: z.string().min(1).max(64), service: ExamService }))
    .output(z.array(ConfirmerChoice)),
  /** Enters or changes one; the server's own keeps its id. @throws DUPLICATE for a department of another institution, INPUT_INVALID for a circle of superiors */
  saveInstitution: base
    .route({ method: 'POST', path: '/institutions' })
    .input(commandInput({ institution: InstitutionEntry, isNew: z.boolean() }))
    .output(InstitutionEntry),
};
