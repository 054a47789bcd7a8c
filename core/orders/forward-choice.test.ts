// The plan of what is sent on by itself: which rule holds, whom it means, what cannot be saved, and that no plan leads in a circle.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forwardChoice, planTroubles } from './forward-choice.ts';
import {
  emptyPlan,
  type ForwardingPlan,
  type ForwardRule,
  isReadingAt,
  whenForwarded,
  whichForwarded,
} from './forwarding.ts';

const network = [
  { id: 'province', reads: ['ecg' as const], superiorIds: [] },
  { id: 'city', reads: ['ecg' as const], superiorIds: ['province'] },
  { id: 'city2', reads: ['ecg' as const], superiorIds: ['province'] },
  { id: 'county', reads: ['ecg' as const], superiorIds: ['city', 'city2'] },
  { id: 'town', reads: [], superiorIds: ['county'] },
  { id: 'town2', reads: [], superiorIds: ['county'] },
];
const one = (id: string) => ({ kind: 'institution' as const, id });
const group = (id: string) => ({ kind: 'group' as const, id });
const rule = (part: Partial<ForwardRule> = {}): ForwardRule => ({
  ...{ from: one('town'), to: one('county'), which: 'all', when: 'always', active: true },
  ...part,
});
const towns = { id: 'towns', name: '乡镇组', institutionIds: ['town', 'town2'] };
const cities = { id: 'cities', name: '市级组', institutionIds: ['city', 'city2'] };
const plan = (rules: ForwardRule[], part: Partial<ForwardingPlan> = {}): ForwardingPlan => ({
  ...emptyPlan('ecg'),
  groups: [towns, cities],
  rules,
  ...part,
});
// A Monday, 10:00 in China.
const day = '2026-11-23T02:00:00.000Z';
const night = '2026-11-23T15:00:00.000Z';
const office = { institutionId: 'county', days: [1, 2, 3, 4, 5], from: '08:00', until: '17:30' };
const everybody = new Set(network.map(({ id }) => id));

function chosen(
  of: ForwardingPlan,
  id: string,
  part: { level?: 'normal' | 'critical' | 'unknown'; now?: string; attended?: Set<string>; chain?: string[] } = {},
) {
  const { level = 'unknown', now = day, attended = everybody, chain = [id] } = part;
  return forwardChoice(of, network, { institutionId: id, level, chain }, { now, attended })?.toInstitutionId ?? null;
}

describe('which rule', () => {
  test.each([
    ['all', 'normal', 'county'],
    ['abnormal', 'normal', null],
    ['abnormal', 'unknown', 'county'],
    ['critical', 'unknown', null],
    ['critical', 'critical', 'county'],
  ] as const)('%s of a %s one', (which, level, expected) => {
    expect(chosen(plan([rule({ which })]), 'town', { level })).toBe(expected);
  });

  test('a rule that is off, of others, or of the group', () => {
    expect(chosen(plan([rule({ active: false })]), 'town')).toBeNull();
    expect(chosen(plan([rule()]), 'town2')).toBeNull();
    expect(chosen(plan([rule({ from: group('towns') })]), 'town2')).toBe('county');
  });

  test('critical ones past the county, the others to it; one’s own rule before the group’s', () => {
    const critical = rule({ from: group('towns'), to: one('city'), which: 'critical' });
    const both = plan([rule({ from: group('towns') }), critical]);
    expect(chosen(both, 'town', { level: 'critical' })).toBe('city');
    expect(chosen(both, 'town', { level: 'normal' })).toBe('county');
    const own = plan([critical, rule()]);
    expect(chosen(own, 'town', { level: 'critical' })).toBe('county');
  });

  test('closed hours, nobody at work, a service that is not open', () => {
    const up = (when: ForwardRule['when']) =>
      plan([rule({ from: one('county'), to: one('city'), when })], { hours: [office] });
    expect([chosen(up('closed'), 'county'), chosen(up('closed'), 'county', { now: night })]).toEqual([null, 'city']);
    const nobody = new Set<string>();
    expect([chosen(up('unattended'), 'county'), chosen(up('unattended'), 'county', { attended: nobody })]).toEqual([
      ...[null, 'city'],
    ]);
    expect(chosen(up('notOpen'), 'county')).toBeNull();
    const shut = network.map((each) => (each.id === 'county' ? { ...each, reads: [] } : each));
    const place = { institutionId: 'county', level: 'unknown' as const, chain: ['town', 'county'] };
    expect(forwardChoice(up('notOpen'), shut, place, { now: day, attended: nobody })?.toInstitutionId).toBe('city');
  });

  test('in a group of readers the first one that reads now and is attended, else that reads now, else the first', () => {
    const up = plan([rule({ from: one('county'), to: group('cities') })], {
      hours: [{ ...office, institutionId: 'city' }],
    });
    expect(chosen(up, 'county')).toBe('city');
    expect(chosen(up, 'county', { attended: new Set(['city2']) })).toBe('city2');
    expect(chosen(up, 'county', { now: night, attended: new Set() })).toBe('city2');
    const both = { ...up, hours: ['city', 'city2'].map((institutionId) => ({ ...office, institutionId })) };
    expect(chosen(both, 'county', { now: night, attended: new Set() })).toBe('city');
  });

  test('never to who took part already, nor to who does not read', () => {
    const up = plan([rule({ from: one('county'), to: group('cities') })]);
    expect(chosen(up, 'county', { chain: ['town', 'city', 'county'] })).toBe('city2');
    expect(chosen(up, 'county', { chain: ['town', 'city', 'city2', 'county'] })).toBeNull();
  });
});

