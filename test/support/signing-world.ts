// What the tests of certificate signatures begin with: a trusted authority, and persons whose certificates were approved.
import { Buffer } from 'node:buffer';
import type { SigningPolicy } from '../../core/signing/model.ts';
import type { ExamWorld } from './exam-world.ts';
import { type Issued, issue, makePkcs12, pemOf, type Wishes } from './pki.ts';
import { addPeople, type Browser, loggedIn } from './server.ts';

export const certificatePassword = 'Zertifikat 密码';
export const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');

export async function startSigningWorld(world: ExamWorld) {
  await addPeople(world.running.server, ['system-admin']);
  const admin = await loggedIn(world.running.server, 'system-admin');
  const root = issue({ commonName: '某市数字认证中心', authority: null });
  const [authority] = await admin.api.signing.addAuthorities({ ...world.meta(), file: base64(pemOf(root)) });

  const made = (commonName: string, wishes: Partial<Wishes> = {}): Issued =>
    issue({ commonName, issuer: root, ...wishes });
  const imported = (by: Browser, person: Issued, password = certificatePassword) =>
    by.api.signing.importMine({ ...world.meta(), file: base64(makePkcs12(person, certificatePassword)), password });

  const pki = {
    /** Logged in anew by assigning to it, when the clock has passed the end of the session. */
    admin,
    root,
    authority,
    made,
    imported,
    /** Imported by its owner and approved by the administrator. */
    async approved(by: Browser, person: Issued) {
      const { id, version } = await imported(by, person);
      return pki.admin.api.signing.approve({ ...world.meta(), certificateId: id, expectedVersion: version });
    },
    async policy(policy: SigningPolicy, service: 'radiology' | 'ecg' = 'radiology') {
      const now = (await pki.admin.api.signing.policies()).find((one) => one.service === service);
      return pki.admin.api.signing.savePolicy({
        ...world.meta(),
        policy: { service, policy },
        expectedVersion: now?.version ?? 0,
      });
    },
  };
  return pki;
}
