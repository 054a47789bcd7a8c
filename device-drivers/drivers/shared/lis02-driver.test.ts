// What our drivers write is read back as what was meant: simulated results, orders, answers, queries.
import { describe, expect, test } from 'vitest';
import type { InstrumentOrder } from '../../../core/lab/instrument-message.ts';
import { latin1Text } from '../../bytes.ts';
import type { Driver } from '../../driver.ts';
import { driver as genexpert } from '../cepheid-genexpert/index.ts';
import { driver as generic } from '../generic-lis02/index.ts';
import { driver as vitros } from '../ortho-vitros-3600/index.ts';
import { driver as c311 } from '../roche-cobas-c311/index.ts';
import { driver as maglumi } from '../snibe-maglumi-x3/index.ts';
import { driver as xn } from '../sysmex-xn-550/index.ts';

const all: readonly Driver[] = [xn, c311, vitros, genexpert, maglumi, generic];
const cases = all.map((driver) => [driver.id, driver] as const);
const now = new Date('2026-03-04T05:06:07+08:00');

const order = (driver: Driver, more: Partial<InstrumentOrder> = {}): InstrumentOrder => ({
  specimenId: 'S-1001',
  tests: driver.channels.slice(0, 3).map(({ code }) => code),
  priority: 'routine',
  action: 'new',
  ...more,
});

/** GeneXpert orders assays, whose sub-results have codes of their own. */
const orderable = (driver: Driver, tests: string[]) =>
  driver === genexpert ? [...new Set(tests.map((test) => test.split('/')[0] ?? ''))] : tests;

describe.each(cases)('%s', (_id, driver) => {
  test('a simulated specimen comes back', () => {
    const results = driver.channels.slice(0, 5).map(({ code, unit }, at) => ({ code, unit, value: `${at}.5` }));
    const content = driver.simulate({ specimenId: 'S-1001', instrumentTime: now, results });
    const { messages, problems } = driver.interpret(content);
    expect(problems).toEqual([]);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ kind: 'results', specimenId: 'S-1001' });
    expect(messages[0]?.results.map(({ code, value, unit }) => ({ code, value, unit }))).toEqual(
      results.map(({ code, value, unit }) => ({ code, value, unit })),
    );
    expect(messages[0]?.results[0]?.time).toBe('2026-03-04T05:06:07');
    for (const other of all.filter((one) => one !== driver)) {
      expect(other.recognise(content)).toBeLessThan(driver === generic ? 0.2 : driver.recognise(content));
    }
  });

  test('a simulated control is a control', () => {
    const control = { material: 'CONTROL-1', lot: 'LOT-7', level: 'L1' };
    const results = [{ code: driver.channels[0]?.code ?? '', value: '1.0' }];
    const content = driver.simulate({ specimenId: 'QC-LOT7', instrumentTime: now, results, control });
    expect(driver.interpret(content).messages[0]).toMatchObject({ kind: 'qc', specimenId: 'QC-LOT7' });
  });

  test('an order comes back with its tests', () => {
    const sent = order(driver, {
      priority: 'urgent',
      patient: { id: 'P|1', name: 'Zhang^San', sex: 'female', birthDate: '1980-02-03' },
    });
    const contents = driver.encodeOrders?.([sent], now) ?? [];
    expect(contents).toHaveLength(1);
    const { messages, problems } = driver.interpret(contents[0] ?? new Uint8Array());
    expect(problems).toEqual([]);
    expect(messages[0]).toMatchObject({ kind: 'order', specimenId: 'S-1001', tests: orderable(driver, sent.tests) });
  });

  test('a query is read, answered with an order, and answered when there is none', () => {
    const asked = driver.interpret(driver.simulateQuery?.(['S-1001'], now) ?? new Uint8Array());
    const query = asked.messages[0];
    expect(asked.problems).toEqual([]);
    expect(query).toMatchObject({ kind: 'query', specimenId: 'S-1001', specimenIds: ['S-1001'], tests: [] });
    if (query === undefined) throw new Error('no query');
    const reply = driver.encodeAnswer?.(query, { orders: [order(driver)], unknown: [] }, now) ?? [];
    expect(driver.interpret(reply[0] ?? new Uint8Array()).messages[0]).toMatchObject({
      kind: 'order',
      specimenId: 'S-1001',
    });
    const none = driver.encodeAnswer?.(query, { orders: [], unknown: ['S-1001'] }, now) ?? [];
    expect(none).toHaveLength(1);
    const text = latin1Text(none[0] ?? new Uint8Array());
    expect(text).toMatch(/^H\|/);
    expect(/\rL\|1\|I\r$/.test(text) || /S-1001/.test(text)).toBe(true);
  });
});

