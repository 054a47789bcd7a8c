// Placement: every part of a message ends on a line, among the repeats, left out by configuration, or held with a reason.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dictionaries, idMaker, instrument, message, NOW, sent, specimen } from '../../test/support/lab.ts';
import type { InstrumentMessage } from './instrument-message.ts';
import { currentVersion, findLine } from './lines.ts';
import type { SpecimenDocument, TestLine } from './model.ts';
import { SpecimenDocument as SpecimenSchema } from './model.ts';
import { type Placement, type PlacementDecision, placeMessage } from './placement.ts';
import { sentForm } from './sent-form.ts';

const newId = idMaker();

function place(
  document: SpecimenDocument | null,
  said: InstrumentMessage,
  messageId = 'm1',
  decision: PlacementDecision | null = null,
): Placement {
  return placeMessage(
    document,
    said,
    instrument,
    dictionaries,
    { now: NOW, receivedAt: NOW, messageId, newId },
    decision,
  );
}

function line(document: SpecimenDocument | null, code: string): TestLine {
  const found = document === null ? null : findLine(document, code);
  if (found === null) throw new Error(`no line ${code}`);
  return found;
}

describe('a result on its line', () => {
  test('value as sent, judged, with its way back', () => {
    const outcome = place(
      specimen(),
      message([sent('k', '5.20', { unit: 'mmol/L', flags: ['N'], time: '2026-07-17T15:10:00' })]),
    );
    const version = currentVersion(line(outcome.document, 'K'));
    expect(version).toMatchObject({
      value: '5.20',
      numeric: 5.2,
      abnormality: 'normal',
      instrumentFlags: ['N'],
      channel: 'k',
      messageId: 'm1',
      clockSuspect: false,
      qualifiers: {},
    });
    expect(version?.range).toMatchObject({ text: '3.50–5.30', criticalHigh: 6.2 });
    expect(outcome.document).toMatchObject({ version: 4, state: 'testing' });
    expect(outcome.document?.milestones.firstResultAt).toBe(NOW);
    expect(SpecimenSchema.parse(outcome.document)).toEqual(outcome.document);
  });

  test('all ordered tests there: tested', () => {
    const outcome = place(
      specimen(),
      message([sent('k', '4', { unit: 'mmol/L' }), sent('glu', '5', { unit: 'mmol/L' })]),
    );
    expect(outcome.document?.state).toBe('tested');
    expect(outcome.document?.milestones.testedAt).toBe(NOW);
  });

  test('factor of the unit that was sent; the sent form stays', () => {
    const outcome = place(specimen(), message([sent('glu', '298', { unit: 'mg/dl' })]));
    const version = currentVersion(line(outcome.document, 'GLU'));
    expect(version).toMatchObject({ value: '16.54', unit: 'mmol/L', numeric: 16.54, abnormality: 'high' });
    expect(version === null ? null : sentForm(version)).toEqual({ value: '298', unit: 'mg/dl' });
  });

  test('no value is no value, never a number', () => {
    const outcome = place(
      specimen(),
      message([sent('k', '***.**', { unit: 'mmol/L' }), sent('glu', '0', { unit: 'mmol/L', noValue: true })]),
    );
    expect(currentVersion(line(outcome.document, 'K'))).toMatchObject({
      noValue: true,
      numeric: null,
      abnormality: 'unknown',
      value: '***.**',
    });
    expect(currentVersion(line(outcome.document, 'GLU'))).toMatchObject({
      noValue: true,
      numeric: null,
      abnormality: 'unknown',
    });
    expect(outcome.document?.state).toBe('testing');
  });

  test('a test that nobody ordered gets a line that says so', () => {
    expect(line(place(specimen(['K']), message([sent('hiv', '阴性')])).document, 'HIV').origin).toBe('unordered');
  });

  test('a wrong clock is placed and marked', () => {
    const slow = message([sent('k', '4', { time: '2025-03-20T15:32:45' })]);
    expect(currentVersion(line(place(specimen(), slow).document, 'K'))?.clockSuspect).toBe(true);
    const header = message([sent('k', '4')], { instrumentTime: '2026-07-19T15:32:45' });
    expect(currentVersion(line(place(specimen(), header).document, 'K'))?.clockSuspect).toBe(true);
  });

  test('calculated lines follow, and are withdrawn when an operand has no value', () => {
    const first = place(
      specimen(['TP', 'ALB', 'GLB', 'A/G']),
      message([sent('tp', '72.3', { unit: 'g/L' }), sent('alb', '45.1', { unit: 'g/L' })]),
    );
    expect(currentVersion(line(first.document, 'GLB'))).toMatchObject({
      value: '27.2',
      source: 'calculated',
      abnormality: 'normal',
    });
    expect(currentVersion(line(first.document, 'A/G'))?.value).toBe('1.66');
    const second = place(first.document, message([sent('alb', '>60', { unit: 'g/L' })], { correction: true }), 'm2');
    expect(currentVersion(line(second.document, 'GLB'))).toBeNull();
    expect(line(second.document, 'GLB').versions).toHaveLength(1);
    const third = place(second.document, message([sent('alb', '44.0', { unit: 'g/L' })], { correction: true }), 'm3');
    expect(currentVersion(line(third.document, 'GLB'))?.value).toBe('28.3');
  });
});

