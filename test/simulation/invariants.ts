// The account at the end: what analyzers were promised against what the server has, and what every station believes against what is so.
import { hospitalTime } from '../../core/kernel/hospital-time.ts';
import type { UnplacedMessage } from '../../core/lab/model.ts';
import { type Central, groups, type ServerAccount } from './central.ts';
import { barcodePrefix, type Hospital } from './hospital.ts';
import { type Account, noResult, type SimulatedAnalyzer } from './simulated-analyzer.ts';
import type { SimulatedStation } from './simulated-station.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface EndParts {
  central: Central;
  stations: readonly SimulatedStation[];
  analyzers: readonly SimulatedAnalyzer[];
  hospital: Hospital;
  seed: number;
  time: VirtualTime;
}

/** The same text for the same value, whatever the order of its keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}

const keyOf = (barcode: string, instrument: string, channel: string, time: string | null) =>
  [barcode, instrument, channel, time].join(' ');

const heldKeyOf = (barcode: string, instrument: string, channel: string, value: string) =>
  [barcode, instrument, channel, 'value', value].join(' ');

/** As the analyzers write it: by the hospital's clock. */
const timeText = (time: Date) => hospitalTime(time).slice(0, 19);

function resultFaults(parts: EndParts, state: ServerAccount): string[] {
  const faults: string[] = [];
  const { hospital, analyzers } = parts;
  const placed = new Map<string, { value: number | null; count: number }>();
  for (const document of state.specimens) {
    for (const version of document.lines.flatMap((line) => line.versions)) {
      if (version.source !== 'instrument') continue;
      const key = keyOf(document.barcode, version.instrumentId ?? '', version.channel ?? '', version.instrumentTime);
      const former = placed.get(key);
      placed.set(key, { value: version.noValue ? null : version.numeric, count: (former?.count ?? 0) + 1 });
    }
  }
  // Held results carry no time of their own: they are known by their value. What came cut short may be cut within a value.
  const parked = new Map<string, UnplacedMessage[]>();
  for (const one of state.unplaced) {
    if (one.reason === 'incomplete') continue;
    for (const result of one.results) {
      const key = heldKeyOf(one.specimenId, one.instrumentId, result.code, result.value);
      parked.set(key, [...(parked.get(key) ?? []), one]);
    }
  }
  const sent = new Set<string>();
  const tubes = new Map(hospital.tubes.map((tube) => [tube.barcode, tube]));
  for (const { message, acknowledged, begun } of analyzers.flatMap((one): readonly Account[] => one.accounts)) {
    if (!message || !begun) continue;
    for (const { channel, value } of message.results) {
      const key = keyOf(message.barcode, message.analyzer, channel, timeText(message.time));
      const heldKey = heldKeyOf(message.barcode, message.analyzer, channel, value === null ? noResult : String(value));
      sent.add(key).add(heldKey);
      const found = placed.get(key);
      const held = parked.get(heldKey) ?? [];
      if (found && found.count > 1) faults.push(`twice in the record: ${key}`);
      if (found && found.value !== value) faults.push(`another value: ${key} is ${found.value}, was ${value}`);
      if (found && held.length > 0) faults.push(`both placed and held: ${key}`);
      const perMessage = new Set(held.map(({ messageId }) => messageId));
      if (perMessage.size < held.length) faults.push(`held twice for one message: ${key}`);
      if (!acknowledged) continue;
      const tube = tubes.get(message.barcode);
      const reason = tube ? (tube.received ? null : 'notReceived') : 'unknownSpecimen';
      if (reason === null && !found) faults.push(`acknowledged and not in the record: ${key}`);
      if (reason !== null && !held.some((one) => one.reason === reason))
        faults.push(`acknowledged and not held: ${key}`);
    }
  }
  for (const key of [...placed.keys(), ...parked.keys()]) if (!sent.has(key)) faults.push(`never sent: ${key}`);
  const patients = new Map(state.specimens.map(({ barcode, patient }) => [barcode, patient.id]));
  for (const tube of hospital.tubes) {
    if (patients.get(tube.barcode) !== tube.patientId) faults.push(`another patient on ${tube.barcode}`);
  }
  for (const { barcode, patientId, id } of state.results) {
    if (tubes.get(barcode)?.patientId !== patientId) faults.push(`result ${id} stands with another patient`);
  }
  return faults;
}

interface InboxLine {
  id: string;
  content_hash: string;
  content: Uint8Array;
  custody: string;
  answer: string;
  complete: number;
  problem: string | null;
}

