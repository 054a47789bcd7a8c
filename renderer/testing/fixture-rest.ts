// The other procedures of the fixture server: reports, criticals, devices, messages, audit.
import { implement } from '@orpc/server';
import type { IntegrationMessage } from '../../core/integration/contract.ts';
import { fixtureContract } from './fixture-contract.ts';
import { fail } from './fixture-fail.ts';
import { fixtureIdentity } from './fixture-identity.ts';
import { fixtureReport } from './fixture-report.ts';
import { fixtureId, me } from './fixture-specimens.ts';
import type { FixtureState } from './fixture-state.ts';

const ok = { ok: true as const };

export function fixtureRest(state: FixtureState) {
  const on = implement(fixtureContract);
  const now = () => new Date().toISOString();
  const ago = (minutes: number) => new Date(state.options.now.getTime() - minutes * 60_000).toISOString();
  const messages = Array.from({ length: 14 }, (_, index): IntegrationMessage => {
    const inward = index % 3 !== 0;
    const stateOf: IntegrationMessage['state'] = inward
      ? index === 4
        ? 'failed'
        : 'done'
      : index === 0
        ? 'waiting'
        : index === 6
          ? 'refused'
          : 'accepted';
    return {
      id: fixtureId(5, 700 + index),
      direction: inward ? 'in' : 'out',
      interface: 'hl7',
      peer: 'HIS',
      type: inward ? (index % 2 ? 'OML^O21' : 'ADT^A01') : 'ORU^R01',
      controlId: `MSG${26_031_300 + index}`,
      subject: `2600112000${37 + index}`,
      at: ago(index * 7),
      state: stateOf,
      attempts: stateOf === 'waiting' ? 3 : 1,
      nextAttemptAt: stateOf === 'waiting' ? ago(-1) : null,
      code: stateOf === 'failed' ? 'IDENTITY_CLASH' : null,
      text: stateOf === 'failed' ? '患者身份信息不一致，请人工核对。' : null,
    };
  });
  return {
    ...fixtureIdentity(state),
    reporting: {
      versions: on.reporting.versions.handler(({ input }) => {
        const document = state.specimens.get(input.specimenId);
        return document && document.reportVersion > 0 ? [fixtureReport(document)] : [];
      }),
      print: on.reporting.print.handler(({ input }) => ({
        url: '/reports/fixture.pdf',
        printed: input.specimens.flatMap((id) => {
          const document = state.specimens.get(id);
          return document ? [state.changed({ ...document, state: 'printed' })] : [];
        }),
      })),
      verify: on.reporting.verify.handler(() => ({
        valid: false,
        state: null,
        patientName: null,
        barcode: null,
        releasedAt: null,
        version: null,
        lines: [],
      })),
    },
    critical: {
      list: on.critical.list.handler(({ input }) => ({
        rows: state.criticals.filter(
          (row) => input.state === 'all' || row.state === 'open' || row.state === 'notified',
        ),
        asOf: now(),
      })),
      // No finding of images is among them.
      mine: on.critical.mine.handler(() => ({ rows: [], asOf: now() })),
      waiting: on.critical.waiting.handler(() => {
        if (!state.loggedIn && !state.locked) throw fail('LOGIN_REQUIRED');
        const waiting = state.criticals.filter((each) => each.state === 'open').length;
        return { waiting, calls: 0, known: state.link.online };
      }),
      reached: on.critical.reached.handler(() => {
        throw fail('NOT_FOUND');
      }),
      documentCall: on.critical.documentCall.handler(({ input }) => {
        const row = state.criticals.find((each) => each.id === input.criticalId);
        if (!row) throw fail('NOT_FOUND');
        row.version += 1;
        row.steps.push({
          kind: input.outcome,
          at: now(),
          by: me.name,
          to: input.to,
          phone: input.phone,
          note: input.note,
        });
        if (input.outcome === 'readBack') row.state = 'notified';
        return row;
      }),
      acknowledge: on.critical.acknowledge.handler(({ input }) => {
        const row = state.criticals.find((each) => each.id === input.criticalId);
        if (!row) throw fail('NOT_FOUND');
        row.version += 1;
        row.state = 'acknowledged';
        row.steps.push({ kind: 'acknowledged', at: now(), by: me.name, note: input.note });
        return row;
      }),
    },
    sync: {
      since: on.sync.since.handler(() => ({ changes: [], cursor: 0, serverTime: now() })),
      live: on.sync.live.handler(async function* () {}),
      snapshot: on.sync.snapshot.handler(() => ({ documents: [], next: null, cursor: 0 })),
      push: on.sync.push.handler(() => ({ replies: [] })),
      lease: on.sync.lease.handler(({ input }) => ({ from: 1, to: input.size, prefix: '269' })),
    },
    integration: {
      messages: on.integration.messages.handler(({ input }) =>
        messages.filter(
          (row) =>
            (input.direction === 'all' || row.direction === input.direction) &&
            (input.state === 'all' || row.state === input.state),
        ),
      ),
      message: on.integration.message.handler(({ input }) => {
        const message = messages.find((row) => row.id === input.id);
        if (!message) throw fail('NOT_FOUND');
        return {
          message,
          content: `MSH|^~\\&|HIS|HOSP|YISHU|LAB|20260313081500||${message.type}|${message.controlId}|P|2.5.1||||||UNICODE UTF-8\rPID|1||P70310^^^HOSP^MR||张^三||19800701|M\rPV1|1|I|ICU^^12\rORC|NW|O1001\rOBR|1|O1001||CBC^血常规^L`,
          answer: `MSH|^~\\&|YISHU|LAB|HIS|HOSP|20260313081500||ACK|A1|P|2.5.1\rMSA|${message.state === 'failed' ? 'AE' : 'AA'}|${message.controlId}`,
          log: [
            { at: message.at, text: '收到并已保存' },
            { at: message.at, text: message.text ?? '处理完成' },
          ],
        };
      }),
      retry: on.integration.retry.handler(({ input }) => {
        const found = messages.find((row) => row.id === input.messageId);
        if (!found) throw fail('NOT_FOUND');
        return found;
      }),
    },
    audit: {
      list: on.audit.list.handler(({ input }) =>
        Array.from({ length: Math.min(input.limit, (input.before ?? 221) - 1) }, (_, index) => {
          const pos = (input.before ?? 221) - index - 1;
          const acts = ['lab.review', 'lab.receive', 'lab.specimen.read', 'identity.login', 'reporting.print'];
          return {
            pos,
            at: ago(index * 3),
            personName: pos % 4 ? '李敏' : '王芳',
            workstation: '检验科 血球 1 号台',
            address: '192.168.10.31',
            act: acts[pos % acts.length] ?? '',
            subject: `specimen 2600112000${pos}`,
            subjectName: '',
            patientId: null,
            patientNumber: '',
            outcome: pos % 17 === 0 ? ('refused' as const) : ('done' as const),
            detail: pos % 17 === 0 ? 'RIGHT_MISSING' : '',
          };
        }),
      ),
      verify: on.audit.verify.handler(() => ({
        ok: true,
        rows: 221,
        unlinked: 0,
        head: 'a3f1c09b77d2e4',
        broken: null,
      })),
    },
    devices: {
      capabilities: on.devices.capabilities.handler(() => ({
        devices: true,
        offline: true,
        shell: 'node' as const,
        version: '0.1.0',
      })),
      link: on.devices.link.handler(() => state.link),
      drivers: on.devices.drivers.handler(() => [
        {
          id: 'sysmex-xn-550',
          maker: 'Sysmex',
          model: 'XN-550',
          titleZh: '希森美康 XN-550',
          titleEn: 'Sysmex XN-550',
          link: 'ASTM E1381',
        },
        {
          id: 'roche-cobas-c311',
          maker: 'Roche',
          model: 'cobas c311',
          titleZh: '罗氏 cobas c311',
          titleEn: 'Roche cobas c311',
          link: 'ASTM E1381',
        },
        {
          id: 'generic-lis02',
          maker: '',
          model: '',
          titleZh: '通用 LIS02-A2',
          titleEn: 'Generic LIS02-A2',
          link: 'ASTM E1381',
        },
      ]),
      ports: on.devices.ports.handler(() => ({ ports: [{ path: '/dev/ttyS0', label: 'ttyS0' }], note: null })),
      connections: on.devices.connections.handler(() => state.connections),
      saveConnection: on.devices.saveConnection.handler(({ input }) => {
        const before = state.connections.find((each) => each.config.id === input.id);
        const saved = {
          config: input,
          state: input.enabled ? ('waiting' as const) : ('off' as const),
          peers: [],
          heard: [],
          since: now(),
          lastByteAt: null,
          received: 0,
          parked: 0,
          problem: null,
          address: null,
        };
        if (before) Object.assign(before, saved);
        else state.connections.push(saved);
        return saved;
      }),
      tryDatabase: on.devices.tryDatabase.handler(() => ({
        problem: { code: 'ENOENT', text: 'the fixture has no database' },
        columns: [],
        rows: [],
      })),
      removeConnection: on.devices.removeConnection.handler(({ input }) => {
        state.connections = state.connections.filter((each) => each.config.id !== input.id);
        return ok;
      }),
      traffic: on.devices.traffic.handler(({ input }) =>
        state.traffic.filter((row) => row.connectionId === input.connectionId && row.id < (input.before ?? 1e9)),
      ),
      replay: on.devices.replay.handler(() => ({
        messages: [{ kind: 'results', specimenId: '260011200037', results: [{ code: 'WBC', value: '6.21' }] }],
        problems: [],
      })),
      inbox: on.devices.inbox.handler(() =>
        [...state.specimens.values()].slice(0, 16).map((document, index) => ({
          id: `m-${index}`,
          connectionId: state.connections[0]?.config.id ?? '',
          instrumentId: 'xn-1',
          receivedAt: ago(index * 4),
          custody: index === 0 ? ('forwarding' as const) : index === 3 ? ('parked' as const) : ('committed' as const),
          answer: index === 2 ? ('unsent' as const) : ('sent' as const),
          kind: 'results',
          specimenId: document.barcode,
          summary: 'WBC 6.21 · RBC 4.71 · HGB 141',
          problem: index === 3 ? '通道 8412 没有对应项目' : null,
          attempts: 1,
        })),
      ),
      keptText: on.devices.keptText.handler(() => null),
      keepText: on.devices.keepText.handler(() => ({ ok: true as const })),
      outbox: on.devices.outbox.handler(() =>
        state.link.online
          ? []
          : [
              {
                id: fixtureId(5, 901),
                name: 'lab.review',
                at: ago(12),
                state: 'waiting' as const,
                attempts: 2,
                code: null,
                text: null,
                subject: '260011200111',
              },
              {
                id: fixtureId(5, 902),
                name: 'lab.enterResults',
                at: ago(14),
                state: 'parked' as const,
                attempts: 1,
                code: 'VERSION_CONFLICT',
                text: '该记录已被他人修改，请核对双方内容后再决定。',
                subject: '260011200148',
              },
            ],
      ),
      decide: on.devices.decide.handler(() => ok),
      sendOrders: on.devices.sendOrders.handler(({ input }) => ({ sent: input.specimenIds, refused: [] })),
    },
  };
}
