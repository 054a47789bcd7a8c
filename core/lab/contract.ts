// What a station can ask of the laboratory and do in it. Commands are idempotent by their id.
import { z } from 'zod';
import { Witness } from '../identity/contract.ts';
import { base, Code, commandInput, Day, Id, Instant, ShortText, Version } from '../kernel/contract.ts';
import { Sex, VisitKind } from '../patient/model.ts';
import { Dictionaries, DictionaryKind } from './dictionary.ts';
import { Abnormality, SpecimenDocument, SpecimenRow, SpecimenState, UnplacedMessage } from './model.ts';

export const WorklistFilter = z.object({
  /** Specimens touched in the last so many days; 3 is what opens (LAB-109). */
  days: z.number().int().min(1).max(3660).default(3),
  groupId: z.string().optional(),
  states: z.array(SpecimenState).optional(),
  instrumentId: z.string().optional(),
  departmentId: z.string().optional(),
  urgentOnly: z.boolean().optional(),
  criticalOnly: z.boolean().optional(),
  /** Part of a name, or a number, barcode, sample number or doctor (LAB-110). */
  text: z.string().max(100).optional(),
  limit: z.number().int().min(1).max(20_000).default(10_000),
});
export type WorklistFilter = z.infer<typeof WorklistFilter>;

export const Worklist = z.object({
  rows: z.array(SpecimenRow),
  /** Specimens per group that are at work, for the left column. */
  groups: z.array(
    z.object({ groupId: z.string(), open: z.number().int(), toReview: z.number().int(), critical: z.number().int() }),
  ),
  asOf: Instant,
  /** True when a host answered from its cache. */
  stale: z.boolean(),
});
export type Worklist = z.infer<typeof Worklist>;

/** How many rows of the list may be asked for at once. */
export const rowsAtMost = 500;
export const RowsAsked = z.object({ ids: z.array(Id).min(1).max(rowsAtMost) });
export const Rows = z.object({ rows: z.array(SpecimenRow), asOf: Instant, stale: z.boolean() });
export type Rows = z.infer<typeof Rows>;

export const ReviewFinding = z.object({
  specimenId: Id,
  testCode: z.string().nullable(),
  /** block: cannot be reviewed; confirm: a person must say yes; note: shown only. */
  level: z.enum(['block', 'confirm', 'note']),
  kind: z.enum([
    'missing',
    'negative',
    'critical',
    'criticalNotCalled',
    'noValue',
    'undecidedRerun',
    'clock',
    'unordered',
    'state',
    'delta',
    'rejected',
    'implausible',
  ]),
  text: z.string(),
  /** The same in English. */
  textEn: z.string().optional(),
});
export type ReviewFinding = z.infer<typeof ReviewFinding>;

export const HistoryPoint = z.object({
  testCode: z.string(),
  specimenId: Id,
  barcode: z.string(),
  at: Instant,
  value: z.string(),
  numeric: z.number().nullable(),
  unit: z.string(),
  abnormality: Abnormality,
});
export type HistoryPoint = z.infer<typeof HistoryPoint>;

const attachmentInput = z.object({
  kind: z.enum(['histogram', 'scattergram', 'image', 'file']),
  code: z.string(),
  name: z.string().optional(),
  mediaType: z.string(),
  encoding: z.enum(['base64', 'text', 'reference']),
  data: z.string(),
  meta: z.record(z.string(), z.string()).optional(),
});

/** An instrument message as a host hands it on: what the driver read, where and when it came. */
export const IngestInput = commandInput({
  /** Id of the message in the host's inbox. */
  messageId: z.string().min(1).max(100),
  instrumentId: z.string(),
  receivedAt: Instant,
  /** SHA-256 of the content bytes, hex. */
  contentHash: z.string().length(64),
  message: z.object({
    kind: z.enum(['results', 'query', 'order', 'qc', 'event']),
    specimenId: z.string(),
    patientId: z.string().optional(),
    instrumentTime: z.string().optional(),
    messageId: z.string().optional(),
    correction: z.boolean().optional(),
    correctionInferred: z.boolean().optional(),
    rerun: z.boolean().optional(),
    incomplete: z.boolean().optional(),
    control: z
      .object({ material: z.string().optional(), lot: z.string().optional(), level: z.string().optional() })
      .optional(),
    comments: z.array(z.string()).optional(),
    details: z.record(z.string(), z.string()).optional(),
    tests: z.array(z.string()).optional(),
    specimenIds: z.array(z.string()).optional(),
    results: z.array(
      z.object({
        code: z.string(),
        name: z.string().optional(),
        value: z.string(),
        unit: z.string().optional(),
        flags: z.array(z.string()),
        referenceRange: z.string().optional(),
        status: z.string().optional(),
        time: z.string().optional(),
        noValue: z.boolean().optional(),
        comments: z.array(z.string()).optional(),
        qualifiers: z.record(z.string(), z.string()).optional(),
        attachments: z.array(attachmentInput).optional(),
      }),
    ),
  }),
});
export type IngestInput = z.infer<typeof IngestInput>;

