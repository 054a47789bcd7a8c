// The room's state: hanging once, filling what waits, linking, and above all that nothing in the background changes the patient in view.
import { describe, expect, test } from 'vitest';
import { madeStudy } from '../../../test/support/study-manifests.ts';
import { shippedProtocols } from '../hanging/shipped.ts';
import { type BackgroundEvent, type ReaderAct, type ReadingEvent, reduceReading } from './reduce.ts';
import { emptyReading, type ReadingState, stackOf } from './state.ts';

const protocols = shippedProtocols();
const run = (events: readonly ReadingEvent[], from = emptyReading) => events.reduce(reduceReading, from);
const arrived = (manifest: ReturnType<typeof madeStudy>): BackgroundEvent => ({
  kind: 'manifest',
  manifest,
  protocols,
});
const open = (...uids: string[]): ReaderAct => ({
  kind: 'open',
  studies: uids.map((studyUid, index) => ({ studyUid, role: index === 0 ? 'current' : 'prior' })),
});

/** Who and what stands in each viewport. */
function inView(state: ReadingState): string[] {
  return state.viewports.map((viewport) => {
    const frame = stackOf(state, viewport)?.frames[viewport.index];
    return `${viewport.studyUid ?? ''} ${frame?.sopInstanceUid ?? ''}`;
  });
}

describe('opening', () => {
  test('the current study hangs when it is there, the prior fills the cell that waits for it', () => {
    const head = madeStudy('1', [{ description: 'HEAD' }]);
    const before = madeStudy('2', [{ description: 'HEAD' }]);
    const first = run([open('1', '2'), arrived(head)]);
    expect([first.protocolId, inView(first)]).toEqual(['ct-head-prior', ['1 1.1.1', ' ']]);
    const both = run([arrived(before)], first);
    expect(inView(both)).toEqual(['1 1.1.1', '2 2.1.1']);
  });

  test('a prior that comes first waits for the case', () => {
    const state = run([open('1', '2'), arrived(madeStudy('2', [{ description: 'HEAD' }]))]);
    expect(inView(state)).toEqual([' ']);
    expect(inView(run([arrived(madeStudy('1', [{ description: 'HEAD' }]))], state))).toEqual(['1 1.1.1', '2 2.1.1']);
  });

  test('an answer for a case that was left is not taken in', () => {
    const state = run([open('1'), open('2'), arrived(madeStudy('1', [{}]))]);
    expect([state.studies, inView(state)]).toEqual([[], [' ']]);
  });

  test('new objects keep the image in view, whatever its number becomes', () => {
    const state = run([open('1'), arrived(madeStudy('1', [{ count: 3 }])), { kind: 'go', viewport: 0, to: 1 }]);
    const more = madeStudy('1', [{ count: 3 }], { revision: 2 });
    const [series] = more.series;
    if (!series) throw new Error('series');
    const early = madeStudy('1', [{ count: 1, origin: [0, 0, -2] }]).series[0]?.instances[0];
    if (!early) throw new Error('instance');
    series.instances.unshift({ ...early, sopInstanceUid: '1.1.0', instanceNumber: 0 });
    const after = run([arrived(more)], state);
    expect([inView(after), after.viewports[0]?.index]).toEqual([['1 1.1.2'], 2]);
  });
});