function custodyFaults(parts: EndParts, state: ServerAccount): string[] {
  const faults: string[] = [];
  const known = new Set<string>();
  const inboxes = parts.stations.map((station) => {
    const rows = station.disk.custodySql.all<InboxLine>(
      `SELECT id, content_hash, content, custody, answer, complete, problem FROM message`,
    );
    for (const row of rows) known.add(`${row.id} ${row.content_hash}`);
    return rows;
  });
  for (const [index, station] of parts.stations.entries()) {
    const rows = inboxes[index] ?? [];
    const at = `station ${index}`;
    const commands = station.disk.custodySql.all<{ state: string; code: string }>(`SELECT state, code FROM command`);
    for (const { state: how, code } of commands) faults.push(`${at}: a command is left in the outbox: ${how} ${code}`);
    for (const { bytes } of station.disk.custodySql.all<{ bytes: Uint8Array }>(`SELECT bytes FROM frame`))
      faults.push(`${at}: a frame is left in the journal: ${JSON.stringify(Buffer.from(bytes).toString('latin1'))}`);
    for (const { id, custody, answer, complete, problem } of rows) {
      if (answer === 'owed') faults.push(`${at}: an acknowledgement is still owed: ${id}`);
      const parkedForAPerson = custody === 'parked' && complete === 0 && problem !== null;
      if (custody !== 'committed' && !parkedForAPerson) faults.push(`${at}: message ${id} is ${custody}: ${problem}`);
    }
    for (const { accounts, id } of parts.analyzers) {
      for (const { acknowledged, station: by, content, message } of accounts) {
        if (!acknowledged || by !== index || !message) continue;
        const own = rows.filter((row) => row.complete === 1 && Buffer.compare(row.content, content) === 0);
        if (own.length === 0) faults.push(`${at}: acknowledged to ${id} and not in the inbox: ${message.barcode}`);
        if (!station.disturbed && !own.some(({ answer }) => answer === 'sent'))
          faults.push(
            `${at}: the analyzer ${id} has its acknowledgement, the inbox says ${own.map(({ answer }) => answer)}`,
          );
      }
    }
  }
  const handed = new Map<string, number>();
  for (const { messageId, contentHash } of state.messages) {
    handed.set(messageId, (handed.get(messageId) ?? 0) + 1);
    const inbox = messageId.split('/')[0] ?? '';
    if (!known.has(`${inbox} ${contentHash}`))
      faults.push(`the server has a message that no inbox holds: ${messageId}`);
  }
  for (const [messageId, count] of handed) if (count > 1) faults.push(`carried out ${count} times: ${messageId}`);
  return faults;
}

function cacheFaults({ stations }: EndParts, state: ServerAccount): string[] {
  const faults: string[] = [];
  for (const [index, { disk }] of stations.entries()) {
    const at = `station ${index}`;
    const cursor = cacheCursor(disk.cacheSql);
    if (cursor !== state.head) faults.push(`${at}: its cursor is ${cursor}, the feed is at ${state.head}`);
    const rows = disk.cacheSql.all<{ kind: string; id: string; document: string }>(
      `SELECT kind, id, document FROM doc WHERE kind IN ('specimen', 'unplaced', 'critical')`,
    );
    const own = new Map(rows.map(({ kind, id, document }) => [`${kind} ${id}`, document]));
    for (const [name, document] of state.documents) {
      const cached = own.get(name);
      if (cached === undefined) faults.push(`${at}: the cache lacks ${name}`);
      else if (canonical(JSON.parse(cached)) !== canonical(document))
        faults.push(`${at}: the cache holds another ${name}`);
    }
    for (const name of own.keys()) {
      // Critical values of earlier simulations stay open for ever, and are brought to mind by the server.
      if (!state.documents.has(name) && !name.startsWith('critical'))
        faults.push(`${at}: the cache holds a stranger: ${name}`);
    }
    if (disk.cacheSql.all(`SELECT id FROM overlay`).length > 0) faults.push(`${at}: an offline picture is left`);
  }
  return faults;
}

function cacheCursor(sql: SimulatedStation['disk']['cacheSql']): number {
  return Number(sql.get<{ value: string }>(`SELECT value FROM meta WHERE key = 'cursor'`)?.value ?? -1);
}

/** What is wrong at the end; nothing when all promises were kept. */
export async function violations(parts: EndParts): Promise<string[]> {
  const faults = parts.analyzers.flatMap((one) => (one.idle() ? [] : [`${one.id} was never served: it still waits`]));
  for (const station of parts.stations) if (!station.running()) faults.push(`station ${station.index} does not run`);
  const state = await parts.time.held(parts.central.account(barcodePrefix(parts.seed)));
  const foreign = state.specimens.filter(({ groupId }) => !groups.includes(groupId));
  if (foreign.length > 0) faults.push('a specimen of a group that no station sees');
  return [...faults, ...resultFaults(parts, state), ...custodyFaults(parts, state), ...cacheFaults(parts, state)];
}
