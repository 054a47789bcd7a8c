// The station's identity: enrols once with an administrator's code, keeps the secret in the custody store, signs with it from then on.
import { z } from 'zod';
import { Workstation } from '../../../core/identity/contract.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import { errorCodeOf } from '../custody/outbox.ts';
import { type HostEnvironment, messageOf } from '../environment.ts';
import type { ServerClient, StationIdentity } from './server-client.ts';

const Saved = z.object({ workstation: Workstation, secret: z.string() });
type Saved = z.infer<typeof Saved>;

export interface Enrolment {
  identity(): StationIdentity | null;
  workstation(): Workstation | null;
  /** Enrols when needed and possible. True when the station has an identity. */
  ensure(client: ServerClient): Promise<boolean>;
  /** The server does not know our secret: the code, if there is an unused one, may be tried. */
  refused(): void;
}

export async function loadEnrolment(
  environment: HostEnvironment,
  store: CustodyStore,
  code: string | undefined,
): Promise<Enrolment> {
  const text = await store.read.setting('station');
  const parsed = text === null ? null : Saved.safeParse(JSON.parse(text));
  let saved: Saved | null = parsed?.success ? parsed.data : null;
  let codeLeft = code === undefined || code === '' ? null : code;
  let doubted = false;

  return {
    identity: () => (saved ? { id: saved.workstation.id, secret: saved.secret } : null),
    workstation: () => saved?.workstation ?? null,
    async ensure(client) {
      if (saved && !(doubted && codeLeft !== null)) return true;
      if (codeLeft === null) return false;
      try {
        const answer = await client.identity.enrol({ code: codeLeft });
        await store.write.setSetting('station', JSON.stringify(answer));
        saved = answer;
        doubted = false;
        codeLeft = null;
        environment.log('info', 'this station is enrolled', { workstation: answer.workstation.name });
      } catch (error) {
        const known = errorCodeOf(error);
        environment.log('error', 'this station could not be enrolled', { code: known, reason: messageOf(error) });
        // A code that was refused will not become right; a broken line is tried again.
        if (known !== null) codeLeft = null;
      }
      return saved !== null;
    },
    refused() {
      doubted = true;
    },
  };
}
