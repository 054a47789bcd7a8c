// Looks into an instrument's database again and again, read-only, and hands on what is new or has changed. Where it stands is the
// host's to keep, in the same write as the rows: after a crash it looks from there.
import type { DatabaseConfig } from '../../../core/devices/database-config.ts';
import { problemOf, type RowIntake, type Transport, type TransportEvents } from '../transport.ts';
import { type Place, type RowSource, SourceError } from './ask.ts';
import { openSource } from './open-source.ts';
import { lookLimit, planRows, type RowMemory } from './plan-rows.ts';
import { encodeRows } from './row-message.ts';

export interface DatabaseParts {
  open(config: DatabaseConfig): RowSource;
  pollMs: number;
  window: number;
  batch: number;
}

/** Where the first look begins. */
export function startOf({ startAt }: Pick<DatabaseConfig, 'startAt'>): Place | null {
  return startAt === '' ? null : { value: startAt, numeric: /^-?\d+(?:\.\d+)?$/.test(startAt) };
}

export function createDatabase(config: DatabaseConfig, given: Partial<DatabaseParts> = {}): Transport {
  const parts: DatabaseParts = {
    open: openSource,
    pollMs: config.pollSeconds * 1_000,
    window: 1_000,
    batch: 200,
    ...given,
  };
  const { keyColumn, sinceColumn, columns } = config;
  const settings = { keyColumn, sinceColumn, columns, window: parts.window, batch: parts.batch };
  const source = parts.open(config);
  const address = addressOf(config);
  let memory: RowMemory | null = null;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<unknown> = Promise.resolve();
  let closed = false;

  /** True when more rows wait. */
  async function look(events: TransportEvents, rows: RowIntake): Promise<boolean> {
    memory ??= await rows.memory();
    const now: RowMemory = { ...memory, position: memory.position ?? startOf(config) };
    const found = await source.read(now.position, lookLimit(now, settings));
    const plan = planRows(found, now, settings);
    if ('clash' in plan) {
      const text = `${keyColumn} ${plan.clash}: 两行内容不同，不能作为主键列 / two different rows, it cannot be the key column`;
      events.status({ state: 'failed', problem: { code: 'DATABASE_KEY', text }, address });
      return false;
    }
    events.status({ state: 'connected', problem: null, address });
    const moved = plan.position?.value !== now.position?.value;
    if (plan.fresh.length === 0 && !moved) return false;
    const content = plan.fresh.length > 0 ? encodeRows(plan.fresh) : null;
    const { position, remember, forget } = plan;
    if ((await rows.store({ content, position, remember, forget })) === 'busy') return false;
    const known = new Map(now.known);
    for (const { key, hash } of remember) known.set(key, hash);
    for (const key of forget) known.delete(key);
    memory = { position, known };
    return plan.more;
  }

  async function turn(events: TransportEvents, rows: RowIntake): Promise<void> {
    let more = false;
    try {
      more = await look(events, rows);
    } catch (error) {
      const problem =
        error instanceof SourceError ? { code: error.code, text: error.message } : problemOf(error, 'DATABASE_READ');
      const state = error instanceof SourceError && !error.wait ? 'failed' : 'retrying';
      events.status({ state, problem, address });
    }
    if (!closed) timer = setTimeout(() => begin(events, rows), more ? 0 : parts.pollMs);
  }

  function begin(events: TransportEvents, rows: RowIntake): void {
    round = turn(events, rows);
  }

  return {
    start(events) {
      if (events.rows) begin(events, events.rows);
      else
        events.status({ state: 'failed', problem: { code: 'DATABASE_HOST', text: 'nobody keeps the rows' }, address });
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await round;
      await source.close();
    },
  };
}

export function addressOf({ source, ask }: DatabaseConfig): string {
  const what = ask.by === 'table' && ask.table !== '' ? ` ${ask.table}` : '';
  return source.type === 'postgres'
    ? `${source.host}:${source.port}/${source.database}${what}`
    : `${source.path}${what}`;
}
