// Tables of the ECG flow: whose a recording is, samples in and out, danger, alarms, forwarding, pairing of terms.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleExam } from '../../../test/support/exam-samples.ts';
import type { ExamDocument } from '../../orders/exam.ts';
import {
  type AlertPerson,
  acknowledgeAlert,
  alertMoved,
  decideAlert,
  escalateAlert,
  isFor,
  raiseAlert,
  reached,
} from './alert-flow.ts';
import { type Candidate, type Candidates, matchRecording, type SaidOfRecording, sameName } from './match.ts';
import { pairingFaults } from './pairing.ts';
import { dangerOf } from './risk.ts';
import { cutSamples, headerBytes, packSamples, unpackSamples } from './samples.ts';
import { defaultSettings } from './settings.ts';
import { shippedTerms } from './shipped-terms.ts';

const examSample = sampleExam();
const base: ExamDocument = {
  ...examSample,
  id: '00000000-0000-4000-8000-000000000001',
  service: 'ecg',
  state: 'registered',
  institutionId: 'own',
  objects: [],
  remote: null,
  patient: { ...examSample.patient, number: 'P1', name: '张三', sex: 'male' },
  report: { ...examSample.report, state: 'none', version: 0 },
};
const exam = (part: Partial<ExamDocument> = {}): ExamDocument => ({ ...base, ...part });
const candidate = (part: Partial<Candidate> = {}): Candidate => ({
  exam: base,
  patientNumbers: ['P1', 'OLD1'],
  day: '2026-11-21',
  at: '2026-11-21T02:00:00Z',
  ...part,
});
const said = (part: Partial<SaidOfRecording> = {}): SaidOfRecording => ({
  accession: '',
  requestNumber: '',
  patientNumber: 'P1',
  patientName: '张三',
  sex: 'male',
  day: '2026-11-21',
  at: '2026-11-21T02:10:00Z',
  institutionId: 'own',
  ...part,
});
const found = (part: Partial<Candidates> = {}): Candidates => ({
  byAccession: null,
  byRequest: [],
  byPatient: [],
  ...part,
});
const second = candidate({ exam: exam({ id: '00000000-0000-4000-8000-000000000002' }) });
const recorded = candidate({
  exam: exam({
    id: '00000000-0000-4000-8000-000000000003',
    objects: [{ kind: 'recording', id: 'r', arrivedAt: '2026-11-21T01:00:00Z', count: 12, description: '' }],
  }),
});

