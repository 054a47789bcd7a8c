// How states of connections, messages and commands look: tone and icon; and what to do about a connection's problem.
import type { ConnectionStatus, InboxRow, OutboxRow } from '../../../../core/devices/contract.ts';
import type { GlyphName } from '../../../../renderer/parts/glyph.tsx';
import type { StateTone } from '../../../../renderer/parts/state-chip.tsx';
import type { DevicesTextKey } from './texts.ts';

interface Look {
  tone: StateTone;
  glyph: GlyphName;
}

export const connectionLook: Record<ConnectionStatus['state'], Look> = {
  off: { tone: 'draft', glyph: 'refuse' },
  waiting: { tone: 'draft', glyph: 'time' },
  connected: { tone: 'final', glyph: 'done' },
  busy: { tone: 'working', glyph: 'exchange' },
  retrying: { tone: 'waiting', glyph: 'repeat' },
  failed: { tone: 'waiting', glyph: 'error' },
};

export const custodyLook: Record<InboxRow['custody'], Look> = {
  received: { tone: 'working', glyph: 'inbox' },
  forwarding: { tone: 'working', glyph: 'exchange' },
  committed: { tone: 'final', glyph: 'database' },
  rejected: { tone: 'withdrawn', glyph: 'refuse' },
  parked: { tone: 'waiting', glyph: 'warning' },
};

export const answerLook: Record<InboxRow['answer'], Look> = {
  owed: { tone: 'working', glyph: 'time' },
  sent: { tone: 'final', glyph: 'yes' },
  unsent: { tone: 'waiting', glyph: 'error' },
  none: { tone: 'draft', glyph: 'blank' },
};

export const outboxLook: Record<OutboxRow['state'], Look> = {
  waiting: { tone: 'working', glyph: 'time' },
  parked: { tone: 'waiting', glyph: 'warning' },
};

/** Operating-system codes as Node gives them, then our own; the first that fits. */
const remedies: readonly [RegExp, DevicesTextKey][] = [
  [/^LINK_/, 'do.link'],
  [/^TCP_NOT_ALLOWED/, 'do.allow'],
  [/\bEADDRINUSE\b|\bEADDRNOTAVAIL\b/, 'do.port'],
  [/BUSY|cannot lock/i, 'do.busy'],
  [/\bEACCES\b|\bEPERM\b|permission|access denied/i, 'do.access'],
  [/\bENOENT\b|\bENODEV\b|\bENXIO\b|no such file|^SERIAL_(GONE|DEAD)/i, 'do.missing'],
  [/\bE(CONN\w+|TIMEDOUT|HOST\w+|NET\w+|PIPE|NOTFOUND)\b|^TCP_/, 'do.network'],
  [/^DRIVER_/, 'do.driver'],
  [/^DATABASE_SELECT/, 'do.select'],
  [/^DATABASE_(KEY|COLUMN|HOST)|^42/, 'do.columns'],
  [/^DBF_|^DATABASE_|^SQLITE_(CANTOPEN|NOTADB|CORRUPT|LOCKED|PROTOCOL|ERROR|READONLY)/, 'do.database'],
  [/^28|^3D000/, 'do.login'],
  [/^DISK_|^SQLITE/, 'do.disk'],
  [/^CONTENT_|^HL7_|^MESSAGE_/, 'do.content'],
];

/** Text that says what a person can do. The code decides; where it is silent, the words of the operating system do. */
export function remedyOf(problem: { code: string; text: string }): DevicesTextKey {
  const found = remedies.find(([pattern]) => pattern.test(problem.code) || pattern.test(problem.text));
  return found?.[1] ?? 'do.other';
}

/** True where results do not come though they should. */
export function isDown({ config, state, problem }: ConnectionStatus): boolean {
  return config.enabled && (state === 'failed' || state === 'retrying' || (state !== 'connected' && problem !== null));
}

export function kindKey(kind: string): DevicesTextKey | null {
  switch (kind) {
    case 'results':
    case 'query':
    case 'order':
    case 'qc':
    case 'event':
      return `kind.${kind}`;
    default:
      return null;
  }
}

const commandKeys: Record<string, DevicesTextKey> = {
  'lab.register': 'command.register',
  'lab.receive': 'command.receive',
  'lab.reject': 'command.reject',
  'lab.enterResults': 'command.enterResults',
  'lab.ingest': 'command.ingest',
  'lab.review': 'command.review',
  'lab.setRemark': 'command.setRemark',
  'lab.collect': 'command.collect',
  'lab.printLabel': 'command.printLabel',
  'lab.chooseResult': 'command.chooseResult',
  'lab.addTest': 'command.addTest',
  'critical.documentCall': 'command.documentCall',
};

/** Name of a command as the bench says it; null where only its technical name is known. */
export function commandKey(name: string): DevicesTextKey | null {
  return commandKeys[name] ?? null;
}

/** The station notes what the server held as `待处理 / held: code, code`; on the screen stand the reasons as the unplaced screen says them. */
export function heldInWords(problem: string | null, reasonOf: (code: string) => string): string {
  return (problem ?? '').replaceAll(/待处理 \/ held: ([\w-]+(?:, [\w-]+)*)/g, (_whole, codes: string) =>
    codes.split(', ').map(reasonOf).join('、'),
  );
}
