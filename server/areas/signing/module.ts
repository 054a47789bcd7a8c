// The signing area: certificates of persons, trusted authorities, and the signatures that other areas ask for at their acts.
import { fail } from '../../../core/kernel/errors.ts';
import { requireAccess } from '../../kernel/access.ts';
import type { AreaModule } from '../../kernel/area.ts';
import type { Kernel } from '../../kernel/types.ts';
import { makeThrottle } from '../identity/module.ts';
import {
  addAuthorities,
  approve,
  listAuthorities,
  listCertificates,
  removeAuthority,
  savePolicy,
  withdrawAnyones,
} from './administration.ts';
import { type Keyring, makeKeyring } from './keyring.ts';
import { importMine, mine, withdrawMine } from './own.ts';
import { makeSigner, type Signer } from './signer.ts';
import { policies } from './store.ts';

export { checkReport, signedPaper } from './check.ts';
export type { ActSigned, ActSigning, Signer } from './signer.ts';

/** Keys of sessions that ended are dropped this often; none is used after its session anyway. */
const sweepMs = 60_000;

interface Parts {
  keyring: Keyring;
  signer: Signer;
  allow(personId: string): boolean;
}

export interface SigningArea {
  module: AreaModule;
  signer(kernel: Kernel): Signer;
}

export function signingArea(): SigningArea {
  let parts: Parts | null = null;
  /** One keyring for the server, whichever asks first. */
  function partsFor(kernel: Kernel): Parts {
    if (parts) return parts;
    const keyring = makeKeyring(kernel);
    // A file is opened by tens of thousands of hash rounds: not as often as a program could ask.
    const { allow } = makeThrottle({ tries: 20, perMs: 60_000, now: () => kernel.clock.now().getTime() });
    parts = { keyring, signer: makeSigner(kernel, keyring), allow };
    return parts;
  }
  const module: AreaModule = {
    name: 'signing',
    async start(kernel) {
      const { keyring } = partsFor(kernel);
      const timer = setInterval(() => {
        keyring.sweep().catch((error: unknown) => {
          kernel.log('warn', 'kept keys could not be looked through', { error: String(error) });
        });
      }, sweepMs);
      timer.unref();
      return { stop: async () => clearInterval(timer) };
    },
    routes: (kernel, { signing }) => ({
      signing: signing.router({
        mine: signing.mine.handler(({ context }) => mine(kernel, partsFor(kernel).keyring, context.caller)),
        importMine: signing.importMine.handler(({ input, context }) => {
          if (!partsFor(kernel).allow(context.caller.person?.id ?? ''))
            throw fail('SERVER_BUSY', { what: 'too many files' });
          return importMine(kernel, context.caller, input);
        }),
        withdrawMine: signing.withdrawMine.handler(({ input, context }) =>
          withdrawMine(kernel, partsFor(kernel).keyring, context.caller, input),
        ),
        forget: signing.forget.handler(({ context }) => {
          requireAccess(context.caller, null);
          partsFor(kernel).keyring.forget(context.caller);
          return { ok: true as const };
        }),
        certificates: signing.certificates.handler(({ context }) => listCertificates(kernel, context.caller)),
        approve: signing.approve.handler(({ input, context }) => approve(kernel, context.caller, input)),
        withdraw: signing.withdraw.handler(({ input, context }) => withdrawAnyones(kernel, context.caller, input)),
        authorities: signing.authorities.handler(({ context }) => listAuthorities(kernel, context.caller)),
        addAuthorities: signing.addAuthorities.handler(({ input, context }) =>
          addAuthorities(kernel, context.caller, input),
        ),
        removeAuthority: signing.removeAuthority.handler(({ input, context }) =>
          removeAuthority(kernel, context.caller, input),
        ),
        policies: signing.policies.handler(({ context }) => {
          requireAccess(context.caller, null);
          return policies(kernel.db);
        }),
        savePolicy: signing.savePolicy.handler(({ input, context }) => savePolicy(kernel, context.caller, input)),
      }),
    }),
  };
  return { module, signer: (kernel) => partsFor(kernel).signer };
}