describe('linked viewports', () => {
  test('linked placements turn along by as much, mirrored ones the other way; unlinked ones stand', () => {
    const manifest = madeStudy('1', [axial, axial, axial]);
    const start: ReadingEvent[] = [
      open('1'),
      arrived(manifest),
      { kind: 'layout', rows: 2, columns: 2 },
      ...[1, 2, 3].map((series) => show(series - 1, series)),
      { kind: 'place', viewport: 1, change: { rotation: 10 } },
      { kind: 'place', viewport: 2, change: { flipH: true } },
    ];
    const turned: ReadingEvent = {
      kind: 'place',
      viewport: 0,
      change: { rotation: 7.5, zoom: 2, pan: { x: 3, y: 4 } },
    };
    const placements = (state: ReadingState) =>
      state.viewports.slice(0, 3).map(({ presentation: { placement } }) => [placement.rotation, placement.zoom]);
    const link: ReadingEvent = { kind: 'link', change: { placement: true } };
    expect(placements(run([...start, turned]))).toEqual([
      [7.5, 2],
      [10, 1],
      [0, 1],
    ]);
    const along = run([...start, link, turned]);
    expect(placements(along)).toEqual([
      [7.5, 2],
      [17.5, 2],
      [352.5, 2],
    ]);
    expect(placements(run([{ kind: 'reset', viewport: 0 }], along))).toEqual([
      [0, 1],
      [10, 1],
      [0, 1],
    ]);
  });

  const axial = { description: 'HEAD', count: 10 };
  const two: ReadingEvent[] = [{ kind: 'layout', rows: 1, columns: 2 }];
  const show = (viewport: number, series: number): ReaderAct => ({
    kind: 'show',
    viewport,
    studyUid: '1',
    stackId: `1.${series}#0`,
  });

  test('by position: the nearest image of the same frame of reference', () => {
    const manifest = madeStudy('1', [axial, { ...axial, count: 5, step: [0, 0, 4] }]);
    const state = run([
      open('1'),
      arrived(manifest),
      ...two,
      show(0, 1),
      show(1, 2),
      { kind: 'go', viewport: 0, to: 6 },
    ]);
    expect(state.viewports.map(({ index }) => index)).toEqual([6, 3]);
  });

  test('another frame of reference, or an angle over 15 degrees, stays where it is', () => {
    const tilted = (degrees: number): [number, number, number] => [
      0,
      Math.cos((degrees * Math.PI) / 180),
      Math.sin((degrees * Math.PI) / 180),
    ];
    const manifest = madeStudy('1', [
      axial,
      { ...axial, frameOfReferenceUid: '9' },
      { ...axial, column: tilted(20) },
      { ...axial, column: tilted(5) },
    ]);
    const state = run([
      open('1'),
      arrived(manifest),
      { kind: 'layout', rows: 2, columns: 2 },
      ...[1, 2, 3, 4].map((series) => show(series - 1, series)),
      { kind: 'go', viewport: 0, to: 6 },
    ]);
    expect(state.viewports.slice(0, 3).map(({ index }) => index)).toEqual([6, 0, 0]);
    expect(state.viewports[3]?.index).toBeGreaterThan(4);
  });

  test('by offset: as far as the other, from where both stood, across frames of reference', () => {
    const manifest = madeStudy('1', [axial, { ...axial, frameOfReferenceUid: '9', step: [0, 0, 1], count: 20 }]);
    const state = run([
      open('1'),
      arrived(manifest),
      ...two,
      show(0, 1),
      show(1, 2),
      { kind: 'go', viewport: 1, to: 3 },
      { kind: 'link', change: { scroll: 'offset' } },
      { kind: 'scroll', viewport: 0, by: 4 },
    ]);
    expect(state.viewports.map(({ index }) => index)).toEqual([4, 11]);
    expect(run([{ kind: 'scroll', viewport: 0, by: -4 }], state).viewports.map(({ index }) => index)).toEqual([0, 3]);
  });

  test('the crosshair brings other planes to its point', () => {
    const sagittal = {
      count: 20,
      row: [0, 1, 0] as const,
      column: [0, 0, -1] as const,
      origin: [0, 0, 40] as const,
      step: [2, 0, 0] as const,
    };
    const manifest = madeStudy('1', [axial, sagittal]);
    const at = { frameOfReferenceUid: '1.2.3', point: [11, 5, 6.4] as const };
    const state = run([open('1'), arrived(manifest), ...two, show(0, 1), show(1, 2), { kind: 'crosshair', at }]);
    const place = (index: number) => {
      const viewport = state.viewports[index];
      return viewport && stackOf(state, viewport)?.frames[viewport.index]?.placed?.position;
    };
    expect(place(0)?.[2]).toBe(6);
    expect(Math.abs((place(1)?.[0] ?? 0) - 11)).toBeLessThanOrEqual(1);
  });
});