describe('dialects as captured', () => {
  test('c 311 download: the records of a working host', () => {
    const tests = ['570', '717', '418', '690', '798', '435', '781'];
    const sent = order(c311, { specimenId: '123456', tests, collectedAt: '2019-01-11T10:24:16' });
    const text = latin1Text(c311.encodeOrders?.([sent], now)[0] ?? new Uint8Array());
    const blanks = [30, 25, 20, 15, 10].map((width) => ' '.repeat(width)).join('^');
    expect(text.split('\r')).toEqual([
      'H|\\^&|||host^1|||||cobas c 311|TSDWN^BATCH|P|1',
      'P|1|||||||U||||||^',
      'O|1|123456|0^^^^S1^SC|^^^570^\\^^^717^\\^^^418^\\^^^690^\\^^^798^\\^^^435^\\^^^781^|R||20190111102416||||A||||1||||||||||O',
      `C|1|L|${blanks}|G`,
      'L|1|N',
      '',
    ]);
  });

  test('c 311 answer goes back to the place that asked, without tests when there is no order', () => {
    const query = c311.interpret(c311.simulateQuery?.(['G31 - S'], now) ?? new Uint8Array()).messages[0];
    if (query === undefined) throw new Error('no query');
    const text = latin1Text(
      c311.encodeAnswer?.(query, { orders: [], unknown: ['G31 - S'] }, now)[0] ?? new Uint8Array(),
    );
    expect(text).toContain('TSDWN^REPLY');
    expect(text).toContain(`O|1|${'G31 - S'.padStart(22)}|0^50021^021^^S0^||R|`);
  });

  test('VITROS order: manual dilution before the first test only', () => {
    const text = latin1Text(
      vitros.encodeOrders?.([order(vitros, { tests: ['002', '950'] })], now)[0] ?? new Uint8Array(),
    );
    expect(text).toContain('|^^^1.0000+002+1.0\\950+1.0|');
  });

  test('GeneXpert writes with its own delimiters', () => {
    const text = latin1Text(
      genexpert.encodeOrders?.([order(genexpert, { tests: ['HIVVL'] })], now)[0] ?? new Uint8Array(),
    );
    expect(text).toMatch(/^H\|@\^\\\|/);
    expect(text).toContain('||^^^HIVVL|R|20260304050607|||||A||||ORH||||||||||O');
  });

  test('XN answers in the tube position that asked', () => {
    const query = xn.interpret(xn.simulateQuery?.(['S-1001'], now) ?? new Uint8Array()).messages[0];
    if (query === undefined) throw new Error('no query');
    const text = latin1Text(xn.encodeAnswer?.(query, { orders: [order(xn)], unknown: [] }, now)[0] ?? new Uint8Array());
    expect(text).toContain(`O|1|1^1^${'S-1001'.padStart(22)}^B||^^^^WBC\\^^^^RBC\\^^^^HGB|R`);
    const none = latin1Text(xn.encodeAnswer?.(query, { orders: [], unknown: ['S-1001'] }, now)[0] ?? new Uint8Array());
    expect(none).toMatch(/\|Y\rL\|1\|N\r$/);
  });
});