describe('again', () => {
  const timed = message([sent('k', '4.1', { unit: 'mmol/L', time: '2026-07-17T15:10:00' })]);
  const first = place(specimen(), timed).document;

  test('the same measurement is a repeat, whatever the header says', () => {
    const outcome = place(first, { ...timed, instrumentTime: '2026-07-17T15:19:59' }, 'm2');
    expect(outcome.repeats).toHaveLength(1);
    expect(outcome.document).toBeNull();
  });

  test('also when it needed a factor, and after the report was released', () => {
    const converted = message([sent('glu', '298', { unit: 'mg/dl' })]);
    const held = place(specimen(), converted).document;
    expect(place(held, converted, 'm2').repeats).toHaveLength(1);
    const released = first === null ? null : { ...first, state: 'released' as const };
    expect(place(released, timed, 'm2')).toMatchObject({ document: null, parked: [] });
  });

  test('a rerun that agrees is kept and changes nothing', () => {
    const rerun = message([sent('k', '4.10', { unit: 'mmol/L', time: '2026-07-17T15:30:00' })], { rerun: true });
    const outcome = place(first, rerun, 'm2');
    expect(line(outcome.document, 'K').versions).toHaveLength(2);
    expect(currentVersion(line(outcome.document, 'K'))?.value).toBe('4.1');
  });

  test('a rerun that differs waits for a person', () => {
    const outcome = place(first, message([sent('k', '4.4', { time: '2026-07-17T15:30:00' })], { rerun: true }), 'm2');
    expect(line(outcome.document, 'K').currentId).toBeNull();
    expect(outcome.document?.state).toBe('testing');
    const third = place(outcome.document, message([sent('k', '4.1', { time: '2026-07-17T15:40:00' })]), 'm3');
    expect(line(third.document, 'K').currentId).toBeNull();
  });

  test('a correction takes the place and names what it supersedes', () => {
    const outcome = place(first, message([sent('k', '4.4', { time: '2026-07-17T15:30:00', status: 'C' })]), 'm2');
    const [old, now] = line(outcome.document, 'K').versions;
    expect(now).toMatchObject({ supersedes: old?.id, reason: 'correction' });
    expect(line(outcome.document, 'K').currentId).toBe(now?.id);
  });

  test('a row of a database that comes again and says what stands is a repeat; said by the analyzer it is a correction', () => {
    const later = [sent('k', '4.1', { unit: 'mmol/L', time: '2026-07-17T15:30:00' })];
    const inferred = place(first, message(later, { correction: true, correctionInferred: true }), 'm2');
    expect([inferred.repeats.length, inferred.document]).toEqual([1, null]);
    const said = place(first, message(later, { correction: true }), 'm2');
    expect([said.repeats.length, line(said.document, 'K').versions.length]).toEqual([0, 2]);
    const other = [sent('k', '4.2', { unit: 'mmol/L', time: '2026-07-17T15:30:00' })];
    const changed = place(first, message(other, { correction: true, correctionInferred: true }), 'm2');
    expect(currentVersion(line(changed.document, 'K'))).toMatchObject({ value: '4.2', reason: 'correction' });
  });

  test('a correction back to the first value, without times, is no repeat', () => {
    const a = message([sent('k', '4.1')], { correction: true });
    const b = message([sent('k', '4.4')], { correction: true });
    const last = place(place(place(specimen(), a, 'm1').document, b, 'm2').document, a, 'm3');
    expect(last.repeats).toEqual([]);
    expect(currentVersion(line(last.document, 'K'))?.value).toBe('4.1');
  });

  test('a value after a no-value is taken, a no-value after a value is a question', () => {
    const none = place(specimen(), message([sent('k', '.....')])).document;
    expect(currentVersion(line(place(none, message([sent('k', '4')]), 'm2').document, 'K'))?.value).toBe('4');
    expect(line(place(first, message([sent('k', '.....')]), 'm2').document, 'K').currentId).toBeNull();
  });

  test('replicates: the marked mean counts, else a person chooses', () => {
    const replicate = (value: string, name: string) => sent('k', value, { qualifiers: { replicate: name } });
    const marked = place(specimen(), message([replicate('4.2', 'mean'), replicate('4.1', '1'), replicate('4.3', '2')]));
    expect(currentVersion(line(marked.document, 'K'))?.value).toBe('4.2');
    const unmarked = place(specimen(), message([replicate('4.1', '1'), replicate('4.3', '2')]));
    expect(line(unmarked.document, 'K').currentId).toBeNull();
  });
});

