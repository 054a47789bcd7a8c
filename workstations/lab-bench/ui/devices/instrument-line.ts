// How an instrument is reached: by the connection that names it, or by one for any instrument on which it has been heard.
import type { ConnectionStatus } from '../../../../core/devices/contract.ts';

/** What a connection is set to when the messages say which instrument speaks. */
export const anyInstrument = 'auto';

export interface InstrumentLine {
  /** `unheard`: a connection for any instrument waits, this one has not spoken yet. `none`: there is no way to it. */
  state: ConnectionStatus['state'] | 'unheard' | 'none';
  connection: ConnectionStatus | null;
  /** True when orders can be handed to it: its own connection is open, and it is more than a database to read. */
  takesOrders: boolean;
}

const rank: Record<ConnectionStatus['state'], number> = {
  connected: 0,
  busy: 1,
  retrying: 2,
  failed: 3,
  waiting: 4,
  off: 5,
};

export function instrumentLine(connections: readonly ConnectionStatus[], instrumentId: string): InstrumentLine {
  const own = connections
    .filter(({ config }) => config.instrumentId === instrumentId)
    .toSorted((a, b) => rank[a.state] - rank[b.state])[0];
  if (own)
    return {
      state: own.state,
      connection: own,
      takesOrders: own.state === 'connected' && own.config.transport.kind !== 'database',
    };
  const doors = connections.filter(({ config }) => config.instrumentId === anyInstrument && config.enabled);
  for (const door of doors) {
    const spoke = door.heard.find((one) => one.instrumentId === instrumentId);
    if (!spoke) continue;
    // The door may be open to another analyzer while this one is switched off.
    const here = door.peers.includes(spoke.peer);
    const state = door.state === 'connected' && !here ? 'waiting' : door.state;
    return { state, connection: door, takesOrders: false };
  }
  return { state: doors.length > 0 ? 'unheard' : 'none', connection: null, takesOrders: false };
}

/** The instruments of a connection: the one that it is set to, or those that were heard on it, newest first. */
export function instrumentsOf(status: ConnectionStatus): string[] {
  if (status.config.instrumentId !== anyInstrument) return [status.config.instrumentId];
  return status.heard.map(({ instrumentId }) => instrumentId).toReversed();
}