describe('matching', () => {
  test.each<[string, SaidOfRecording, Candidates, string]>([
    ['accession and patient', said({ accession: 'A1' }), found({ byAccession: candidate() }), 'accession'],
    [
      'accession, merged number',
      said({ accession: 'A1', patientNumber: 'OLD1' }),
      found({ byAccession: candidate() }),
      'accession',
    ],
    [
      'accession alone',
      said({ accession: 'A1', patientNumber: '', patientName: '' }),
      found({ byAccession: candidate() }),
      'accession',
    ],
    [
      'accession, other patient',
      said({ accession: 'A1', patientNumber: 'P2' }),
      found({ byAccession: candidate() }),
      'OTHER_PATIENT',
    ],
    [
      'accession, other name',
      said({ accession: 'A1', patientNumber: '', patientName: '李四' }),
      found({ byAccession: candidate() }),
      'OTHER_NAME',
    ],
    [
      'accession, other sex',
      said({ accession: 'A1', sex: 'female' }),
      found({ byAccession: candidate() }),
      'OTHER_NAME',
    ],
    [
      'accession, name in Latin letters',
      said({ accession: 'A1', patientName: 'ZHANG^SAN' }),
      found({ byAccession: candidate() }),
      'accession',
    ],
    [
      'accession of a CT',
      said({ accession: 'A1' }),
      found({ byAccession: candidate({ exam: exam({ service: 'radiology' }) }) }),
      'EXAM_CLOSED',
    ],
    [
      'accession of a cancelled exam',
      said({ accession: 'A1' }),
      found({ byAccession: candidate({ exam: exam({ state: 'cancelled' }) }) }),
      'EXAM_CLOSED',
    ],
    [
      'unknown accession, though the patient has an exam',
      said({ accession: 'A9' }),
      found({ byPatient: [candidate()] }),
      'NO_EXAM',
    ],
    ['request number', said({ requestNumber: 'R1' }), found({ byRequest: [candidate()] }), 'request'],
    ['request number typed as accession', said({ accession: 'R1' }), found({ byRequest: [candidate()] }), 'request'],
    [
      'request of several exams',
      said({ requestNumber: 'R1' }),
      found({ byRequest: [candidate(), second] }),
      'SEVERAL_EXAMS',
    ],
    [
      'unknown request, though the patient has an exam',
      said({ requestNumber: 'R9' }),
      found({ byPatient: [candidate()] }),
      'NO_EXAM',
    ],
    ['patient and day', said(), found({ byPatient: [candidate()] }), 'patientDay'],
    [
      'patient, another day',
      said({ day: '2026-11-20', at: '2026-11-20T02:10:00Z' }),
      found({ byPatient: [candidate()] }),
      'NO_EXAM',
    ],
    ['patient, two exams that day', said(), found({ byPatient: [candidate(), second] }), 'SEVERAL_EXAMS'],
    ['patient, one of two has its recording', said(), found({ byPatient: [candidate(), recorded] }), 'patientDay'],
    [
      'patient number of another institution',
      said({ institutionId: 'far' }),
      found({ byPatient: [candidate()] }),
      'NO_EXAM',
    ],
    ['nothing said', said({ patientNumber: '', patientName: '' }), found(), 'NO_NUMBER'],
  ])('%s', (_name, what, where, expected) => {
    const match = matchRecording(what, where, defaultSettings);
    expect(match.exam === null ? match.reason : match.by).toBe(expected);
  });

  // 23:58 and 00:03 of the hospital's clock.
  const evening = candidate({ day: '2026-11-20', at: '2026-11-20T15:58:00Z' });
  const atNight = (part: Partial<SaidOfRecording> = {}) => said({ at: '2026-11-20T16:03:00Z', ...part });
  const other = candidate({ ...evening, exam: second.exam });
  test.each<[string, SaidOfRecording, Candidate[], string]>([
    ['registered before, recorded after it', atNight(), [evening], 'patientNight'],
    ['name in Latin letters', atNight({ patientName: 'ZHANG^SAN' }), [evening], 'patientNight'],
    [
      'recorded first, registered after it',
      atNight({ day: '2026-11-20', at: '2026-11-20T15:58:00Z' }),
      [candidate({ at: '2026-11-20T16:03:00Z' })],
      'patientNight',
    ],
    ['four hours and no more', atNight({ at: '2026-11-20T19:58:00Z' }), [evening], 'patientNight'],
    ['later', atNight({ at: '2026-11-20T19:59:00Z' }), [evening], 'NO_EXAM'],
    [
      "behind by more than a cart's clock",
      atNight({ day: '2026-11-20', at: '2026-11-20T15:40:00Z' }),
      [candidate({ at: '2026-11-20T16:03:00Z' })],
      'NO_EXAM',
    ],
    ['no time of day', atNight({ at: null }), [evening], 'NO_EXAM'],
    ['a number alone', atNight({ patientName: '' }), [evening], 'NO_EXAM'],
    ['another name', atNight({ patientName: '李四' }), [evening], 'OTHER_NAME'],
    ['another sex', atNight({ sex: 'female' }), [evening], 'OTHER_NAME'],
    ['of another institution', atNight({ institutionId: 'far' }), [evening], 'NO_EXAM'],
    ['recorded already', atNight(), [{ ...evening, exam: recorded.exam }], 'NO_EXAM'],
    ['two that evening', atNight(), [evening, other], 'SEVERAL_EXAMS'],
    ['one before and one after midnight', atNight(), [evening, second], 'SEVERAL_EXAMS'],
    ['one before, and one after it that has its recording', atNight(), [evening, recorded], 'SEVERAL_EXAMS'],
  ])('across midnight: %s', (_name, what, byPatient, expected) => {
    const match = matchRecording(what, found({ byPatient }), defaultSettings);
    expect(match.exam === null ? match.reason : match.by).toBe(expected);
  });

  test('across midnight: off where the hospital says so', () => {
    const off = { ...defaultSettings, matchNightHours: 0 };
    expect(matchRecording(atNight(), found({ byPatient: [evening] }), off)).toEqual({ exam: null, reason: 'NO_EXAM' });
  });

  test.each([
    ['张三', ' 张 三', 'same'],
    ['WANG^WEI', 'wei wang', 'same'],
    ['张三', '张三丰', 'different'],
    ['张三', 'Zhang San', 'incomparable'],
    ['', '张三', 'incomparable'],
  ])('%s and %s are %s', (left, right, expected) => expect(sameName(left, right)).toBe(expected));
});