describe('held', () => {
  const k = sent('k', '4.1', { unit: 'mmol/L' });
  const reasons = (outcome: Placement) => outcome.parked.map((part) => part.reason);

  test.each([
    ['unknown specimen', null, message([k]), 'unknownSpecimen'],
    ['QC by kind', specimen(), message([k], { kind: 'qc' }), 'quality-control'],
    ['QC by material', specimen(), message([k], { control: { lot: 'L1' } }), 'quality-control'],
    ['incomplete', specimen(), message([k], { incomplete: true }), 'incomplete'],
    ['other patient', specimen(), message([k], { patientId: 'P0002' }), 'identityMismatch'],
    ['not received', specimen([], { state: 'collected' }), message([k]), 'notReceived'],
    ['rejected', specimen([], { state: 'rejected' }), message([k]), 'notReceived'],
    ['reviewed', specimen([], { state: 'reviewed' }), message([k]), 'afterReview'],
    ['released', specimen([], { state: 'released' }), message([k]), 'afterReview'],
    ['printed', specimen([], { state: 'printed' }), message([k]), 'afterReview'],
    ['unknown channel', specimen(), message([sent('zz', '1')]), 'unknownTest'],
    ['unit without entry', specimen(), message([sent('k', '15.6', { unit: 'mg/dL' })]), 'unknownTest'],
    ['no unit, two entries', specimen(), message([sent('glu', '100')]), 'unknownTest'],
  ])('%s', (_name, document, said, reason) => {
    const outcome = place(document, said);
    expect(reasons(outcome)).toEqual([reason]);
    expect(outcome.parked[0]?.results).toEqual(said.results);
    expect(outcome.document).toBeNull();
  });

  test('the patient number may be ours, padded, or the visit', () => {
    for (const patientId of ['P0001', 'ZY0001', ' p0001 ']) {
      expect(place(specimen(), message([k], { patientId })).placed).toHaveLength(1);
    }
  });

  test('the known part of a message is placed', () => {
    const outcome = place(specimen(), message([k, sent('zz', '1'), sent('yy', '2'), sent('index', '3')]));
    expect(outcome.placed).toHaveLength(1);
    expect(outcome.ignored.map((result) => result.code)).toEqual(['index']);
    expect(outcome.parked).toMatchObject([{ reason: 'unknownTest', note: 'channel zz; channel yy' }]);
  });

  test('a person may map a channel, but not its unit', () => {
    const said = message([sent('zz', '4.4', { unit: 'mmol/L' })], { patientId: 'P0002', incomplete: true });
    const decision = { channelMap: { zz: 'K' } };
    expect(currentVersion(line(place(specimen(), said, 'm1', decision).document, 'K'))?.value).toBe('4.4');
    const other = message([sent('zz', '4.4', { unit: 'mg/dL' })]);
    expect(reasons(place(specimen(), other, 'm1', decision))).toEqual(['unknownTest']);
    expect(reasons(place(specimen([], { state: 'released' }), said, 'm1', decision))).toEqual(['afterReview']);
    expect(reasons(place(specimen(), { ...said, kind: 'qc' }, 'm1', decision))).toEqual(['quality-control']);
  });

  test('queries and orders place nothing', () => {
    expect(place(specimen(), message([k], { kind: 'query' }))).toMatchObject({
      document: null,
      parked: [],
      placed: [],
    });
  });

  test('under correction results are taken and the state stays', () => {
    expect(place(specimen(['K'], { state: 'recalled' }), message([k])).document?.state).toBe('recalled');
  });
});

