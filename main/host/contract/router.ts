// The station's contract, procedure by procedure: what the host answers itself, and everything else through one door.
import { isContractProcedure } from '@orpc/contract';
import { type AnyRouter, implement } from '@orpc/server';
import { stationContract } from '../../../core/contract.ts';
import type { Capabilities, LinkState } from '../../../core/devices/contract.ts';
import type { Right } from '../../../core/identity/rights.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { errorCodeOf } from '../custody/outbox.ts';
import type { Log } from '../environment.ts';
import type { EventHub, StationEvent } from '../events.ts';
import type { NumberLeases } from '../link/number-leases.ts';
import { answerableError } from './contract-errors.ts';
import type { Devices } from './devices.ts';
import type { Call } from './forwarding.ts';
import type { Identity } from './identity.ts';
import type { KeptTexts } from './kept-texts.ts';
import { cookieOf, type HostSession, requireRight, type Sessions } from './sessions.ts';
import type { CountWaiting } from './waiting.ts';

export interface HostContext {
  token: string | null;
  session: HostSession | null;
  /** Of a screen that is locked. */
  locked: HostSession | null;
  background: boolean;
  resHeaders?: Headers;
}

export interface RouterParts {
  identity: Identity;
  sessions: Sessions;
  devices: Devices;
  events: EventHub;
  leases: NumberLeases;
  forward(call: Call): Promise<unknown>;
  capabilities: Capabilities;
  /** How many alarms wait for the person of a locked screen. */
  waiting: CountWaiting;
  texts: KeptTexts;
  linkState(): Promise<LinkState>;
  log: Log;
}

/** Who registers at a desk may take its numbers. */
function leaseRight(session: HostSession | null, kind: 'barcode' | 'accession'): Right {
  if (kind === 'barcode') return 'lab.register';
  return session?.info.rights.includes('ecg.register') ? 'ecg.register' : 'radiology.register';
}