describe('samples', () => {
  const pack = (samples: Float32Array, rate = 500) =>
    packSamples('r', {
      format: 'json',
      waveforms: [
        {
          kind: 'rhythm',
          sampleRateHz: rate,
          startMs: 0,
          leads: [
            { name: 'II', samples },
            { name: 'V1', samples },
          ],
        },
      ],
      patient: {},
      vendorMeasurements: [],
      vendorStatements: [],
      vendorPacingMs: [],
      remarks: [],
      problems: [],
    });
  const joined = (header: Uint8Array, parts: readonly Uint8Array[]) =>
    new Uint8Array([header, ...parts].flatMap((part) => [...part]));

  test('any samples come back, whole and in part; gaps stay gaps', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.integer({ min: -40_000, max: 40_000 }),
            fc.float({ noDefaultInfinity: true }),
            fc.constant(Number.NaN),
          ),
          { minLength: 1, maxLength: 60 },
        ),
        fc.nat(70),
        fc.nat(70),
        (values, from, length) => {
          const samples = Float32Array.from(values);
          const { header, bytes } = pack(samples);
          const whole =
            unpackSamples(joined(headerBytes(header), [bytes])).waveforms[0]?.leads[1]?.samples ?? new Float32Array();
          expect(whole.length).toBe(samples.length);
          for (const [index, value] of whole.entries())
            expect(Math.abs(value - (samples[index] ?? 0)) <= 0.011 || Object.is(value, samples[index])).toBe(true);
          const part = cutSamples(header, { fromMs: from * 2, toMs: (from + length) * 2, leads: ['V1'] });
          const pieces = part.ranges.map((range) =>
            bytes.subarray(range.offset, range.offset + Math.ceil(range.length / 4) * 4),
          );
          const padded = pieces.map((piece, index) => {
            const size = Math.ceil((part.ranges[index]?.length ?? 0) / 4) * 4;
            const full = new Uint8Array(size);
            full.set(piece);
            return full;
          });
          const cut = unpackSamples(joined(headerBytes(part.header), padded)).waveforms[0]?.leads ?? [];
          expect(cut.map(({ name }) => name)).toEqual(['V1']);
          expect(cut[0]?.samples).toEqual(whole.slice(from, Math.max(from, from + length)));
        },
      ),
      { numRuns: 200 },
    );
  });

  test("a recorder's own step fits 16 bits, fractions of it do not", () => {
    expect(pack(Float32Array.from([4.88, -9.76, 0])).header.waveforms[0]?.leads[0]).toMatchObject({
      encoding: 'int16',
      scaleMicrovolt: 4.88,
    });
    expect(pack(Float32Array.from([0.123, 400_000])).header.waveforms[0]?.leads[0]?.encoding).toBe('float32');
    expect(() => unpackSamples(new Uint8Array(20))).toThrow(RangeError);
  });
});

