// A reader's bindings: in force at once, kept on this machine, stored on the server with the rest of the reading setup.
import type { OwnInputs, ReadingSetup } from '../../../core/imaging/reading/setup.ts';
import { changedSetup } from '../../../core/imaging/reading/setup.ts';
import { controllersOfBefore, noOwnBindings, type OwnBindings, readOwnBindings } from '../../keys/own-bindings.ts';
import type { ReaderStorage } from '../desk/bindings.ts';
import { Observable } from '../desk/observable.ts';

export interface SetupServer {
  load(): Promise<{ version: number; doc: ReadingSetup }>;
  /** @throws VERSION_CONFLICT when the setup was changed meanwhile, e.g. a hanging protocol in the room */
  save(expectedVersion: number, doc: ReadingSetup): Promise<unknown>;
}

const tries = 4;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isConflict = (error: unknown): boolean => isRecord(error) && error.code === 'VERSION_CONFLICT';

export class BindingsDesk {
  readonly own: Observable<OwnBindings>;
  /** The room's table, as it is stored; the room reads it. */
  readonly room: Observable<Record<string, unknown>>;
  readonly isStored = new Observable(true);
  /** Controllers that are open, the input seen last, and how often the reader asked for one. */
  readonly controllers = new Observable<readonly { id: string; name: string }[]>([]);
  readonly lastInput = new Observable<{ device: string; input: string } | null>(null);
  readonly controllersAsked = new Observable(0);
  /** The dialog is waiting for an input: it is shown, not acted on. */
  readonly taking = new Observable(false);
  private readonly storage: ReaderStorage;
  private readonly server: SetupServer;
  private running: Promise<void> = Promise.resolve();

  constructor(storage: ReaderStorage, server: SetupServer) {
    this.storage = storage;
    this.server = server;
    const room = storage.read('bindings');
    const own = storage.read('own');
    // Before there was this table, controllers stood in the room's.
    const start = own === null ? { ...noOwnBindings, inputs: controllersOfBefore(room) } : readOwnBindings(own);
    this.own = new Observable(start);
    this.room = new Observable(isRecord(room) ? room : {});
  }

  setOwn(own: OwnBindings): void {
    this.own.set(own);
    this.storage.write('own', own);
    this.changed();
  }

  setRoom(room: Record<string, unknown>): void {
    this.room.set(room);
    this.storage.write('bindings', room);
    this.changed();
  }

  /** What is not stored yet wins over the server; else the server's; else what this machine had from before. */
  async load(): Promise<void> {
    if (this.storage.read('bindingsUnsaved') === true) return this.store();
    let found: OwnInputs | undefined;
    try {
      found = (await this.server.load()).doc.bindings;
    } catch {
      // Offline: those of this machine.
      return;
    }
    if (this.storage.read('bindingsUnsaved') === true) return this.store();
    if (!found) {
      const isFresh =
        Object.keys({ ...this.own.get().keys, ...this.own.get().inputs, ...this.room.get() }).length === 0;
      if (!isFresh) this.changed();
      return this.running;
    }
    const own = { keys: found.keys, inputs: found.inputs };
    this.own.set(own);
    this.room.set(found.room);
    this.storage.write('own', own);
    this.storage.write('bindings', found.room);
  }

  /** Another window of this reader has changed them on this machine: in force here too, and stored by that one. */
  reread(): void {
    const [own, room] = [this.storage.read('own'), this.storage.read('bindings')];
    if (own !== null) this.own.set(readOwnBindings(own));
    if (isRecord(room)) this.room.set(room);
  }

  /** Resolves when what was changed is stored, or cannot be for now. */
  settled(): Promise<void> {
    return this.running;
  }

  private changed(): void {
    this.storage.write('bindingsUnsaved', true);
    this.running = this.running.then(() => this.store());
  }

  private async store(): Promise<void> {
    const bindings: OwnInputs = {
      keys: Object.fromEntries(Object.entries(this.own.get().keys).map(([id, keys]) => [id, [...keys]])),
      inputs: { ...this.own.get().inputs },
      room: this.room.get(),
    };
    for (let count = 0; count < tries; count += 1) {
      try {
        const { version, doc } = await this.server.load();
        await this.server.save(version, changedSetup(doc, { kind: 'set-bindings', bindings }));
        this.storage.write('bindingsUnsaved', false);
        this.isStored.set(true);
        return;
      } catch (error) {
        if (!isConflict(error)) break;
      }
    }
    this.isStored.set(false);
  }
}
