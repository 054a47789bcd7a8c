// A server of the station's contract in memory: for tests and pictures of the screens, never for work.
import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/fetch';
import { rights, shippedRoles } from '../../core/identity/rights.ts';
import { fixtureContract } from './fixture-contract.ts';
import { fail } from './fixture-fail.ts';
import { fixtureLab } from './fixture-lab.ts';
import { fixtureRest } from './fixture-rest.ts';
import { me } from './fixture-specimens.ts';
import { type FixtureEvent, type FixtureOptions, type FixtureState, fixtureState } from './fixture-state.ts';

export interface FixtureServer {
  state: FixtureState;
  /** Answers `/rpc/*`; null for everything else. */
  fetch: (request: Request) => Promise<Response | null>;
}

export function createFixtureServer(options: Partial<FixtureOptions> = {}): FixtureServer {
  const state = fixtureState({ specimens: 24, online: true, loggedOut: false, now: new Date(), ...options });
  const on = implement(fixtureContract);
  const session = () => ({
    person: {
      ...me,
      user: 'limin',
      title: '主管技师',
      departmentId: 'LAB',
      roles: shippedRoles.map((role) => role.id),
      labGroups: [],
      hasSignature: true,
    },
    rights: [...rights],
    hospital: { name: '示范人民医院', nameEn: 'Demo People’s Hospital' },
    mustChangePassword: false,
    idleTimeoutSeconds: 900,
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    offline: !state.link.online,
    workstation: { id: 'w1', name: '检验科 血球 1 号台' },
  });
  const rest = fixtureRest(state);
  const router = on.router({
    ...rest,
    identity: {
      ...rest.identity,
      captcha: on.identity.captcha.handler(() => ({
        id: 'c1',
        svg: '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="38"><text x="22" y="27" font-size="24" letter-spacing="6">7K3P</text></svg>',
      })),
      login: on.identity.login.handler(({ input }) => {
        if (input.password === 'wrong') {
          state.failures += 1;
          throw fail(state.failures > 3 ? 'LOGIN_LOCKED' : 'LOGIN_FAILED');
        }
        state.loggedIn = true;
        state.locked = false;
        return session();
      }),
      logout: on.identity.logout.handler(() => {
        state.loggedIn = false;
        return { ok: true as const };
      }),
      lock: on.identity.lock.handler(() => {
        state.locked = state.loggedIn || state.locked;
        state.loggedIn = false;
        return { ok: true as const };
      }),
      me: on.identity.me.handler(() => (state.loggedIn ? session() : null)),
      changePassword: on.identity.changePassword.handler(({ input }) => {
        if (input.next.length < 10) throw fail('PASSWORD_WEAK');
        return session();
      }),
    },
    lab: fixtureLab(state),
    devices: { ...rest.devices, events: on.devices.events.handler(() => follow(state)) },
  });
  const handler = new RPCHandler(router);
  return {
    state,
    fetch: async (request) => {
      const { matched, response } = await handler.handle(request, { prefix: '/rpc', context: {} });
      return matched ? response : null;
    },
  };
}

async function* follow(state: FixtureState): AsyncGenerator<FixtureEvent> {
  const queue: FixtureEvent[] = [{ type: 'hello', at: new Date().toISOString() }];
  let wake: () => void = () => undefined;
  const listener = (event: FixtureEvent) => {
    queue.push(event);
    wake();
  };
  state.listeners.add(listener);
  try {
    while (true) {
      const next = queue.shift();
      if (next) yield next;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    state.listeners.delete(listener);
  }
}