describe('alarms', () => {
  const now = '2026-11-21T02:00:00.000Z';
  const person = (part: Partial<AlertPerson> = {}): AlertPerson => ({
    personId: 'p',
    name: '陈',
    departmentId: 'ECG',
    institutionId: 'own',
    reads: false,
    records: false,
    ...part,
  });
  const head = { personId: '00000000-0000-4000-8000-00000000000a', name: '主任', departmentId: 'CARD' };
  const alert = raiseAlert(
    {
      id: '00000000-0000-4000-8000-0000000000aa',
      now,
      by: 'machine',
      byName: '',
      recordingId: null,
      exam: exam({ departmentId: 'CARD', requestedBy: '王' }),
      patientName: '',
      institutionId: 'own',
      findings: [],
      text: '',
      audience: {
        ...{ readingInstitutionId: 'centre', readingInstitution: '区域心电中心', noReader: false },
        recordedBy: { personId: null, name: '一号机', place: 'ECG' },
        clinician: { name: '王', departmentId: 'CARD' },
        heads: [head],
      },
    },
    defaultSettings,
  );
  const reader = person({ reads: true, institutionId: 'centre', departmentId: '' });

  test('four roles, each for its own people', () => {
    const who = (one: AlertPerson) =>
      alert.recipients.filter((recipient) => isFor(recipient, one)).map(({ role }) => role);
    expect(who(reader)).toEqual(['reader']);
    expect(who(person({ reads: true }))).toEqual([]);
    expect(who(person({ records: true }))).toEqual(['acquisition']);
    expect(who(person({ departmentId: 'CARD' }))).toEqual(['clinician']);
    expect(who(person({ personId: head.personId }))).toEqual(['departmentHead']);
    expect(who(person({ departmentId: 'ELSE', records: true }))).toEqual([]);
  });

  test('that nobody reads where it went stands on it, until it goes where somebody does', () => {
    expect(alert.noReader).toBe(false);
    const to = (institutionId: string, isNobody: boolean) => ({ institutionId, name: institutionId, isNobody });
    const nowhere = alertMoved(alert, to('town', true), defaultSettings, now);
    expect(nowhere).toMatchObject({ readingInstitutionId: 'town', noReader: true });
    expect(alertMoved(nowhere, to('city', false), defaultSettings, now).noReader).toBe(false);
  });

  test("only a reader's answer ends the escalation; a stranger's is refused", () => {
    const seen = reached(alert, reader, now);
    expect(reached(seen, reader, now)).toBe(seen);
    expect(acknowledgeAlert(alert, person({ departmentId: 'CARD' }), '', now).state).toBe('raised');
    expect(acknowledgeAlert(alert, reader, '', now).state).toBe('acknowledged');
    expect(() => acknowledgeAlert(alert, person({ departmentId: 'ELSE' }), '', now)).toThrow('RIGHT_MISSING');
  });

  test('escalates after the limit, as often as the settings say', () => {
    expect(escalateAlert(alert, defaultSettings, [], '2026-11-21T02:04:59Z')).toBe(alert);
    const late = '2026-11-21T02:05:00.000Z';
    const other = { ...head, personId: '00000000-0000-4000-8000-00000000000b' };
    const once = escalateAlert(alert, defaultSettings, [head, other], late);
    expect(once).toMatchObject({ escalations: 1, escalateAt: '2026-11-21T02:10:00.000Z' });
    expect(once.recipients.filter(({ role }) => role === 'departmentHead')).toHaveLength(2);
    expect(escalateAlert({ ...once, escalations: 3 }, defaultSettings, [], '2026-11-21T09:00:00Z').escalations).toBe(3);
  });

  test('a dismissal needs a reason and is final', () => {
    expect(() => decideAlert(alert, { verdict: 'dismissed', reason: ' ' }, '陈', now)).toThrow('REASON_REQUIRED');
    const dismissed = decideAlert(alert, { verdict: 'dismissed', reason: '伪差' }, '陈', now);
    expect(() => decideAlert(dismissed, { verdict: 'confirmed', reason: '' }, '陈', now)).toThrow('STATE_REFUSED');
    expect(reached(reached(alert, reader, now), reader, now).recipients[0]?.retractionReachedAt).toBeNull();
    expect(reached(dismissed, reader, now).recipients[0]?.retractionReachedAt).toBe(now);
  });
});

test('a document is not known, surely normal is normal, doubt is not', () => {
  const judged = { critical: [], statements: [], surelyNormal: { holds: true, doubts: [] } };
  expect(dangerOf(null)).toBe('unknown');
  expect(dangerOf(judged)).toBe('normal');
  expect(dangerOf({ ...judged, surelyNormal: { holds: false, doubts: ['age'] } })).toBe('unknown');
});

describe('terms', () => {
  const terms = (...codes: string[]) =>
    codes.map((code) => shippedTerms.find((term) => term.id === `aha-${code}`)).filter((term) => term !== undefined);

  test('203 statements, each once, and every pairing names a primary one', () => {
    expect(shippedTerms).toHaveLength(203);
    expect(new Set(shippedTerms.map(({ id }) => id)).size).toBe(shippedTerms.length);
    const primary = new Set(shippedTerms.filter(({ kind }) => kind === 'primary').map(({ code }) => code));
    expect(primary.size).toBe(117);
    for (const { pairsWith } of shippedTerms) for (const code of pairsWith) expect(primary).toContain(code);
    expect(shippedTerms.every(({ zh, en, search }) => zh && en && /^[a-z0-9]+$/.test(search))).toBe(true);
  });

  test.each([
    [['50', '346'], []],
    [['346'], ['needsPrimary']],
    [['20', '330'], ['wrongPrimary']],
    [['161', '330', '226', '145'], []],
    [['1', '50'], ['normalWith']],
    [['1', '20'], []],
  ])('%j', (codes, problems) => {
    const chosen = terms(...codes).map(({ code, zh }) => ({ code, text: zh, textEn: '', by: 'person' as const }));
    expect(pairingFaults(chosen, shippedTerms).map(({ kind }) => kind)).toEqual(problems);
  });
});
