// Which charge items the tests of an order or a specimen stand for. A group that is charged as a whole takes its members along: they
// are never counted beside it.
import type { ChargeItem, ChargeLink, ChargeTarget } from './model.ts';

export interface ChargeMapping {
  /** Every link of a charge item that is in use. */
  links: readonly (ChargeLink & { charge: string })[];
  /** Members of the groups (order items), by code. */
  groups: ReadonlyMap<string, readonly string[]>;
}

/** The mapping as it is in force: items that are not in use charge nothing. */
export function chargeMapping(
  items: readonly Pick<ChargeItem, 'code' | 'active' | 'links'>[],
  orderItems: Readonly<Record<string, { testCodes: readonly string[] }>>,
): ChargeMapping {
  return {
    links: items.flatMap(({ code: charge, active, links }) =>
      active ? links.map((link) => ({ ...link, charge })) : [],
    ),
    groups: new Map(Object.entries(orderItems).map(([code, { testCodes }]) => [code, testCodes])),
  };
}

export interface Charge {
  charge: string;
  quantity: number;
  for: ChargeTarget[];
}

export interface Charges {
  /** By code of the charge item. */
  charges: Charge[];
  /** Tests that nothing charges. */
  unmapped: string[];
}

/**
 * A group counts when it has a link, all its members are among the tests, and none of them is taken by another group; the larger group
 * comes first, then the one whose code is smaller. What is left is charged test by test, each test once however often it is named.
 * A charge item that several counted targets name adds up.
 */
export function chargesOf(tests: readonly string[], mapping: ChargeMapping): Charges {
  const left = new Set(tests);
  const linked = new Map<string, (ChargeLink & { charge: string })[]>();
  for (const link of mapping.links) {
    const key = `${link.kind}/${link.code}`;
    linked.set(key, [...(linked.get(key) ?? []), link]);
  }
  const found = new Map<string, Charge>();
  const count = (target: ChargeTarget): boolean => {
    const links = linked.get(`${target.kind}/${target.code}`) ?? [];
    for (const { charge, quantity } of links) {
      const sum = found.get(charge) ?? { charge, quantity: 0, for: [] };
      sum.quantity += quantity;
      sum.for.push(target);
      found.set(charge, sum);
    }
    return links.length > 0;
  };
  const groups = [...mapping.groups]
    .map(([code, members]) => ({ code, members: [...new Set(members)] }))
    .filter(({ code, members }) => members.length > 0 && linked.has(`orderItem/${code}`))
    .sort((a, b) => b.members.length - a.members.length || (a.code < b.code ? -1 : 1));
  for (const { code, members } of groups) {
    if (!members.every((test) => left.has(test))) continue;
    count({ kind: 'orderItem', code });
    for (const test of members) left.delete(test);
  }
  const unmapped = [...left].filter((code) => !count({ kind: 'test', code }));
  const charges = [...found.values()].sort((a, b) => (a.charge < b.charge ? -1 : 1));
  return { charges, unmapped };
}
