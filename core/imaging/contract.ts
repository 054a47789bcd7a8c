// What a station can ask of the archive and do in it; pictures themselves are plain routes (/imaging/pixels/…, /dicom-web/…).
import { z } from 'zod';
import { base, commandInput, Id, Instant, LongText, ShortText, Version } from '../kernel/contract.ts';
import { RegisterExam } from '../orders/contract.ts';
import { ExamDocument } from '../orders/exam.ts';
import { PatientBrief } from '../patient/model.ts';
import type { StudyManifest } from './descriptor.ts';
import { externalContract } from './external.ts';
import { keepingContract } from './keeping.ts';
import { RecordPicture } from './picture-out.ts';
import { setupContract } from './reading/setup.ts';

export const Uid = z.string().min(1).max(128);

export const ArchivedStudy = z.object({
  uid: Uid,
  patientId: z.string(),
  patientName: z.string(),
  sex: z.string(),
  birthDate: z.string(),
  /** DA, TM as in the object. */
  date: z.string(),
  time: z.string(),
  accession: z.string(),
  description: z.string(),
  institution: z.string(),
  modalities: z.array(z.string()),
  /** (0018,0015) of its series, as it came. */
  bodyParts: z.array(z.string()),
  seriesCount: z.number().int(),
  instanceCount: z.number().int(),
  sizeBytes: z.number(),
  examId: Id.nullable(),
  /** Somebody gave it to an exam, or took it away, and that stands: it can be taken back. */
  decided: z.boolean(),
  lastAt: Instant,
  removedAt: Instant.nullable(),
  revision: Version,
});
export type ArchivedStudy = z.infer<typeof ArchivedStudy>;

/** Two objects with one UID and different content: a person says which one is shown. */
export const DifferingObject = z.object({
  sopInstanceUid: Uid,
  studyUid: Uid,
  patientName: z.string(),
  seriesDescription: z.string(),
  current: z.object({ id: Id, receivedAt: Instant, source: z.string(), length: z.number() }),
  other: z.object({ id: Id, receivedAt: Instant, source: z.string(), length: z.number() }),
});
export type DifferingObject = z.infer<typeof DifferingObject>;

/** Scheme, host and port as a browser names them; nothing else fits, since it stands in a header. */
export const EmbedOrigin = z
  .string()
  .max(200)
  .regex(/^https?:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/);

/** A hospital system whose users open single studies by signed links (link-signature.ts). */
export const SaveLinkSystem = commandInput({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,32}$/),
  active: z.boolean(),
  /** Makes a new secret for a known system; the former one is then worth nothing. */
  newSecret: z.boolean().default(false),
  /** Whose pages may show the clinicians' pages in a frame; left out: as it was. */
  origins: z.array(EmbedOrigin).max(10).optional(),
  /** Id of the institution for which it may open the request form of remote reading; empty for none, left out: as it was. */
  requestsFor: z.string().max(64).optional(),
});

export const LinkSystem = z.object({
  name: z.string(),
  active: z.boolean(),
  origins: z.array(z.string()),
  requestsFor: z.string(),
  /** When its secret was made. */
  secretAt: Instant,
  changedAt: Instant,
});
export type LinkSystem = z.infer<typeof LinkSystem>;

/** What a reader's annotations became. Reports of former versions stay and are named by the new one. */
export const StoredEvidence = z.object({
  version: Version,
  objects: z.array(
    z.object({
      kind: z.enum(['report', 'presentation', 'key-objects']),
      sopInstanceUid: Uid,
      seriesUid: Uid,
    }),
  ),
  /** Annotations (id) and key images (object/frame) that lie on no image of the study. */
  left: z.array(z.string()),
  /** Former reports of the same reader, the latest first. */
  superseded: z.array(Uid),
});

/** An exam for a study that nobody registered, and the study to it (补登记). */
export const RegisterStudy = commandInput({
  studyUid: Uid,
  expectedRevision: Version,
  exam: RegisterExam.extend({ service: z.literal('radiology') }),
  /** The person on file who it is; null: nobody who is on file. What stands in the images alone chooses nobody. */
  knownPatientId: Id.nullable(),
  /** Entered for another institution, as far as the right to register reaches; absent: the own one. */
  institutionId: z.string().min(1).max(64).optional(),
});

/** A person as typed so far; the institution as in {@link RegisterStudy}. */
export const OnFile = z.object({
  patient: RegisterExam.shape.patient.pick({ number: true, sex: true, birthDate: true }).extend({ name: ShortText }),
  institutionId: z.string().min(1).max(64).optional(),
});

/** So many studies are asked about at once. */
export const mostOpenable = 500;

