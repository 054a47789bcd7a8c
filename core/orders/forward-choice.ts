// Which rule sends an exam on, and to whom; and what is wrong with a plan before it is saved. Pure: who is on duty is passed in.
import type { ExamRisk } from './exam.ts';
import { type ForwardingPlan, type ForwardRule, isReadingAt, membersOf, wantsLevel } from './forwarding.ts';
import type { InstitutionEntry } from './institution.ts';
import { above } from './network.ts';

type Listed = Pick<InstitutionEntry, 'id' | 'reads' | 'superiorIds'> &
  Partial<Pick<InstitutionEntry, 'superiorLimits'>>;

/** Where an exam lies, and who took part so far (the place itself among them). */
export interface ForwardPlace {
  institutionId: string;
  level: ExamRisk['level'];
  chain: readonly string[];
}

export interface Attendance {
  /** ISO 8601. */
  now: string;
  /** Institutions of which somebody who reads is at work. */
  attended: ReadonlySet<string>;
}

/** One's own rule goes before a group's, what is said of critical ones before all, a condition before none. */
function rank({ from, which, when }: ForwardRule): number {
  const narrow = ['critical', 'abnormal', 'all'].indexOf(which);
  return (from.kind === 'institution' ? 0 : 100) + narrow * 10 + (when === 'always' ? 1 : 0);
}

function holds(rule: ForwardRule, plan: ForwardingPlan, network: readonly Listed[], id: string, duty: Attendance) {
  switch (rule.when) {
    case 'always':
      return true;
    case 'closed':
      return !isReadingAt(plan.hours, id, duty.now);
    case 'unattended':
      return !duty.attended.has(id);
    case 'notOpen':
      return network.find((one) => one.id === id)?.reads.includes(plan.service) !== true;
    default:
      throw new Error(`unknown condition ${String(rule.when satisfies never)}`);
  }
}

/** Whom a rule can mean for an exam here: above it, with the service open, and not in the chain already. */
function targets(rule: ForwardRule, plan: ForwardingPlan, network: readonly Listed[], place: ForwardPlace): string[] {
  const higher = above(network, place.institutionId, plan.service);
  return membersOf(rule.to, plan.groups).filter(
    (id) =>
      higher.has(id) &&
      !place.chain.includes(id) &&
      network.some((one) => one.id === id && one.reads.includes(plan.service)),
  );
}

/**
 * The institution that an exam is sent to by itself; null: it stays where it is. In a group of readers the first one that reads now and has
 * somebody at work, else the first one that reads now, else the first.
 */
export function forwardChoice(
  plan: ForwardingPlan,
  network: readonly Listed[],
  place: ForwardPlace,
  duty: Attendance,
): { rule: ForwardRule; toInstitutionId: string } | null {
  const rules = plan.rules
    .filter(({ active, from }) => active && membersOf(from, plan.groups).includes(place.institutionId))
    .toSorted((left, right) => rank(left) - rank(right));
  for (const rule of rules) {
    if (!wantsLevel(rule.which, place.level) || !holds(rule, plan, network, place.institutionId, duty)) continue;
    const possible = targets(rule, plan, network, place);
    const open = possible.filter((id) => isReadingAt(plan.hours, id, duty.now));
    const toInstitutionId = open.find((id) => duty.attended.has(id)) ?? open[0] ?? possible[0];
    if (toInstitutionId !== undefined) return { rule, toInstitutionId };
  }
  return null;
}

export type PlanTrouble =
  | { kind: 'unknownInstitution'; rule: number | null; id: string }
  | { kind: 'unknownGroup'; rule: number; id: string }
  | { kind: 'emptyGroup'; rule: number; group: string }
  | { kind: 'groupTwice'; group: string }
  /** It was removed, and the data scope of these people or roles names it; found by the server alone. */
  | { kind: 'groupInUse'; group: string; by: string }
  /** The target does not read the service for others. */
  | { kind: 'notReading'; rule: number; id: string }
  /** No target is a superior of this institution, by one step or several: it would never be sent. */
  | { kind: 'notAbove'; rule: number; id: string }
  /** Two rules of one kind say different things about the same exams of this institution. */
  | { kind: 'contradiction'; rule: number; other: number; id: string }
  /** It asks for hours that nobody entered. */
  | { kind: 'noHours'; rule: number; id: string };

