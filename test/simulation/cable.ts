// The cable between an analyzer and a station in memory: bytes take their time, arrive in pieces, are lost when it is cut.
import type { Peer, Transport, TransportEvents } from '../../device-drivers/transports/transport.ts';
import type { Chance } from './chance.ts';
import { type Scope, type VirtualTime, within } from './virtual-time.ts';

/** One socket of a station: analyzers connect to it while the station listens. */
export interface Port {
  transport(scope: Scope): Transport;
  listening(): boolean;
  connect(events: { bytes(bytes: Uint8Array): void; closed(): void }): AnalyzerEnd;
  /** All cables fall out; the other side is told when it is alive. */
  cutAll(): void;
  /** Chance that a piece has one bit turned over. */
  noise: number;
}

export interface AnalyzerEnd {
  write(bytes: Uint8Array): void;
  /** Pulls the cable. */
  cut(): void;
}

export function createPort(time: VirtualTime, chance: Chance): Port {
  let host: { scope: Scope; events: TransportEvents } | null = null;
  const cables = new Set<() => void>();
  let peers = 0;

  /** Pieces in order, each a little after the one before. */
  function carrier(deliver: (bytes: Uint8Array) => void, open: () => boolean) {
    let free = 0;
    return (bytes: Uint8Array) => {
      const at = chance.is(0.15) && bytes.length > 1 ? chance.between(1, bytes.length - 1) : bytes.length;
      for (const given of [bytes.subarray(0, at), bytes.subarray(at)]) {
        if (given.length === 0) continue;
        const piece = Uint8Array.from(given);
        if (port.noise > 0 && chance.is(port.noise)) {
          const place = chance.between(0, piece.length - 1);
          piece[place] = (piece[place] ?? 0) ^ (1 << chance.between(0, 6));
        }
        free = Math.max(free, time.now()) + chance.between(1, 30);
        time.after(free - time.now(), () => {
          if (open()) deliver(piece);
        });
      }
    };
  }

  const port: Port = {
    noise: 0,
    listening: () => host?.scope.alive === true,
    transport: (scope) => ({
      start(events) {
        host = { scope, events };
        events.status({ state: 'waiting', problem: null, address: 'memory' });
      },
      async close() {
        if (host?.scope === scope) host = null;
        port.cutAll();
      },
    }),
    connect(analyzer) {
      if (!host) throw new Error('nobody listens');
      const { scope, events } = host;
      let open = true;
      let onBytes: (bytes: Uint8Array) => void = () => undefined;
      let onClose: () => void = () => undefined;
      const cut = () => {
        if (!open) return;
        open = false;
        cables.delete(cut);
        time.after(chance.between(0, 200), () => {
          if (scope.alive) within(scope, onClose);
        });
        time.after(chance.between(0, 200), analyzer.closed);
      };
      cables.add(cut);
      const toHost = carrier(
        (bytes) => {
          if (scope.alive) within(scope, () => onBytes(bytes));
        },
        () => open,
      );
      const toAnalyzer = carrier(analyzer.bytes, () => open);
      const peer: Peer = {
        id: `analyzer:${++peers}`,
        async write(bytes) {
          if (!open || !scope.alive) return false;
          toAnalyzer(bytes);
          return true;
        },
        close: cut,
        onBytes: (listener) => {
          onBytes = listener;
        },
        onClose: (listener) => {
          onClose = listener;
        },
      };
      within(scope, () => events.peer(peer));
      return { write: toHost, cut };
    },
    cutAll() {
      for (const cut of [...cables]) cut();
    },
  };
  return port;
}