test('attachments come along, once, also without a value', () => {
  const histogram = {
    kind: 'histogram' as const,
    code: 'DIST',
    mediaType: 'text/plain',
    encoding: 'text' as const,
    data: '1 2 3',
  };
  const said = message([sent('DIST', '', { attachments: [histogram] }), sent('k', '4', { attachments: [histogram] })]);
  const outcome = place(specimen(), said);
  expect(outcome.document?.attachments).toHaveLength(1);
  expect(outcome.parked).toEqual([]);
  expect(place(outcome.document, said, 'm2').document).toBeNull();
  expect(
    place(specimen([], { state: 'released' }), message([sent('DIST', '', { attachments: [histogram] })])).document,
  ).toBeNull();
});

const someResult = fc.record({
  code: fc.constantFrom('k', 'glu', 'tp', 'alb', 'hiv', 'index', 'zz'),
  value: fc.constantFrom('4.1', '5', '***.**', '', '<2', '阴性', '72.3'),
  unit: fc.constantFrom(undefined, 'mmol/L', 'mg/dL', 'g/L'),
  flags: fc.constant<string[]>([]),
  time: fc.constantFrom(undefined, '2026-07-17T15:10:00', '2026-07-17T15:11:00'),
  status: fc.constantFrom(undefined, 'F', 'C'),
});
const someMessage = fc.array(someResult, { maxLength: 6 }).map((results) => message(results));

test('every result ends in exactly one place, versions are only appended, no value is made up', () => {
  fc.assert(
    fc.property(
      fc.array(someMessage, { maxLength: 5 }),
      fc.constantFrom('received', 'collected', 'released', 'recalled'),
      (said, state) => {
        let document = specimen(['K', 'GLU', 'TP', 'ALB', 'GLB'], { state: state as 'received' });
        said.forEach((one, index) => {
          const outcome = place(document, one, `m${index}`);
          const parked = outcome.parked.flatMap((part) => part.results);
          expect(outcome.placed.length + outcome.repeats.length + outcome.ignored.length + parked.length).toBe(
            one.results.length,
          );
          const next = outcome.document ?? document;
          for (const old of document.lines)
            expect(line(next, old.testCode).versions.slice(0, old.versions.length)).toEqual(old.versions);
          const sentValues = new Set(one.results.map((result) => result.value));
          for (const version of next.lines
            .flatMap((one) => one.versions)
            .filter((one) => one.messageId === `m${index}`)) {
            expect(sentValues.has(sentForm(version).value)).toBe(true);
          }
          document = next;
        });
      },
    ),
    { numRuns: 60 },
  );
});

test('a message placed twice changes nothing the second time', () => {
  fc.assert(
    fc.property(someMessage, (said) => {
      const first = place(specimen(), said, 'm1');
      return place(first.document ?? specimen(), said, 'm1').document === null;
    }),
  );
});