/** What cannot be in force, by place of the rule; rules that are off are left alone. */
export function planTroubles(plan: ForwardingPlan, network: readonly Listed[]): PlanTrouble[] {
  const known = new Set(network.map(({ id }) => id));
  const names = plan.groups.map(({ name }) => name.trim());
  const ids = plan.groups.map(({ id }) => id);
  const found: PlanTrouble[] = plan.groups
    .filter(({ id, name }, at) => ids.indexOf(id) !== at || names.indexOf(name.trim()) !== at)
    .map(({ name }) => ({ kind: 'groupTwice', group: name }));
  const named = [
    ...plan.groups.flatMap(({ institutionIds }) => institutionIds),
    ...plan.hours.map((one) => one.institutionId),
  ];
  for (const id of new Set(named)) if (!known.has(id)) found.push({ kind: 'unknownInstitution', rule: null, id });
  const active = plan.rules.map((rule, at) => ({ rule, at })).filter(({ rule }) => rule.active);
  for (const { rule, at } of active) found.push(...ruleTroubles(rule, at, plan, network, known));
  for (const [position, { rule, at }] of active.entries()) {
    for (const other of active.slice(0, position)) {
      const id = contradicting(rule, other.rule, plan);
      if (id !== null) found.push({ kind: 'contradiction', rule: at, other: other.at, id });
    }
  }
  return found;
}

function ruleTroubles(
  rule: ForwardRule,
  at: number,
  plan: ForwardingPlan,
  network: readonly Listed[],
  known: ReadonlySet<string>,
): PlanTrouble[] {
  const found: PlanTrouble[] = [];
  for (const side of [rule.from, rule.to]) {
    const group = plan.groups.find(({ id }) => id === side.id);
    if (side.kind === 'institution' && !known.has(side.id))
      found.push({ kind: 'unknownInstitution', rule: at, id: side.id });
    if (side.kind === 'group' && !group) found.push({ kind: 'unknownGroup', rule: at, id: side.id });
    if (side.kind === 'group' && group?.institutionIds.length === 0)
      found.push({ kind: 'emptyGroup', rule: at, group: group.name });
  }
  if (found.length > 0) return found;
  const readers = membersOf(rule.to, plan.groups);
  const reads = (id: string) => network.find((one) => one.id === id)?.reads.includes(plan.service) ?? false;
  found.push(
    ...readers.filter((id) => known.has(id) && !reads(id)).map((id) => ({ kind: 'notReading' as const, rule: at, id })),
  );
  for (const id of membersOf(rule.from, plan.groups).filter((one) => known.has(one))) {
    const higher = above(network, id, plan.service);
    if (!readers.some((reader) => higher.has(reader))) found.push({ kind: 'notAbove', rule: at, id });
    if (rule.when === 'closed' && !plan.hours.some(({ institutionId }) => institutionId === id))
      found.push({ kind: 'noHours', rule: at, id });
  }
  return found;
}

/** An institution for which two rules of the same rank hold at the same time and name another target. */
function contradicting(one: ForwardRule, other: ForwardRule, plan: ForwardingPlan): string | null {
  if (one.from.kind !== other.from.kind || one.which !== other.which || one.when !== other.when) return null;
  if (one.to.kind === other.to.kind && one.to.id === other.to.id) return null;
  const members = new Set(membersOf(other.from, plan.groups));
  return membersOf(one.from, plan.groups).find((id) => members.has(id)) ?? null;
}
