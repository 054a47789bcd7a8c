// The state behind the fixture server: specimens in a map, listeners for the event stream, a few switches for tests.
import type { CriticalDocument } from '../../core/critical/model.ts';
import type { ConnectionStatus, LinkState, TrafficEntry } from '../../core/devices/contract.ts';
import type { Dictionaries } from '../../core/lab/dictionary.ts';
import type { SpecimenDocument, UnplacedMessage } from '../../core/lab/model.ts';
import { specimenRow } from '../../core/lab/worklist.ts';
import { fixtureDictionaries } from './fixture-dictionaries.ts';
import { fixtureId, fixtureSpecimen } from './fixture-specimens.ts';

export interface FixtureOptions {
  /** How many specimens. */
  specimens: number;
  online: boolean;
  /** Begin with nobody logged in. */
  loggedOut: boolean;
  now: Date;
}

export type FixtureEvent =
  | { type: 'change'; kind: string; entityId: string }
  | { type: 'link'; link: LinkState }
  | { type: 'connection'; connectionId: string }
  | { type: 'inbox'; id: string }
  | { type: 'hello'; at: string };

export interface FixtureState {
  options: FixtureOptions;
  dictionaries: Dictionaries;
  specimens: Map<string, SpecimenDocument>;
  criticals: CriticalDocument[];
  unplaced: UnplacedMessage[];
  connections: ConnectionStatus[];
  traffic: TrafficEntry[];
  loggedIn: boolean;
  /** The screen was locked, and nobody came back yet. */
  locked: boolean;
  failures: number;
  link: LinkState;
  listeners: Set<(event: FixtureEvent) => void>;
  tell: (event: FixtureEvent) => void;
  changed: (document: SpecimenDocument) => SpecimenDocument;
}

export function fixtureState(options: FixtureOptions): FixtureState {
  const dictionaries = fixtureDictionaries();
  const specimens = new Map<string, SpecimenDocument>();
  for (let index = 0; index < options.specimens; index++) {
    const made = fixtureSpecimen({ index, now: options.now, dictionaries });
    specimens.set(made.id, made);
  }
  const ago = (minutes: number) => new Date(options.now.getTime() - minutes * 60_000).toISOString();
  const listeners = new Set<(event: FixtureEvent) => void>();
  const state: FixtureState = {
    options,
    dictionaries,
    specimens,
    criticals: criticalsOf([...specimens.values()].slice(0, 60), ago),
    unplaced: unplacedRows(ago),
    connections: connectionRows(ago),
    traffic: trafficRows(options.now),
    loggedIn: !options.loggedOut,
    locked: false,
    failures: 0,
    link: {
      online: options.online,
      since: ago(options.online ? 300 : 18),
      dataAsOf: ago(options.online ? 0 : 18),
      waiting: options.online ? 0 : 4,
      parked: options.online ? 0 : 1,
      diskFreeBytes: 84_000_000_000,
      diskLow: false,
    },
    listeners,
    tell: (event) => {
      for (const listener of listeners) listener(event);
    },
    changed: (document) => {
      const next = { ...document, version: document.version + 1 };
      specimens.set(next.id, next);
      state.tell({ type: 'change', kind: 'specimen', entityId: next.id });
      return next;
    },
  };
  return state;
}

function criticalsOf(documents: readonly SpecimenDocument[], ago: (minutes: number) => string): CriticalDocument[] {
  const found = documents.filter((document) => specimenRow(document, '').critical > 0).slice(0, 6);
  return found.flatMap((document, index): CriticalDocument[] => {
    const line = document.lines.find((each) =>
      each.versions.some((version) => version.abnormality.startsWith('critical')),
    );
    const version = line?.versions.at(-1);
    if (!line || !version) return [];
    const told = index >= 2;
    return [
      {
        id: fixtureId(6, index + 1),
        version: 1,
        area: 'lab',
        subjectId: document.id,
        testCode: line.testCode,
        testName: line.name,
        resultId: version.id,
        value: version.value,
        unit: version.unit,
        direction: version.abnormality === 'criticalLow' ? 'low' : 'high',
        limitText:
          version.abnormality === 'criticalLow'
            ? `≤ ${version.range?.criticalLow}`
            : `≥ ${version.range?.criticalHigh}`,
        patientName: document.patient.name,
        patientId: document.patient.id,
        barcode: document.barcode,
        departmentId: document.visit.departmentId,
        departmentName: document.visit.departmentName,
        departmentPhone: '0731-8435 2110',
        orderingDoctor: document.orderingDoctor,
        groupId: document.groupId,
        state: told ? (index % 2 === 0 ? 'notified' : 'acknowledged') : 'open',
        raisedAt: ago(3 + index * 9),
        escalateAt: ago(-12 + index * 15),
        steps: [
          { kind: 'raised', at: ago(3 + index * 9), by: 'xn-1' },
          { kind: 'notified', at: ago(3 + index * 9), by: 'HIS' },
          ...(told
            ? [{ kind: 'attemptFailed' as const, at: ago(index * 8), by: '李敏', phone: '0731-8435 2110' }]
            : []),
          ...(told
            ? [
                {
                  kind: 'readBack' as const,
                  at: ago(index * 8 - 2),
                  by: '李敏',
                  to: '值班护士 周婷',
                  phone: '0731-8435 2110',
                },
              ]
            : []),
        ],
      },
    ];
  });
}

