// Hanging protocols and named windows of the reader and of the department: kept by the server, known here from the last time,
// changed at once and sent when the server answers.
import { z } from 'zod';
import { HangingProtocol } from '../../../core/imaging/hanging/model.ts';
import { shippedProtocols } from '../../../core/imaging/hanging/shipped.ts';
import {
  changedSetup,
  emptySetup,
  type OwnPreset,
  ReadingSetups,
  SetupAct,
  SetupScope,
} from '../../../core/imaging/reading/setup.ts';
import type { ImagingSource } from '../source.ts';
import type { ReaderStorage } from './bindings.ts';
import { Observable } from './observable.ts';

export type SetupOrigin = SetupScope | 'shipped';

const Pending = z.array(z.object({ scope: SetupScope, act: SetupAct }));
type Pending = z.infer<typeof Pending>;

export interface SetupState {
  setups: ReadingSetups;
  /** What is not on the server yet. */
  waiting: number;
  /** Why the last save was refused for good, as the server's code; empty: nothing was. */
  refused: string;
}

const nothing: ReadingSetups = {
  person: { version: 0, doc: emptySetup },
  department: { version: 0, doc: emptySetup, mayEdit: false },
};

/** Conflicts in a row before the next try waits. */
const mostTries = 5;
const retryMs = 15_000;
/** A browser that has never seen the reader waits so long for the reader's protocols before a first case is hung without them. */
const patienceMs = 400;

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

/** Refusals that no later try changes. */
const final = ['RIGHT_MISSING', 'INPUT_INVALID', 'LOGIN_REQUIRED', 'NOT_FOUND', 'FORBIDDEN'];

export class SetupDesk {
  readonly state: Observable<SetupState>;
  /** Private, department, shipped: of equal rank the first holds. */
  readonly protocols: Observable<readonly HangingProtocol[]>;
  private readonly source: Pick<ImagingSource, 'readingSetups' | 'saveReadingSetup'>;
  private readonly storage: ReaderStorage;
  private pending: Pending;
  private known: ReadingSetups;
  private running: Promise<void> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;
  /** False until protocols of this reader are known, from the browser or from the server. */
  private isReady: boolean;

  constructor(source: Pick<ImagingSource, 'readingSetups' | 'saveReadingSetup'>, storage: ReaderStorage) {
    this.source = source;
    this.storage = storage;
    const cached = ReadingSetups.safeParse(storage.read('setups'));
    this.known = cached.success ? cached.data : nothing;
    this.isReady = cached.success || !source.readingSetups;
    const waiting = Pending.safeParse(storage.read('setups.waiting'));
    this.pending = waiting.success ? waiting.data : [];
    this.takeOldProtocols();
    this.state = new Observable<SetupState>(this.shown(''));
    this.protocols = new Observable<readonly HangingProtocol[]>(this.listed());
  }

  get ready(): boolean {
    return this.isReady;
  }

  /** When the reader's protocols are known, or cannot be had in good time. */
  async whenReady(): Promise<void> {
    if (this.isReady) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((done) => {
      timer = setTimeout(done, patienceMs);
    });
    await Promise.race([this.load(), patience]);
    clearTimeout(timer);
    this.isReady = true;
  }

  /** Sends what waits, then asks for what holds. */
  load(): Promise<void> {
    this.running ??= this.exchange().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  /** Holds at once; the server has it when it answers. */
  act(scope: SetupScope, act: SetupAct): Promise<void> {
    this.pending = [...this.pending, { scope, act }];
    this.changed('');
    return this.load().then(() => (this.pending.length > 0 && !this.closed ? this.load() : undefined));
  }

  originOf(protocol: Pick<HangingProtocol, 'id' | 'builtIn'>): SetupOrigin {
    if (protocol.builtIn) return 'shipped';
    const { person } = this.state.get().setups;
    return person.doc.protocols.some(({ id }) => id === protocol.id) ? 'person' : 'department';
  }

  /** Named windows with where they come from, the reader's own first. */
  presets(): { preset: OwnPreset; origin: SetupScope }[] {
    const { person, department } = this.state.get().setups;
    return [
      ...person.doc.presets.map((preset) => ({ preset, origin: 'person' as const })),
      ...department.doc.presets.map((preset) => ({ preset, origin: 'department' as const })),
    ];
  }

  private async exchange(): Promise<void> {
    const { readingSetups, saveReadingSetup } = this.source;
    if (!readingSetups || this.closed) return;
    clearTimeout(this.timer);
    let refused = '';
    let tries = 0;
    try {
      this.known = ReadingSetups.parse(await readingSetups());
      while (saveReadingSetup && this.pending[0] && !this.closed) {
        const { scope } = this.pending[0];
        const sent = this.pending.filter((one) => one.scope === scope);
        const doc = sent.reduce((setup, { act }) => changedSetup(setup, act), this.known[scope].doc);
        try {
          const { version } = await saveReadingSetup(scope, this.known[scope].version, doc);
          this.known = { ...this.known, [scope]: { ...this.known[scope], version, doc } };
          this.pending = this.pending.filter((one) => !sent.includes(one));
        } catch (error) {
          const code = codeOf(error);
          tries += 1;
          if (code === 'VERSION_CONFLICT' && tries < mostTries) this.known = ReadingSetups.parse(await readingSetups());
          else if (final.includes(code)) {
            refused = code;
            this.pending = this.pending.filter((one) => !sent.includes(one));
          } else throw error;
        }
      }
    } catch {
      // The server is away: what is known holds, what waits is sent later.
      if (!this.closed && this.pending.length > 0) this.timer = setTimeout(() => void this.load(), retryMs);
    }
    if (this.closed) return;
    this.isReady = true;
    this.changed(refused);
  }

  private changed(refused: string): void {
    this.storage.write('setups', this.known.person.version > 0 || this.isReady ? this.known : null);
    this.storage.write('setups.waiting', this.pending);
    this.state.set(this.shown(refused));
    const listed = this.listed();
    if (JSON.stringify(listed) !== JSON.stringify(this.protocols.get())) this.protocols.set(listed);
  }

  private shown(refused: string): SetupState {
    let setups = this.known;
    for (const { scope, act } of this.pending) {
      setups = { ...setups, [scope]: { ...setups[scope], doc: changedSetup(setups[scope].doc, act) } };
    }
    return { setups, waiting: this.pending.length, refused };
  }

  private listed(): readonly HangingProtocol[] {
    const { person, department } = this.shown('').setups;
    const own = [...person.doc.protocols, ...department.doc.protocols];
    return [...own.map((one) => ({ ...one, builtIn: false })), ...shippedProtocols()];
  }

  /** Until 2026-11 a reader's protocols lay in one browser only: they go to the server as the reader's own. */
  private takeOldProtocols(): void {
    const old = this.storage.read('protocols');
    if (!Array.isArray(old)) return;
    for (const one of old) {
      const parsed = HangingProtocol.safeParse(one);
      if (parsed.success) {
        const act = { kind: 'put-protocol', protocol: { ...parsed.data, builtIn: false } } as const;
        this.pending = [...this.pending, { scope: 'person', act }];
      }
    }
    this.storage.write('setups.waiting', this.pending);
    this.storage.write('protocols', null);
  }
}
