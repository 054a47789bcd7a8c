// What the archive keeps, for how long, where a second time, and what leaves it: policy, trash, replica and exports.
import { z } from 'zod';
import { base, commandInput, Id, Instant, LongText, Version } from '../kernel/contract.ts';
import { PackingState } from './packing.ts';

const Uid = z.string().min(1).max(128);
/** Why something is done, in a person's words. */
const Reason = LongText.min(2);

/** Studies that a rule removes; a study with a report that is not signed is never one of them. */
export const RetentionRule = z.object({
  /** Empty: every modality. */
  modalities: z.array(z.string().regex(/^[A-Z]{2,8}$/)).max(30),
  /** Days since its last object arrived. */
  olderThanDays: z.number().int().min(30).max(36_500),
  /** reported: its exam has a signed report. unmatched: no exam claims it. */
  state: z.enum(['reported', 'unmatched']),
});
export type RetentionRule = z.infer<typeof RetentionRule>;

export const ArchivePolicy = z.object({
  retention: z.object({
    active: z.boolean(),
    rules: z.array(RetentionRule).max(20),
    /** Days in the trash before the objects are purged. */
    recoverableDays: z.number().int().min(1).max(3650),
  }),
  replica: z.object({
    active: z.boolean(),
    /** Absolute path of a folder that exists, as the server sees it; empty: none. */
    folder: z.string().max(500),
  }),
  packing: z.object({
    active: z.boolean(),
    /** Days since the last object of a study arrived. */
    afterDays: z.number().int().min(0).max(3650),
  }),
});
export type ArchivePolicy = z.infer<typeof ArchivePolicy>;

/** Nothing is deleted and nothing copied until a person says so; packing loses nothing. */
export const firstPolicy: ArchivePolicy = {
  retention: { active: false, rules: [], recoverableDays: 30 },
  replica: { active: false, folder: '' },
  packing: { active: true, afterDays: 1 },
};

/** Why copying stands still. */
export const replicaProblems = [
  'folder-missing',
  'folder-foreign',
  'disk-full',
  'not-writable',
  'object-damaged',
] as const;

export const ReplicaState = z.object({
  /** off, copying (behind), current, stopped (see problem). */
  state: z.enum(['off', 'copying', 'current', 'stopped']),
  problem: z.enum(replicaProblems).nullable(),
  /** What the system said. */
  detail: z.string(),
  copied: z.number().int(),
  waiting: z.number().int(),
  lastCopyAt: Instant.nullable(),
  /** Objects of the archive whose checksum failed: restored from the second folder, or without a good copy. */
  restored: z.number().int(),
  lost: z.array(z.string()),
});
export type ReplicaState = z.infer<typeof ReplicaState>;

export const TrashEntry = z.object({
  studyUid: Uid,
  removedAt: Instant,
  person: z.string(),
  reason: z.string(),
  byPolicy: z.boolean(),
  purgeAt: Instant,
  /** Why it stays beyond that day; empty when nothing keeps it. */
  kept: z.enum(['', 'unsigned-report', 'ecg-recording', 'new-objects']),
  /** Whether the policy purges at all; otherwise only a person does. */
  automatic: z.boolean(),
});
export type TrashEntry = z.infer<typeof TrashEntry>;

export const ExportOptions = z.object({
  /** Dates move by the patient's own constant and times stay; otherwise both are taken out. */
  shiftDates: z.boolean().default(false),
  keepCharacteristics: z.boolean().default(false),
  cleanDescriptors: z.boolean().default(false),
  /** Pictures that carry, or by their kind mostly carry, text in their pixels: left out unless a person has looked at them. */
  includeBurnedIn: z.boolean().default(false),
  /** Adds a page that lists what is on the medium. */
  index: z.boolean().default(true),
  /** Up to 16 characters of A-Z, 0-9, _ and space. */
  fileSetId: z
    .string()
    .regex(/^[A-Z0-9_ ]{0,16}$/)
    .default('YISHU'),
});
export type ExportOptions = z.infer<typeof ExportOptions>;

export const exportLeftOut = [
  'burned-in-said',
  'burned-in-likely',
  'not-an-image',
  'no-record',
  'not-part10',
  'damaged',
] as const;

export const ExportPlan = z.object({
  id: Id,
  /** Where the zip is fetched from, by the same person, until then. */
  url: z.string(),
  expiresAt: Instant,
  objects: z.number().int(),
  bytes: z.number(),
  leftOut: z.array(
    z.object({ seriesUid: Uid, description: z.string(), reason: z.enum(exportLeftOut), objects: z.number().int() }),
  ),
  /** Pictures that may show the person although the header does not any more. */
  burnedIn: z.number().int(),
});
export type ExportPlan = z.infer<typeof ExportPlan>;

export const StudyCheck = z.object({
  checked: z.number().int(),
  restored: z.array(z.string()),
  lost: z.array(z.string()),
});

export const keepingContract = {
  policy: base
    .route({ method: 'GET', path: '/imaging/policy' })
    .output(z.object({ version: Version, policy: ArchivePolicy })),
  savePolicy: base
    .route({ method: 'POST', path: '/imaging/policy' })
    .input(commandInput({ expectedVersion: Version, policy: ArchivePolicy, reason: Reason }))
    .output(z.object({ version: Version, policy: ArchivePolicy })),
  /** How many studies each rule would remove now. */
  tryPolicy: base
    .route({ method: 'POST', path: '/imaging/policy/try' })
    .input(z.object({ rules: z.array(RetentionRule).max(20) }))
    .output(z.array(z.object({ studies: z.number().int(), bytes: z.number() }))),
  replica: base.route({ method: 'GET', path: '/imaging/replica' }).output(ReplicaState),
  packing: base.route({ method: 'GET', path: '/imaging/packing' }).output(PackingState),
  trash: base.route({ method: 'GET', path: '/imaging/trash' }).output(z.array(TrashEntry)),
  /** Deletes a study of the trash for good, before its time. */
  purge: base
    .route({ method: 'POST', path: '/imaging/purge' })
    .input(commandInput({ studyUid: Uid, expectedRevision: Version, reason: Reason }))
    .output(z.object({ ok: z.literal(true) })),
  /** Reads every object of a study against its checksum; a damaged one comes back from the second folder. */
  checkStudy: base
    .route({ method: 'POST', path: '/imaging/check' })
    .input(commandInput({ studyUid: Uid }))
    .output(StudyCheck),
  startExport: base
    .route({ method: 'POST', path: '/imaging/exports' })
    .input(
      commandInput({
        kind: z.enum(['anonymised', 'media']),
        studyUids: z.array(Uid).min(1).max(100),
        /** Empty: all series of the studies. */
        seriesUids: z.array(Uid).max(2000).default([]),
        options: ExportOptions,
        reason: Reason,
      }),
    )
    .output(ExportPlan),
};
