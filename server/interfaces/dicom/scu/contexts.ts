// Which presentation contexts to propose for a set of instances, within the 128 that one association has room for (PS3.8 9.3.2.2).
import type { ProposedContext } from '../ul/pdu-types.ts';

/** An instance that can be sent: what it is, in which syntaxes it can be had, and its bytes. */
export interface OutgoingInstance {
  sopClassUid: string;
  sopInstanceUid: string;
  /** Syntaxes that `open` can deliver; the first is the one that it lies in. */
  transferSyntaxUids: readonly string[];
  /** The data set (no file meta information) in that syntax. Chunks are sent without a copy and must stay as they are. */
  open(transferSyntaxUid: string): AsyncIterable<Uint8Array>;
}

export interface WantedContext {
  abstractSyntax: string;
  transferSyntaxes: readonly string[];
}

export const maxContexts = 128;

/** Numbers the contexts 1, 3, 5, … More than 128 throw a RangeError. */
export function numbered(contexts: readonly WantedContext[]): ProposedContext[] {
  if (contexts.length > maxContexts) {
    throw new RangeError(`${contexts.length} presentation contexts do not fit one association; ${maxContexts} do.`);
  }
  return contexts.map((context, index) => ({ ...context, id: 2 * index + 1 }));
}

export interface Trip<Instance> {
  contexts: WantedContext[];
  instances: Instance[];
}

/**
 * Cuts instances into as few associations as their contexts need, keeping their order within one. Each pair of SOP
 * class and syntax has a context to itself, for an acceptor picks one syntax per context and might pick another.
 */
export function planTrips<Instance extends Pick<OutgoingInstance, 'sopClassUid' | 'transferSyntaxUids'>>(
  instances: readonly Instance[],
): Trip<Instance>[] {
  const trips: (Trip<Instance> & { keys: Set<string> })[] = [];
  for (const instance of instances) {
    const pairs = instance.transferSyntaxUids.map((syntax) => ({ key: `${instance.sopClassUid} ${syntax}`, syntax }));
    const fits = (keys: Set<string>): boolean =>
      keys.size + pairs.filter(({ key }) => !keys.has(key)).length <= maxContexts;
    let trip = trips.find(({ keys }) => fits(keys));
    if (!trip) {
      trip = { contexts: [], instances: [], keys: new Set() };
      trips.push(trip);
    }
    for (const { key, syntax } of pairs) {
      if (trip.keys.has(key)) continue;
      trip.keys.add(key);
      trip.contexts.push({ abstractSyntax: instance.sopClassUid, transferSyntaxes: [syntax] });
    }
    trip.instances.push(instance);
  }
  return trips.map(({ contexts, instances: own }) => ({ contexts, instances: own }));
}