test.each([
  ['2026-11-23T00:00:00.000Z', true],
  ['2026-11-22T23:59:00.000Z', false],
  ['2026-11-23T09:30:00.000Z', false],
  ['2026-11-21T02:00:00.000Z', false],
] as const)('Monday to Friday 08:00 to 17:30, at %s: %s', (now, expected) => {
  expect(isReadingAt([office], 'county', now)).toBe(expected);
  expect(isReadingAt([office], 'city', now)).toBe(true);
});

test.each([
  ['2026-11-22T13:00:00.000Z', true],
  ['2026-11-22T23:00:00.000Z', true],
  ['2026-11-23T00:30:00.000Z', false],
  ['2026-11-23T13:00:00.000Z', false],
] as const)('Sunday night 20:00 to 08:00, at %s: %s', (now, expected) => {
  const nights = [{ institutionId: 'county', days: [7], from: '20:00', until: '08:00' }];
  expect(isReadingAt(nights, 'county', now)).toBe(expected);
});

describe('what cannot be saved', () => {
  const kinds = (of: ForwardingPlan) => planTroubles(of, network).map(({ kind }) => kind);

  test('an institution in two groups that go different ways is named, with both rules', () => {
    const mixed = { id: 'mixed', name: '直属组', institutionIds: ['town2'] };
    const rules = [rule({ from: group('towns') }), rule({ from: group('mixed'), to: one('city') })];
    const two = plan(rules, { groups: [towns, cities, mixed] });
    expect(planTroubles(two, network)).toEqual([{ kind: 'contradiction', rule: 1, other: 0, id: 'town2' }]);
    // The same target, another condition or a rule that is off is none.
    for (const other of [{ to: one('county') }, { which: 'critical' as const }, { active: false }])
      expect(kinds({ ...two, rules: [rules[0] ?? rule(), { ...(rules[1] ?? rule()), ...other }] })).toEqual([]);
  });

  test.each([
    ['an institution that is not there', rule({ from: one('gone') }), 'unknownInstitution'],
    ['a group that is not there', rule({ from: group('gone') }), 'unknownGroup'],
    ['a reader that reads nothing', rule({ from: one('town'), to: one('town2') }), 'notReading'],
    ['downwards', rule({ from: one('city'), to: one('county') }), 'notAbove'],
    ['to itself', rule({ from: one('county'), to: one('county') }), 'notAbove'],
    ['hours that nobody entered', rule({ from: one('county'), to: one('city'), when: 'closed' }), 'noHours'],
  ])('%s', (_what, bad, kind) => {
    expect(kinds(plan([bad]))).toContain(kind);
    expect(kinds(plan([{ ...bad, active: false }]))).toEqual([]);
  });

  test('an empty group that is used, two groups of one name', () => {
    const empty = { id: 'empty', name: '空组', institutionIds: [] };
    expect(kinds(plan([rule({ from: group('empty') })], { groups: [empty] }))).toEqual(['emptyGroup']);
    expect(kinds(plan([], { groups: [towns, { ...cities, name: ' 乡镇组 ' }] }))).toEqual(['groupTwice']);
  });
});

test('whatever the rules, an exam that is sent on again and again goes up, never comes by twice, and comes to rest', () => {
  const ids = network.map(({ id }) => id);
  const side = fc.oneof(fc.constantFrom(...ids).map(one), fc.constantFrom('towns', 'cities').map(group));
  const anyRule = fc.record({
    ...{ from: side, to: side, which: fc.constantFrom(...whichForwarded), when: fc.constantFrom(...whenForwarded) },
    active: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(anyRule, { maxLength: 12 }),
      fc.constantFrom(...ids),
      fc.constantFrom(day, night),
      (rules, start, now) => {
        const of = plan(rules, { hours: [office] });
        const chain = [start];
        for (let at: string | null = start; at !== null; ) {
          at = chosen(of, at, { level: 'critical', now, attended: new Set(), chain });
          if (at !== null) chain.push(at);
          expect(chain.length).toBeLessThanOrEqual(4);
        }
        expect(new Set(chain).size).toBe(chain.length);
      },
    ),
    { numRuns: 2000 },
  );
});