export const imagingContract = {
  ...keepingContract,
  ...externalContract,
  ...setupContract,
  studies: base
    .route({ method: 'POST', path: '/imaging/studies' })
    .input(
      z.object({
        text: z.string().max(100).default(''),
        /** YYYYMMDD, both ends included. */
        from: z.string().max(8).default(''),
        to: z.string().max(8).default(''),
        modality: z.string().max(16).default(''),
        /** Only those that no exam claims (RAD-07). */
        unmatchedOnly: z.boolean().default(false),
        removed: z.boolean().default(false),
        limit: z.number().int().min(1).max(2000).default(200),
      }),
    )
    .output(z.array(ArchivedStudy)),
  /** Everything a viewer needs to open the study. */
  manifest: base
    .route({ method: 'GET', path: '/imaging/studies/{studyUid}/manifest' })
    .input(z.object({ studyUid: Uid }))
    .output(z.custom<StudyManifest>()),
  /** Which of these studies the person may open now: a station shows them by that while the server is away. */
  openable: base
    .route({ method: 'POST', path: '/imaging/openable' })
    .input(z.object({ studyUids: z.array(Uid).min(1).max(mostOpenable) }))
    .output(z.object({ studyUids: z.array(Uid) })),
  /** A station says, once it is back, that a person opened a study that it keeps, or was not let in to it. */
  recordOffline: base
    .route({ method: 'POST', path: '/imaging/offline-looks' })
    .input(commandInput({ studyUid: Uid, outcome: z.enum(['done', 'refused']) }))
    .output(z.object({ ok: z.literal(true) })),
  /** Gives a study to an exam; what stood before is kept and can be brought back. */
  reconcile: base
    .route({ method: 'POST', path: '/imaging/reconcile' })
    .input(commandInput({ studyUid: Uid, expectedRevision: Version, examId: Id.nullable(), reason: LongText.min(2) }))
    .output(ArchivedStudy),
  /** Who is on file under the number that images are about to be registered with: shown before anything is taken over. */
  onFile: base
    .route({ method: 'POST', path: '/imaging/reconcile/on-file' })
    .input(OnFile)
    .output(z.object({ patient: PatientBrief.nullable() })),
  registerStudy: base
    .route({ method: 'POST', path: '/imaging/reconcile/register' })
    .input(RegisterStudy)
    .output(z.object({ study: ArchivedStudy, exam: ExamDocument })),
  undoReconcile: base
    .route({ method: 'POST', path: '/imaging/reconcile/undo' })
    .input(commandInput({ studyUid: Uid, expectedRevision: Version, reason: LongText.min(2) }))
    .output(ArchivedStudy),
  remove: base
    .route({ method: 'POST', path: '/imaging/remove' })
    .input(commandInput({ studyUid: Uid, expectedRevision: Version, reason: LongText.min(2) }))
    .output(ArchivedStudy),
  restore: base
    .route({ method: 'POST', path: '/imaging/restore' })
    .input(commandInput({ studyUid: Uid, expectedRevision: Version, reason: LongText.min(2) }))
    .output(ArchivedStudy),
  differing: base.route({ method: 'GET', path: '/imaging/differing' }).output(z.array(DifferingObject)),
  decideDiffering: base
    .route({ method: 'POST', path: '/imaging/differing' })
    .input(commandInput({ keepId: Id, otherId: Id, reason: LongText.min(2) }))
    .output(z.object({ ok: z.literal(true) })),
  /** A short-lived link that opens one study read-only in any browser. */
  link: base
    .route({ method: 'POST', path: '/imaging/links' })
    .input(commandInput({ studyUid: Uid, minutes: z.number().int().min(1).max(1440) }))
    .output(z.object({ url: z.string(), expiresAt: Instant })),
  linkSystems: base.route({ method: 'GET', path: '/imaging/link-systems' }).output(z.array(LinkSystem)),
  /** The secret is in the answer once: when it was made. */
  saveLinkSystem: base
    .route({ method: 'POST', path: '/imaging/link-systems' })
    .input(SaveLinkSystem)
    .output(z.object({ name: z.string(), active: z.boolean(), secret: z.string().nullable() })),
  annotations: base
    .route({ method: 'GET', path: '/imaging/studies/{studyUid}/annotations' })
    .input(z.object({ studyUid: Uid }))
    .output(
      z.array(z.object({ authorId: Id, author: ShortText, version: Version, savedAt: Instant, doc: z.unknown() })),
    ),
  /** Stores the caller's annotations of a study as they stand; the DICOM objects are made from them when the reader asks. */
  saveAnnotations: base
    .route({ method: 'POST', path: '/imaging/annotations' })
    .input(commandInput({ studyUid: Uid, expectedVersion: Version, doc: z.unknown() }))
    .output(z.object({ version: Version })),
  /** Puts on record that an image leaves the viewer as a picture; the station asks before it gives the picture out. */
  recordPicture: base
    .route({ method: 'POST', path: '/imaging/pictures-out' })
    .input(RecordPicture)
    .output(z.object({ ok: z.literal(true) })),
  /** The caller's annotations as objects in the study: TID 1500 report, presentation states, key object selection. */
  storeEvidence: base
    .route({ method: 'POST', path: '/imaging/evidence' })
    .input(commandInput({ studyUid: Uid, expectedVersion: Version }))
    .output(StoredEvidence),
};
