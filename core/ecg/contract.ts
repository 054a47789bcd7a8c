// What a station can ask of the ECG area and do in it; samples, files, uploads and exports are plain routes (/ecg/…), named below.
// GET  /ecg/recordings/{id}/samples          binary, see `SamplesHeader`; ?fromMs=&toMs=&leads=I,II cuts a part out; ?ahead=1 a station keeps it
// GET  /ecg/recordings/{id}/file             the raw file, bit for bit
// GET  /ecg/recordings/{id}/standard?as=     aecg or dicom: the same tracing in a standard form
// POST /ecg/manual?name=&examId=             body is the file; a person with ecg.acquire; answers `Arrival`
// POST /ecg/upload                           body is the file; a registered device (docs/operations); answers `Arrival`
// GET  /ecg/statistics.xlsx?from=&to=&institutionId=&departmentId=
// GET  /ecg/recordings/{id}/overview         `RecordingOverview`; ?lead=&steps=
// GET  /ecg-view?system=&accession=&user=&ts=&sig=   a signed link (docs/operations); leads to /ecg-view/{token}, the clinicians' page
// GET  /ecg/replay/recording                 `LinkedEcg` for the token in `Authorization: Bearer`; …/samples, …/overview and …/report likewise;
//                                            ?recording= names another one of the same exam
import { z } from 'zod';
import { base, commandInput, Day, Id, Instant, LongText, ShortText, Version } from '../kernel/contract.ts';
import { ExamDocument } from '../orders/exam.ts';
import { PatientBrief } from '../patient/model.ts';
import { aheadContract } from './flow/ahead-contract.ts';
import { AlertState, EcgAlert } from './flow/alert.ts';
import { DeviceEntry, EcgDevice } from './flow/device.ts';
import { devicePlaceContract } from './flow/device-contract.ts';
import { reapplyContract } from './flow/reapply-contract.ts';
import {
  BeatMarksInput,
  MeasuredByHand,
  MeasurementCorrection,
  type RecordingDetail,
  RecordingDocument,
  RecordingState,
  WalkIn,
} from './flow/recording.ts';
import { RulePreview, RuleSetSchema, StoredRuleSet } from './flow/rule-set.ts';
import { EcgSettings } from './flow/settings.ts';
import { EcgStatistics, StatisticsPeriod } from './flow/statistics.ts';
import { EcgTerm } from './flow/terms.ts';

/** Answer to a recording that was handed in. duplicate: known already, nothing was stored. */
export const Arrival = z.object({
  outcome: z.enum(['stored', 'duplicate']),
  recordingId: Id,
  state: RecordingState,
  examId: Id.nullable(),
  level: z.enum(['critical', 'majorPositive', 'attention', 'normal', 'unknown']),
  problems: z.array(z.string()),
});
export type Arrival = z.infer<typeof Arrival>;

const recordingCommand = <Shape extends z.ZodRawShape>(shape: Shape) =>
  commandInput({ recordingId: Id, expectedVersion: Version, ...shape });

const alertCommand = <Shape extends z.ZodRawShape>(shape: Shape) => commandInput({ alertId: Id, ...shape });

