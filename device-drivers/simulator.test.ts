// Simulated analyzers against host sessions of the same driver, in virtual time: everything arrives once, whatever breaks.

import { describe, expect, test } from 'vitest';
import type { InstrumentMessage } from '../core/lab/instrument-message.ts';
import type { Driver } from './driver.ts';
import { driverById, drivers } from './drivers/index.ts';
import type { Session, SessionAction } from './session.ts';
import { type Analyzer, type AnalyzerEvent, createAnalyzer } from './simulator.ts';

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const named = (id: string): Driver => {
  const driver = driverById(id);
  if (driver === undefined) throw new Error(id);
  return driver;
};

/** A line in virtual time: bytes of either side reach the other in turn. */
function line(driver: Driver, analyzer: Analyzer, answer: (message: InstrumentMessage) => Uint8Array[] = () => []) {
  let host: Session = driver.createSession({ now: () => new Date('2026-01-01T00:00:00+08:00') });
  let now = 0;
  const stored: InstrumentMessage[] = [];
  const events: AnalyzerEvent[] = [];
  const toHost: Uint8Array[] = [];
  const toAnalyzer: Uint8Array[] = [];
  let outcome: 'stored' | 'busy' = 'stored';

  const hostDid = (actions: SessionAction[]): void => {
    for (const action of actions) {
      if (action.type === 'write') toAnalyzer.push(action.bytes);
      if (action.type !== 'persist') continue;
      const messages = action.messages
        .filter(({ complete }) => complete)
        .flatMap(({ content }) => driver.interpret(content).messages);
      if (outcome === 'stored') stored.push(...messages);
      hostDid(host.settle(action.ticket, outcome, now));
      if (outcome === 'stored')
        for (const content of messages.flatMap(answer)) hostDid(host.send('answer', content, now));
    }
  };
  const analyzerDid = (told: AnalyzerEvent[]): void => {
    events.push(...told);
    for (const event of told) if (event.type === 'write') toHost.push(event.bytes);
  };

  return {
    stored,
    events,
    busy: (is: boolean) => {
      outcome = is ? 'busy' : 'stored';
    },
    connect() {
      host = driver.createSession({ now: () => new Date('2026-01-01T00:00:00+08:00') });
      analyzerDid(analyzer.connected(now));
    },
    cut() {
      toHost.length = 0;
      toAnalyzer.length = 0;
      hostDid(host.closed(now).filter(({ type }) => type !== 'persist'));
      analyzerDid(analyzer.disconnected(now));
    },
    query: (ids: string[]) => analyzerDid(analyzer.query(ids, now)),
    /** Until nothing moves and nothing is due before `end`. */
    run(end: number, steps = Number.POSITIVE_INFINITY) {
      for (let step = 0; step < steps; step++) {
        const up = toHost.shift();
        const down = toAnalyzer.shift();
        if (up !== undefined) hostDid(host.receive(up, now));
        if (down !== undefined) analyzerDid(analyzer.receive(down, now));
        if (up !== undefined || down !== undefined) continue;
        const due = [host.deadline(), analyzer.deadline()].filter((at) => at !== null);
        const next = due.length === 0 ? end : Math.max(now, Math.min(...due));
        if (next >= end) break;
        now = next;
        hostDid(host.tick(now));
        analyzerDid(analyzer.tick(now));
      }
    },
  };
}

const specimens = (driver: Driver, ids: string[]) =>
  ids.map((specimenId) => ({
    specimenId,
    instrumentTime: new Date('2026-01-02T03:04:05+08:00'),
    results: (driver.channels.length > 0 ? driver.channels.slice(0, 3) : [{ code: 'K' }]).map(({ code }, index) => ({
      code,
      value: `${index + 1}.5`,
    })),
  }));

describe.each(drivers.map((driver) => [driver.id, driver] as const))('%s', (_id, driver) => {
  test('tubes reach the host, each once, in order', () => {
    const analyzer = createAnalyzer({
      driver,
      random: seeded(1),
      specimens: specimens(driver, ['S-1', 'S-2', 'S-3']),
      paceMs: 1000,
    });
    const cable = line(driver, analyzer);
    cable.connect();
    cable.run(120_000);
    expect(cable.stored.map(({ specimenId }) => specimenId)).toEqual(['S-1', 'S-2', 'S-3']);
    expect(cable.events.filter(({ type }) => type === 'accepted')).toHaveLength(3);
    expect(analyzer.waiting()).toBe(0);
  });

  test('what a busy host refuses comes again', () => {
    const analyzer = createAnalyzer({
      driver,
      random: seeded(2),
      specimens: specimens(driver, ['S-1']),
      retryMs: 30_000,
      tries: 50,
    });
    const cable = line(driver, analyzer);
    cable.busy(true);
    cable.connect();
    cable.run(20_000);
    expect(cable.stored).toEqual([]);
    expect(analyzer.waiting()).toBe(1);
    cable.busy(false);
    cable.run(2_000_000);
    expect(new Set(cable.stored.map(({ specimenId }) => specimenId))).toEqual(new Set(['S-1']));
    expect(analyzer.waiting()).toBe(0);
  });

  test('a line cut at any moment loses nothing', () => {
    for (let steps = 1; steps <= 5; steps++) {
      const analyzer = createAnalyzer({
        driver,
        random: seeded(3),
        specimens: specimens(driver, ['S-1', 'S-2']),
        retryMs: 1000,
        tries: 50,
      });
      const cable = line(driver, analyzer);
      cable.connect();
      cable.run(1000, steps);
      cable.cut();
      cable.connect();
      cable.run(2_000_000);
      expect([...new Set(cable.stored.map(({ specimenId }) => specimenId))]).toEqual(['S-1', 'S-2']);
      expect(analyzer.waiting()).toBe(0);
    }
  });
});

test.each([
  ['mindray-bs-480', ['1', '5']],
  ['generic-hl7', ['GLU', 'K']],
])('%s asks, is told, and runs what it was told', (id, tests) => {
  const driver = named(id);
  const analyzer = createAnalyzer({ driver, random: seeded(4), measure: (_code, random) => (4 + random()).toFixed(1) });
  const cable = line(driver, analyzer, (message) => {
    if (message.kind !== 'query') return [];
    const orders =
      message.specimenId === 'T-7'
        ? [{ specimenId: 'T-7', tests: [...tests], priority: 'routine' as const, action: 'new' as const }]
        : [];
    return driver.encodeAnswer?.(message, { orders, unknown: [] }, new Date('2026-01-01T00:00:00+08:00')) ?? [];
  });
  cable.connect();
  cable.query(['T-7']);
  cable.run(100_000);
  const [query, results] = cable.stored;
  expect(query).toMatchObject({ kind: 'query', specimenId: 'T-7' });
  expect(results).toMatchObject({ kind: 'results', specimenId: 'T-7' });
  expect(results?.results.map(({ code }) => code)).toEqual(tests);
  expect(analyzer.waiting()).toBe(0);
});

test('recorded contents are played as they are', () => {
  const driver = named('mindray-bc-5380');
  const [specimen] = specimens(driver, ['S-9']);
  if (specimen === undefined) throw new Error('no specimen');
  const content = driver.simulate(specimen);
  const analyzer = createAnalyzer({ driver, random: seeded(5), recordedContents: [content, content] });
  const cable = line(driver, analyzer);
  cable.connect();
  cable.run(100_000);
  expect(cable.events.filter((event) => event.type === 'accepted').map((event) => event.content)).toEqual([
    content,
    content,
  ]);
});