export function createRouter(parts: RouterParts): AnyRouter {
  const { devices, identity } = parts;
  const os = implement(stationContract)
    .$context<HostContext>()
    // What the server answered was checked there; checking 10,000 rows again would double the wait.
    .$config({ initialInputValidationIndex: 0, initialOutputValidationIndex: Number.NaN })
    .use(async ({ next, path, context }) => {
      try {
        return await next();
      } catch (error) {
        // A screen that another window has locked is no ended session. What counts for it says itself why it has ended.
        const isLocked =
          context.locked !== null && path.join('.') !== 'critical.waiting' && errorCodeOf(error) === 'LOGIN_REQUIRED';
        const told = isLocked ? fail('LOGIN_REQUIRED', { ended: 'locked' }) : error;
        throw answerableError(told, parts.log, path.join('.'));
      }
    });

  /** A handler that hands the call on, for every procedure of an area. */
  function through(area: keyof typeof stationContract): Record<string, unknown> {
    const procedures: [string, unknown][] = Object.entries(stationContract[area]);
    const built = procedures.map(([name, contract]) => {
      if (!isContractProcedure(contract)) throw fail('INTERNAL', { what: `${area}.${name} is not a procedure` });
      // The implementer has the shape of the contract, whose keys these are.
      const implementer = Reflect.get(os[area], name) as typeof os.lab.worklist;
      const procedure = implementer.handler(
        ({ input, context, signal }) =>
          parts.forward({
            name: `${area}.${name}`,
            input,
            session: context.session,
            background: context.background,
            signal,
          }) as never,
      );
      return [name, procedure];
    });
    return Object.fromEntries(built);
  }

  const may = (context: HostContext, right: Right | null) => requireRight(context.session, right);

  /** Before the login only the state of the link is told. */
  async function* eventsFor(context: HostContext, signal: AbortSignal | undefined): AsyncGenerator<StationEvent> {
    for await (const event of parts.events.listen(signal)) {
      const session = await parts.sessions.find(context.token, true);
      if (session || event.type === 'hello' || event.type === 'link') yield event;
    }
    // A clean end would tell the page not to listen again.
    throw fail('OFFLINE_UNAVAILABLE');
  }

  return {
    ...Object.fromEntries(
      (Object.keys(stationContract) as (keyof typeof stationContract)[])
        .filter((area) => area !== 'devices')
        .map((area) => [area, through(area)]),
    ),
    identity: {
      ...through('identity'),
      login: os.identity.login.handler(async ({ input, context }) => {
        const { token, info } = await identity.login(input, context.session ?? context.locked);
        context.resHeaders?.append('set-cookie', cookieOf(token));
        return info;
      }),
      logout: os.identity.logout.handler(async ({ context }) => {
        await identity.logout(context.session ?? context.locked);
        context.resHeaders?.append('set-cookie', cookieOf(null));
        return { ok: true as const };
      }),
      lock: os.identity.lock.handler(async ({ context }) => {
        if (context.session) await identity.lock(context.session);
        return { ok: true as const };
      }),
      me: os.identity.me.handler(({ context }) => identity.me(context.session, context.background)),
      changePassword: os.identity.changePassword.handler(({ input, context }) =>
        identity.changePassword(may(context, null), input),
      ),
    },
    critical: {
      ...through('critical'),
      waiting: os.critical.waiting.handler(({ context }) => parts.waiting(context.session ?? context.locked)),
    },
    sync: {
      ...through('sync'),
      lease: os.sync.lease.handler(async ({ input, context }) => {
        may(context, leaseRight(context.session, input.kind));
        const numbers = await parts.leases.take(input.kind, input.size);
        if (!numbers) throw fail('OFFLINE_UNAVAILABLE', { what: 'no numbers are left' });
        return numbers;
      }),
    },
    devices: {
      capabilities: os.devices.capabilities.handler(() => parts.capabilities),
      link: os.devices.link.handler(() => parts.linkState()),
      events: os.devices.events.handler(({ context, signal }) => eventsFor(context, signal)),
      drivers: os.devices.drivers.handler(({ context }) => {
        may(context, 'devices.view');
        return devices.drivers();
      }),
      ports: os.devices.ports.handler(({ context }) => {
        may(context, 'devices.view');
        return devices.ports();
      }),
      connections: os.devices.connections.handler(({ context }) => {
        may(context, 'devices.view');
        return devices.connections();
      }),
      saveConnection: os.devices.saveConnection.handler(({ input, context }) => {
        may(context, 'devices.configure');
        return devices.saveConnection(input);
      }),
      tryDatabase: os.devices.tryDatabase.handler(({ input, context }) => {
        may(context, 'devices.configure');
        return devices.tryDatabase(input);
      }),
      removeConnection: os.devices.removeConnection.handler(({ input, context }) => {
        may(context, 'devices.configure');
        return devices.removeConnection(input);
      }),
      traffic: os.devices.traffic.handler(({ input, context }) => {
        may(context, 'devices.view');
        return devices.traffic(input);
      }),
      replay: os.devices.replay.handler(({ input, context }) => {
        may(context, 'devices.view');
        return devices.replay(input);
      }),
      inbox: os.devices.inbox.handler(({ input, context }) => {
        may(context, 'devices.view');
        return devices.inbox(input);
      }),
      outbox: os.devices.outbox.handler(({ context }) => {
        may(context, null);
        return devices.outbox();
      }),
      keptText: os.devices.keptText.handler(({ input, context }) => parts.texts.read(context.session, input.examId)),
      keepText: os.devices.keepText.handler(async ({ input, context }) => {
        await parts.texts.keep(context.session, input.examId, input.text);
        return { ok: true as const };
      }),
      decide: os.devices.decide.handler(({ input, context }) =>
        devices.decide(input, may(context, 'lab.resolveUnplaced')),
      ),
      sendOrders: os.devices.sendOrders.handler(({ input, context }) => {
        may(context, 'lab.receive');
        return devices.sendOrders(input);
      }),
    },
  };
}