/** A repeatable source of chance (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

describe('safety', () => {
  test('10,000 events: what comes by itself never changes the patient or the image in view', () => {
    const random = chance(20261121);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
    const number = (limit: number) => Math.floor(random() * limit);
    const uids = ['11', '12', '13', '14', '15'];
    const revisions = new Map(uids.map((uid) => [uid, 1]));
    const manifest = (uid: string) => {
      const revision = (revisions.get(uid) ?? 0) + number(2);
      revisions.set(uid, revision);
      return madeStudy(
        uid,
        Array.from({ length: 1 + number(3) }, () => ({
          description: pick(['HEAD', 'CHEST', '']),
          count: 3 + number(6),
        })),
        { revision },
      );
    };
    const background = (): BackgroundEvent =>
      random() < 0.85 ? arrived(manifest(pick(uids))) : { kind: 'cine-step', viewport: number(6) };
    const act = (state: ReadingState): ReaderAct => {
      const viewport = number(5);
      const study = state.studies.length > 0 ? pick(state.studies) : null;
      return pick<() => ReaderAct>([
        () => open(...new Set([pick(uids), ...(random() < 0.5 ? [pick(uids)] : [])])),
        () => ({ kind: 'scroll', viewport, by: number(7) - 3 }),
        () => ({ kind: 'go', viewport, to: number(12) - 2 }),
        () => ({ kind: 'layout', rows: 1 + number(3), columns: 1 + number(3) }),
        () => ({ kind: 'activate', viewport }),
        () => ({ kind: 'maximise', viewport: random() < 0.5 ? null : viewport }),
        () => ({ kind: 'show', viewport, studyUid: study?.uid ?? '', stackId: study?.stacks[0]?.id ?? '' }),
        () => ({ kind: 'hang', protocol: pick(protocols) }),
        () => ({ kind: 'reset', viewport }),
        () => ({ kind: 'link', change: { scroll: pick(['off', 'position', 'offset'] as const) } }),
        () => ({ kind: 'turn', viewport, by: 90 }),
        () => ({ kind: 'cine', viewport, change: { playing: random() < 0.3 } }),
      ])();
    };
    let state: ReadingState = emptyReading;
    let backgrounds = 0;
    for (let step = 0; step < 10_000; step += 1) {
      const byReader = random() < 0.4;
      const event: ReadingEvent = byReader ? act(state) : background();
      const next = reduceReading(state, event);
      const where = `step ${step} ${event.kind}`;
      const wanted = new Set(next.wanted.map(({ studyUid }) => studyUid));
      // Nothing is ever open or in view that the reader did not ask for.
      expect(
        next.studies.every(({ uid }) => wanted.has(uid)),
        where,
      ).toBe(true);
      expect(
        next.viewports.every(({ studyUid }) => studyUid === null || wanted.has(studyUid)),
        where,
      ).toBe(true);
      if (!byReader) {
        backgrounds += 1;
        expect(next.wanted, where).toBe(state.wanted);
        const hung = state.protocolId !== null;
        for (const [index, before] of inView(state).entries()) {
          const after = inView(next)[index];
          if (before === ' ' || event.kind === 'cine-step') continue;
          // The image in view stays, or it was taken out of the archive and the cell is empty.
          expect([before, ' '], `${where} viewport ${index}`).toContain(after);
        }
        if (hung)
          expect([next.rows, next.columns, next.active, next.maximised], where).toEqual([
            state.rows,
            state.columns,
            state.active,
            state.maximised,
          ]);
      }
      if (event.kind === 'scroll' || event.kind === 'go') {
        expect(
          next.viewports.map(({ studyUid }) => studyUid),
          where,
        ).toEqual(state.viewports.map(({ studyUid }) => studyUid));
      }
      state = next;
    }
    expect(backgrounds).toBeGreaterThan(5000);
  });
});
