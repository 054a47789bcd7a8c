// What a pull does to the charge items that are there: new, changed, gone, or as before. The HIS wins only where it changed its mind,
// so that what the laboratory set itself (category, in use or not) lasts from one pull to the next.
import { type ChargeFacts, ChargeFacts as ChargeFactsSchema, type PulledCharge } from './model.ts';
import { pinyinInitials } from './pinyin.ts';

/** A stored item with what the HIS said last. */
export interface KnownCharge extends ChargeFacts {
  code: string;
  his: ChargeFacts;
  goneAt: string | null;
}

export interface ChargeChange {
  code: string;
  /** What is in force from now on. */
  facts: ChargeFacts;
  /** What the HIS says now. */
  his: ChargeFacts;
  /** Names of the facts that differ from before; empty for a new item. */
  changed: (keyof ChargeFacts)[];
  /** It was gone and is there again. */
  back: boolean;
}

export interface ChargeRefusal {
  code: string;
  reason: 'noName' | 'tooLong';
}

export interface PullPlan {
  added: ChargeChange[];
  changed: ChargeChange[];
  unchanged: string[];
  /** Items that a whole list no longer has; only those that were not gone before. */
  gone: string[];
  refused: ChargeRefusal[];
}

const factNames = ['name', 'pinyin', 'category', 'unit', 'priceFen', 'active'] as const;
const emptyFacts: ChargeFacts = { name: '', pinyin: '', category: '', unit: '', priceFen: null, active: true };

/** Where the source gives no pinyin, the initials of the name stand in. */
function withPinyin(facts: Partial<ChargeFacts>): Partial<ChargeFacts> {
  if (facts.pinyin || facts.name === undefined) return facts;
  return { ...facts, pinyin: pinyinInitials(facts.name) };
}

function changeOf(known: KnownCharge, pulled: PulledCharge): ChargeChange {
  const his: ChargeFacts = { ...known.his, ...withPinyin(pulled.facts) };
  const kept: ChargeFacts = factsOf(known);
  const heard = factNames.filter((name) => his[name] !== known.his[name]);
  const facts: ChargeFacts = { ...kept, ...Object.fromEntries(heard.map((name) => [name, his[name]])) };
  // An item that comes back is in use again as the HIS says.
  if (known.goneAt !== null) facts.active = his.active;
  const changed = factNames.filter((name) => facts[name] !== kept[name]);
  return { code: known.code, facts, his, changed, back: known.goneAt !== null };
}

export function factsOf({ name, pinyin, category, unit, priceFen, active }: ChargeFacts): ChargeFacts {
  return { name, pinyin, category, unit, priceFen, active };
}

/**
 * `whole`: the pull is the complete list, so that what is not in it is gone; `spared` are codes that it names but that were refused.
 * An empty list never makes everything gone: it is taken for a broken source.
 */
export function planPull(
  known: ReadonlyMap<string, KnownCharge>,
  pulled: readonly PulledCharge[],
  { whole, spared = [] }: { whole: boolean; spared?: readonly string[] },
): PullPlan {
  const plan: PullPlan = { added: [], changed: [], unchanged: [], gone: [], refused: [] };
  const named = new Set(spared);
  for (const one of pulled) {
    named.add(one.code);
    const before = known.get(one.code);
    const change = before ? changeOf(before, one) : newCharge(one);
    const good = ChargeFactsSchema.safeParse(change.facts);
    if (change.facts.name === '') plan.refused.push({ code: one.code, reason: 'noName' });
    else if (!good.success) plan.refused.push({ code: one.code, reason: 'tooLong' });
    else if (!before) plan.added.push(change);
    else if (change.back || !sameFacts(change.his, before.his)) plan.changed.push(change);
    else plan.unchanged.push(one.code);
  }
  if (whole && pulled.length > 0) {
    for (const { code, goneAt } of known.values()) if (goneAt === null && !named.has(code)) plan.gone.push(code);
  }
  return plan;
}

function newCharge(pulled: PulledCharge): ChargeChange {
  const facts = { ...emptyFacts, ...withPinyin(pulled.facts) };
  return { code: pulled.code, facts, his: facts, changed: [], back: false };
}

const sameFacts = (left: ChargeFacts, right: ChargeFacts) => factNames.every((name) => left[name] === right[name]);