export const IngestOutcome = z.object({
  /** Where each part went. */
  placed: z.number().int(),
  repeats: z.number().int(),
  parked: z.array(z.object({ unplacedId: Id, reason: UnplacedMessage.shape.reason })),
  specimenId: Id.nullable(),
  /** Of the specimen with these results in it: what the feed will bring. Null when it did not change. */
  specimenVersion: Version.nullish(),
});
export type IngestOutcome = z.infer<typeof IngestOutcome>;

const specimenCommand = { specimenId: Id, expectedVersion: Version };

export const RegisterInput = commandInput({
  /** Taken from a leased block when the station works offline. */
  barcode: Code,
  specimenId: Id,
  patient: z.object({
    number: z.string().max(64),
    name: ShortText.min(1),
    sex: Sex,
    birthDate: Day.nullable(),
    identityNumber: z.string().max(32).optional(),
    phone: z.string().max(32).optional(),
  }),
  visit: z.object({
    kind: VisitKind,
    number: z.string().max(64),
    departmentId: z.string(),
    bed: ShortText.optional(),
    diagnosis: ShortText.optional(),
  }),
  orderingDoctor: ShortText,
  itemCodes: z.array(Code).min(1),
  urgent: z.boolean(),
  clinicalNote: z.string().max(1000),
});