function unplacedRows(ago: (minutes: number) => string): UnplacedMessage[] {
  const row = (
    index: number,
    reason: UnplacedMessage['reason'],
    specimenId: string,
    codes: [string, string, string][],
    note = '',
  ): UnplacedMessage => ({
    id: fixtureId(7, index),
    version: 1,
    reason,
    instrumentId: index % 2 ? 'xn-1' : 'c311-1',
    specimenId,
    patientId: null,
    instrumentTime: ago(index * 11).slice(0, 19),
    receivedAt: ago(index * 11),
    results: codes.map(([code, value, unit]) => ({ code, name: '', value, unit, flags: [] })),
    messageId: `m-u${index}`,
    note,
    resolved: null,
  });
  return [
    row(1, 'unknownSpecimen', '260011999999', [
      ['WBC', '6.2', '10^9/L'],
      ['HGB', '141', 'g/L'],
      ['PLT', '212', '10^9/L'],
    ]),
    row(2, 'unknownTest', '260011200111', [['8412', '3.31', 'mmol/L']], '通道 8412 没有对应项目'),
    row(3, 'clock', '260011200148', [['WBC', '7.0', '10^9/L']], '仪器时间 2003-01-01T00:12:00'),
    row(4, 'afterReview', '260011200185', [['K', '4.1', 'mmol/L']]),
    row(5, 'quality-control', 'QC-L2', [['WBC', '7.1', '10^9/L']]),
  ];
}

export const connectionIds = ['a1', 'a2', 'a3'].map((_, index) => fixtureId(8, index + 1));

function connectionRows(ago: (minutes: number) => string): ConnectionStatus[] {
  const [one = '', two = '', three = ''] = connectionIds;
  const common = { checksum: 'case' as const, frameNumberCheck: true, enabled: true };
  return [
    {
      config: {
        id: one,
        name: '血球 XN-550',
        instrumentId: 'xn-1',
        driverId: 'sysmex-xn-550',
        transport: { kind: 'tcpServer', host: '0.0.0.0', port: 5001, allow: [] },
        ...common,
      },
      state: 'connected',
      peers: ['192.168.10.21:50122'],
      heard: [],
      since: ago(190),
      lastByteAt: ago(0),
      received: 214,
      parked: 2,
      problem: null,
      address: '0.0.0.0:5001',
    },
    {
      config: {
        id: two,
        name: '生化 c311',
        instrumentId: 'c311-1',
        driverId: 'roche-cobas-c311',
        transport: { kind: 'serial', path: '/dev/ttyS0', baudRate: 9600, dataBits: 8, stopBits: 1, parity: 'none' },
        ...common,
      },
      state: 'retrying',
      peers: [],
      heard: [],
      since: ago(6),
      lastByteAt: ago(7),
      received: 88,
      parked: 0,
      problem: { code: 'DEVICE_OFFLINE', text: '串口 /dev/ttyS0 打不开：Resource busy', at: ago(1) },
      address: null,
    },
    {
      config: {
        id: three,
        name: '文件导入',
        instrumentId: 'bs-1',
        driverId: 'generic-lis02',
        transport: { kind: 'folder', path: 'import', pattern: '*.csv', format: 'csv', encoding: 'gb18030' },
        ...common,
        enabled: false,
      },
      state: 'off',
      peers: [],
      heard: [],
      since: ago(600),
      lastByteAt: null,
      received: 0,
      parked: 0,
      problem: null,
      address: null,
    },
  ];
}

function trafficRows(now: Date): TrafficEntry[] {
  const [one = ''] = connectionIds;
  const lines: [TrafficEntry['direction'], string][] = [
    ['note', '192.168.10.21:50122 connected'],
    ['in', '\x05'],
    ['out', '\x06'],
    ['in', '\x021H|\\^&|||XN-550^00-14^12345||||||||LIS2-A2|20260313081502\r\x03E2\r\n'],
    ['out', '\x06'],
    ['in', '\x022P|1||||张^^||19800701|M\r\x0371\r\n'],
    ['out', '\x06'],
    ['in', '\x023O|1|^^   260011200037^B||^^^^WBC\\^^^^RBC\\^^^^HGB|R\r\x03A0\r\n'],
    ['out', '\x06'],
    ['in', '\x024R|1|^^^^WBC^1|6.21|10*3/uL||N||F||||20260313081455\r\x031C\r\n'],
    ['out', '\x06'],
    ['in', '\x04'],
  ];
  const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  return lines.map(([direction, text], index) => ({
    id: index + 1,
    connectionId: one,
    peer: '192.168.10.21:50122',
    at: new Date(now.getTime() - (lines.length - index) * 140).toISOString(),
    direction,
    bytes: base64(text),
  }));
}
