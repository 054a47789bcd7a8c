// Ten thousand random events, words overtaken, doubled, lost and forged: no image window ever shows another patient than the main one.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CaseOnDesk, heardFromMain, type ToWindows } from './case-on-desk.ts';
import {
  type ImageWindowState,
  type MainEvent,
  type MainState,
  mustBlank,
  reduceImageWindow,
  reduceMain,
  startImageWindow,
  startMain,
  toldOf,
  viewOf,
} from './window-state.ts';

const person = '00000000-0000-4000-8000-0000000000aa';
const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** Two exams of each patient. */
function caseOf(exam: number, studies = 1): CaseOnDesk {
  const patient = Math.floor(exam / 2);
  return {
    examId: id(exam),
    patient: { id: id(1000 + patient), number: `P${patient}`, name: `N${patient}`, sex: 'female', birthDate: null },
    visit: null,
    on: '2026-07-17T02:00:00.000Z',
    critical: 0,
    modality: 'CT',
    procedureName: '胸部CT',
    accessionNumber: `R${exam}`,
    studies: Array.from({ length: studies }, (_, index) => ({
      studyUid: `1.2.${exam}.${index}`,
      role: index === 0 ? ('current' as const) : ('prior' as const),
    })),
  };
}

/** One reading place: the main window, its image windows and the words that are under way. */
class Place {
  main: MainState = startMain(person);
  windows: { state: ImageWindowState; underWay: ToWindows[] }[] = [];

  act(event: MainEvent): void {
    const before = this.main;
    this.main = reduceMain(before, event);
    if (this.main === before) return;
    // In the same moment, as one script reaches into another window; the word itself follows when it may.
    if (mustBlank(before, this.main))
      for (const window of this.windows)
        window.state = reduceImageWindow(window.state, { kind: 'blanked', seq: this.main.seq });
    for (const window of this.windows) window.underWay.push(toldOf(this.main));
  }

  deliver(at: number, which: number): void {
    const window = this.windows[at % Math.max(1, this.windows.length)];
    const [word] = window?.underWay.splice(which % Math.max(1, window.underWay.length), 1) ?? [];
    if (window && word?.kind === 'told')
      window.state = reduceImageWindow(window.state, word && { kind: 'told', told: word });
  }

  patients(): (string | null)[] {
    return this.windows.map(({ state }) => {
      const view = viewOf(state);
      return view.kind === 'case' ? view.case.patient.id : null;
    });
  }
}

const exam = fc.integer({ min: 0, max: 7 });
const step = fc.oneof(
  { weight: 3, arbitrary: exam.map((one) => (place: Place) => place.act({ kind: 'opened', case: caseOf(one) })) },
  // Feeds, finished loads and other tabs speak of any case at any time.
  {
    weight: 4,
    arbitrary: fc.tuple(exam, fc.integer({ min: 1, max: 3 })).map(
      ([one, studies]) =>
        (place: Place) =>
          place.act({ kind: 'news', case: caseOf(one, studies) }),
    ),
  },
  { weight: 1, arbitrary: exam.map((one) => (place: Place) => place.act({ kind: 'closed', examId: id(one) })) },
  { weight: 1, arbitrary: fc.constant((place: Place) => place.act({ kind: 'locked' })) },
  { weight: 1, arbitrary: fc.constant((place: Place) => place.act({ kind: 'unlocked' })) },
  {
    weight: 1,
    arbitrary: fc.constant((place: Place) => {
      if (place.windows.length < 4) place.windows.push({ state: startImageWindow, underWay: [toldOf(place.main)] });
    }),
  },
  {
    weight: 8,
    arbitrary: fc.tuple(fc.nat(9), fc.nat(9)).map(
      ([at, which]) =>
        (place: Place) =>
          place.deliver(at, which),
    ),
  },
  // Doubled and lost words.
  {
    weight: 1,
    arbitrary: fc.nat(9).map((at) => (place: Place) => {
      const window = place.windows[at % Math.max(1, place.windows.length)];
      if (window) window.underWay = at % 2 ? [...window.underWay, ...window.underWay].slice(0, 20) : [];
    }),
  },
);

describe('patients on the desk', () => {
  test('10,000 random events: the main one or none, and all agree once the words have arrived', () => {
    let events = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 250, maxLength: 250 }), (steps) => {
        const place = new Place();
        for (const one of steps) {
          one(place);
          events += 1;
          const inHand = place.main.session === 'open' ? (place.main.case?.patient.id ?? null) : null;
          for (const shown of place.patients()) if (shown !== null && shown !== inHand) expect(shown).toBe(inHand);
        }
        for (const window of place.windows) window.underWay = [toldOf(place.main)];
        for (const at of place.windows.keys()) place.deliver(at, 0);
        const inHand = place.main.session === 'open' ? (place.main.case?.patient.id ?? null) : null;
        expect(place.patients()).toEqual(place.windows.map(() => inHand));
      }),
      { numRuns: 40, seed: 20261122 },
    );
    expect(events).toBe(10_000);
  });

  test('news of another case, or of another patient under the same number, changes nothing', () => {
    const main = reduceMain(startMain(person), { kind: 'opened', case: caseOf(0) });
    expect(reduceMain(main, { kind: 'news', case: caseOf(4) })).toBe(main);
    const other = { ...caseOf(0), patient: caseOf(6).patient };
    expect(reduceMain(main, { kind: 'news', case: other })).toBe(main);
    expect(reduceMain(main, { kind: 'news', case: caseOf(0, 2) }).case?.studies).toHaveLength(2);
    expect(reduceMain(main, { kind: 'closed', examId: id(4) })).toBe(main);
  });

  test('a locked desk tells nobody; an ended one never anything again', () => {
    const main = reduceMain(startMain(person), { kind: 'opened', case: caseOf(0) });
    const locked = reduceMain(main, { kind: 'locked' });
    expect(toldOf(locked)).toMatchObject({ session: 'locked', case: null });
    expect(toldOf(reduceMain(locked, { kind: 'unlocked' })).case).toEqual(caseOf(0));
    const ended = reduceMain(main, { kind: 'ended' });
    expect(reduceMain(ended, { kind: 'opened', case: caseOf(2) })).toBe(ended);
    expect(viewOf(reduceImageWindow(startImageWindow, { kind: 'told', told: toldOf(ended) }))).toEqual({
      kind: 'gone',
    });
  });

  test('a main window that is gone takes the patient along, whatever arrives later', () => {
    const told = toldOf(reduceMain(startMain(person), { kind: 'opened', case: caseOf(0) }));
    let state = reduceImageWindow(startImageWindow, { kind: 'told', told });
    expect(viewOf(state)).toMatchObject({ kind: 'case' });
    state = reduceImageWindow(state, { kind: 'gone' });
    expect(viewOf(reduceImageWindow(state, { kind: 'told', told: { ...told, seq: 99 } }))).toEqual({ kind: 'gone' });
  });
});

test('words of another desk, to the other end, or damaged are not heard', () => {
  const word = toldOf(reduceMain(startMain(person), { kind: 'opened', case: caseOf(0) }));
  expect(heardFromMain({ desk: 'mine', to: 'windows', word }, 'mine')).toEqual(word);
  const forged = [
    { desk: 'other', to: 'windows', word },
    { desk: 'mine', to: 'main', word },
    { desk: 'mine', to: 'windows', word: { ...word, seq: 'x' } },
    { desk: 'mine', to: 'windows', word: { ...word, case: { ...word.case, patient: null } } },
    word,
    null,
    'told',
  ];
  for (const data of forged) expect(heardFromMain(data, 'mine')).toBeNull();
});