export const labContract = {
  dictionaries: base.route({ method: 'GET', path: '/lab/dictionaries' }).output(Dictionaries),
  worklist: base.route({ method: 'POST', path: '/lab/worklist' }).input(WorklistFilter).output(Worklist),
  /** Rows of the list that the asker may see; a station gives those that it has itself, with what waits for the server in them. */
  rows: base.route({ method: 'POST', path: '/lab/rows' }).input(RowsAsked).output(Rows),
  specimen: base
    .route({ method: 'GET', path: '/lab/specimens/{id}' })
    .input(z.object({ id: Id }))
    .output(
      z.object({ document: SpecimenDocument, findings: z.array(ReviewFinding), asOf: Instant, stale: z.boolean() }),
    ),
  byBarcode: base
    .route({ method: 'GET', path: '/lab/barcodes/{barcode}' })
    .input(z.object({ barcode: z.string().min(1).max(64) }))
    .output(SpecimenDocument),
  history: base
    .route({ method: 'GET', path: '/lab/history' })
    .input(z.object({ patientId: Id, days: z.coerce.number().int().min(1).max(36_600).default(730) }))
    .output(z.object({ points: z.array(HistoryPoint), asOf: Instant })),
  unplaced: base
    .route({ method: 'POST', path: '/lab/unplaced' })
    .input(
      z.object({ resolved: z.boolean().default(false), days: z.coerce.number().int().min(1).max(366).default(30) }),
    )
    .output(z.object({ rows: z.array(UnplacedMessage), asOf: Instant })),
  /** Orders that an analyzer may ask for, by barcode (host query). */
  worklistForInstrument: base
    .route({ method: 'POST', path: '/lab/instrument-orders' })
    .input(z.object({ instrumentId: z.string(), barcodes: z.array(z.string()) }))
    .output(z.array(z.object({ barcode: z.string(), document: SpecimenDocument.nullable() }))),

  register: base.route({ method: 'POST', path: '/lab/register' }).input(RegisterInput).output(SpecimenDocument),
  printLabel: base
    .route({ method: 'POST', path: '/lab/label' })
    .input(commandInput({ ...specimenCommand, copies: z.number().int().min(1).max(10) }))
    .output(SpecimenDocument),
  collect: base
    .route({ method: 'POST', path: '/lab/collect' })
    .input(commandInput({ ...specimenCommand }))
    .output(SpecimenDocument),
  receive: base
    .route({ method: 'POST', path: '/lab/receive' })
    .input(commandInput({ ...specimenCommand, urgent: z.boolean().optional() }))
    .output(SpecimenDocument),
  reject: base
    .route({ method: 'POST', path: '/lab/reject' })
    .input(commandInput({ ...specimenCommand, reasonCode: Code, reason: ShortText }))
    .output(SpecimenDocument),
  ingest: base.route({ method: 'POST', path: '/lab/ingest' }).input(IngestInput).output(IngestOutcome),
  enterResults: base
    .route({ method: 'POST', path: '/lab/results' })
    .input(
      commandInput({
        ...specimenCommand,
        results: z.array(z.object({ testCode: Code, value: z.string().max(2000) })).min(1),
        /** Required when a value replaces one that is there. */
        reason: ShortText.optional(),
      }),
    )
    .output(SpecimenDocument),
  /** Chooses which of several versions (rerun) is reported. */
  chooseResult: base
    .route({ method: 'POST', path: '/lab/results/choose' })
    .input(commandInput({ ...specimenCommand, testCode: Code, resultId: Id, reason: ShortText }))
    .output(SpecimenDocument),
  addTest: base
    .route({ method: 'POST', path: '/lab/tests/add' })
    .input(commandInput({ ...specimenCommand, testCodes: z.array(Code).min(1) }))
    .output(SpecimenDocument),
  setRemark: base
    .route({ method: 'POST', path: '/lab/remark' })
    .input(commandInput({ ...specimenCommand, remark: z.string().max(1000) }))
    .output(SpecimenDocument),
  findings: base
    .route({ method: 'POST', path: '/lab/findings' })
    .input(z.object({ specimenIds: z.array(Id).min(1).max(500) }))
    .output(z.array(ReviewFinding)),
  /** First or only review; several specimens at once (LAB-47). Findings of level confirm must be named in `confirmed`. */
  review: base
    .route({ method: 'POST', path: '/lab/review' })
    .input(
      commandInput({
        specimens: z
          .array(z.object({ specimenId: Id, expectedVersion: Version }))
          .min(1)
          .max(500),
        confirmed: z.boolean(),
        /** Second reviewer at the same screen, where the group requires two. */
        witness: Witness.optional(),
      }),
    )
    .output(
      z.object({
        reviewed: z.array(SpecimenDocument),
        refused: z.array(z.object({ specimenId: Id, code: z.string(), findings: z.array(ReviewFinding) })),
      }),
    ),
  secondReview: base
    .route({ method: 'POST', path: '/lab/review/second' })
    .input(commandInput({ ...specimenCommand }))
    .output(SpecimenDocument),
  unreview: base
    .route({ method: 'POST', path: '/lab/unreview' })
    .input(commandInput({ ...specimenCommand, reason: ShortText }))
    .output(SpecimenDocument),
  recall: base
    .route({ method: 'POST', path: '/lab/recall' })
    .input(commandInput({ ...specimenCommand, reason: ShortText.min(2), witness: Witness.optional() }))
    .output(SpecimenDocument),
  resolveUnplaced: base
    .route({ method: 'POST', path: '/lab/unplaced/resolve' })
    .input(
      commandInput({
        unplacedId: Id,
        expectedVersion: Version,
        how: z.enum(['place', 'dismiss']),
        /** For `place`: the specimen it belongs to, and test codes for channels that are unknown. */
        specimenId: Id.optional(),
        channelMap: z.record(z.string(), z.string()).optional(),
        reason: ShortText.min(2),
      }),
    )
    .output(UnplacedMessage),
  /**
   * Tests whose reference ranges and critical limits stand as they were shipped: no person of the laboratory has saved them yet. Saving one,
   * changed or not, is that person's word that they hold here.
   */
  unconfirmedTests: base
    .route({ method: 'GET', path: '/lab/unconfirmed-tests' })
    .output(z.array(z.object({ key: Code, version: Version }))),
  saveDictionaryEntry: base
    .route({ method: 'POST', path: '/lab/dictionaries/{kind}' })
    .input(
      commandInput({
        kind: DictionaryKind,
        key: Code,
        entry: z.unknown(),
        /** Version of the entry that was edited; null for a new one. */
        expectedVersion: Version.nullable(),
      }),
    )
    .output(z.object({ kind: DictionaryKind, key: Code, version: Version })),
  dictionaryEntry: base
    .route({ method: 'GET', path: '/lab/dictionaries/{kind}/{key}' })
    .input(z.object({ kind: DictionaryKind, key: Code }))
    .output(
      z.object({
        entry: z.unknown(),
        version: Version,
        history: z.array(z.object({ version: Version, at: Instant, by: ShortText, entry: z.unknown() })),
      }),
    ),
};