export const ecgContract = {
  ...devicePlaceContract,
  ...reapplyContract,
  ...aheadContract,
  recordings: base
    .route({ method: 'POST', path: '/ecg/recordings' })
    .input(
      z.object({
        states: z.array(RecordingState).optional(),
        examId: Id.optional(),
        /** By arrival. */
        from: Day.optional(),
        to: Day.optional(),
        institutionId: z.string().max(64).optional(),
        uploadPointId: Id.optional(),
        /** Part of what the device said: name, number, file name. */
        text: z.string().max(100).default(''),
        limit: z.number().int().min(1).max(2000).default(500),
      }),
    )
    .output(z.array(RecordingDocument)),
  recording: base
    .route({ method: 'GET', path: '/ecg/recordings/{recordingId}' })
    .input(z.object({ recordingId: Id }))
    .output(z.custom<RecordingDetail>()),
  /** Of the same human being, also under numbers that were merged; newest first, without this one. */
  previous: base
    .route({ method: 'GET', path: '/ecg/recordings/{recordingId}/previous' })
    .input(z.object({ recordingId: Id, limit: z.coerce.number().int().min(1).max(100).default(20) }))
    .output(z.array(RecordingDocument)),
  /** Edited marks of the median beat, a rate or an axis by hand: the server recomputes the values and keeps a new version. */
  saveCorrection: base
    .route({ method: 'POST', path: '/ecg/recordings/correct' })
    .input(
      commandInput({
        recordingId: Id,
        /** Of the measurement, not of the recording: `measurementVersion`. */
        expectedMeasurementVersion: Version,
        marks: BeatMarksInput,
        byHand: MeasuredByHand.default({}),
        reason: ShortText,
      }),
    )
    .output(MeasurementCorrection),
  /** Gives a recording to an exam, or takes it away (null); what stood before can be brought back. */
  assign: base
    .route({ method: 'POST', path: '/ecg/recordings/assign' })
    .input(recordingCommand({ examId: Id.nullable(), reason: LongText.min(2) }))
    .output(RecordingDocument),
  undoAssign: base
    .route({ method: 'POST', path: '/ecg/recordings/assign/undo' })
    .input(recordingCommand({ reason: LongText.min(2) }))
    .output(RecordingDocument),
  /** Who is on file under the number that an exam is about to be made with: shown before anything is taken over. */
  onFile: base
    .route({ method: 'POST', path: '/ecg/recordings/on-file' })
    .input(z.object({ patient: WalkIn.extend({ name: ShortText }) }))
    .output(z.object({ patient: PatientBrief.nullable() })),
  /** Makes a walk-in exam for a recording of nobody's request; the person checks what the device said. */
  makeExam: base
    .route({ method: 'POST', path: '/ecg/recordings/exam' })
    .input(
      recordingCommand({
        patient: WalkIn,
        priority: z.enum(['emergency', 'urgent', 'routine']),
        /** Whom the person said it is, of those on file; null: somebody new. A number on file is never taken without that. */
        knownPatientId: Id.nullable(),
      }),
    )
    .output(z.object({ recording: RecordingDocument, exam: ExamDocument })),
  discard: base
    .route({ method: 'POST', path: '/ecg/recordings/discard' })
    .input(recordingCommand({ reason: LongText.min(2) }))
    .output(RecordingDocument),
  /** Brings a discarded one back; reads a parked one again. */
  retry: base
    .route({ method: 'POST', path: '/ecg/recordings/retry' })
    .input(recordingCommand({}))
    .output(RecordingDocument),
  /** A short-lived link for the browser viewer of a clinician (在线回放). */
  link: base
    .route({ method: 'POST', path: '/ecg/links' })
    .input(
      commandInput({
        /** One of both: the recording, or the accession number of its exam. */
        recordingId: Id.optional(),
        accession: z.string().min(1).max(16).optional(),
        minutes: z.number().int().min(1).max(1440),
      }).refine(({ recordingId, accession }) => (recordingId === undefined) !== (accession === undefined), {
        message: 'recordingId or accession',
      }),
    )
    /** `url` is absolute where the server knows its own address. The token is stored nowhere. */
    .output(z.object({ url: z.string(), token: z.string(), expiresAt: Instant })),

  alerts: base
    .route({ method: 'GET', path: '/ecg/alerts' })
    .input(
      z.object({
        /** `open`: raised or acknowledged. `mine`: open ones and retractions that the caller has not seen. */
        state: z.enum(['open', 'mine', 'all']).default('open'),
        days: z.coerce.number().int().min(1).max(366).default(3),
      }),
    )
    .output(z.array(EcgAlert)),
  /** The alert (or its retraction) stood on the caller's screen. */
  alertReached: base.route({ method: 'POST', path: '/ecg/alerts/reached' }).input(alertCommand({})).output(EcgAlert),
  acknowledgeAlert: base
    .route({ method: 'POST', path: '/ecg/alerts/acknowledge' })
    .input(alertCommand({ note: LongText }))
    .output(EcgAlert),
  /** A doctor's word on it: confirmed stays an alarm until the call is documented (critical area); dismissed is retracted with the reason. */
  decideAlert: base
    .route({ method: 'POST', path: '/ecg/alerts/decide' })
    .input(
      alertCommand({
        expectedVersion: Version,
        verdict: AlertState.extract(['confirmed', 'dismissed']),
        /** Mandatory for `dismissed`. */
        reason: LongText,
        /** For `dismissed`: how dangerous the doctor says it is. */
        level: z.enum(['majorPositive', 'attention', 'normal']).optional(),
      }),
    )
    .output(EcgAlert),

  devices: base.route({ method: 'GET', path: '/ecg/devices' }).output(z.array(EcgDevice)),
  /** The key is in this answer and nowhere else. With `deviceId` one that asked is entered. */
  registerDevice: base
    .route({ method: 'POST', path: '/ecg/devices' })
    .input(commandInput({ deviceId: Id.optional(), device: DeviceEntry }))
    .output(z.object({ device: EcgDevice, key: z.string() })),
  decideDevice: base
    .route({ method: 'POST', path: '/ecg/devices/decide' })
    .input(
      commandInput({
        deviceId: Id,
        expectedVersion: Version,
        act: z.enum(['approve', 'disable', 'forget']),
        reason: ShortText,
      }),
    )
    .output(EcgDevice),

  ruleSets: base.route({ method: 'GET', path: '/ecg/rule-sets' }).output(z.array(StoredRuleSet)),
  /** Stores an edited set as a new version of its id; `activate` puts it in force for what arrives from now on. */
  saveRuleSet: base
    .route({ method: 'POST', path: '/ecg/rule-sets' })
    .input(
      commandInput({ ruleSet: RuleSetSchema.omit({ version: true }), activate: z.boolean(), reason: ShortText.min(2) }),
    )
    .output(StoredRuleSet),
  activateRuleSet: base
    .route({ method: 'POST', path: '/ecg/rule-sets/activate' })
    .input(commandInput({ id: z.string().max(64), version: z.string().max(32), reason: ShortText.min(2) }))
    .output(StoredRuleSet),
  /** A shipped set is nobody's word here until an authorised person has checked it (未核对). */
  confirmRuleSet: base
    .route({ method: 'POST', path: '/ecg/rule-sets/confirm' })
    .input(commandInput({ id: z.string().max(64), version: z.string().max(32), reason: ShortText.min(2) }))
    .output(StoredRuleSet),
  /** What a set would alarm on among the latest stored recordings, beside what they alarmed on when they came; changes nothing. */
  previewRuleSet: base
    .route({ method: 'POST', path: '/ecg/rule-sets/preview' })
    .input(z.object({ ruleSet: RuleSetSchema.omit({ version: true }), limit: z.number().int().min(1).max(500) }))
    .output(RulePreview),

  settings: base.route({ method: 'GET', path: '/ecg/settings' }).output(EcgSettings),
  saveSettings: base
    .route({ method: 'POST', path: '/ecg/settings' })
    .input(commandInput({ settings: EcgSettings }))
    .output(EcgSettings),

  /** Shipped terms, those of the caller's department and the caller's own. */
  terms: base.route({ method: 'GET', path: '/ecg/terms' }).output(z.array(EcgTerm)),
  /** A department's term needs ecg.admin, one's own ecg.write; shipped ones can be switched off for the department by ecg.admin. */
  saveTerm: base
    .route({ method: 'POST', path: '/ecg/terms' })
    .input(
      commandInput({
        term: EcgTerm.omit({ version: true, departmentId: true, personId: true }),
        expectedVersion: Version,
      }),
    )
    .output(EcgTerm),

  statistics: base.route({ method: 'POST', path: '/ecg/statistics' }).input(StatisticsPeriod).output(EcgStatistics),
};
