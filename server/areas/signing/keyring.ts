// Opening a person's file with its password: wrong ones are counted like log-ins, and an opened key may stay in memory until the session ends.
import { Buffer } from 'node:buffer';
import { fail } from '../../../core/kernel/errors.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { beginTry, failuresOf, isOpen, lockAfter, tryAbandoned, tryFailed, trySucceeded } from '../identity/module.ts';
import { FileError, type OpenedFile, openPkcs12 } from './pki/pkcs12.ts';
import type { CertificateRow } from './store.ts';

interface Kept {
  certificateId: string;
  opened: OpenedFile;
}

export interface Keyring {
  /** The key that this session keeps for the certificate, or null. */
  kept(caller: Caller, certificateId: string): OpenedFile | null;
  /** @throws CERTIFICATE_PASSWORD, CERTIFICATE_LOCKED */
  open(row: CertificateRow, password: string): Promise<OpenedFile>;
  keep(caller: Caller, certificateId: string, opened: OpenedFile): void;
  forget(caller: Caller): void;
  lockedUntil(certificateId: string): Promise<Date | null>;
  /** Drops the keys of sessions that have ended. */
  sweep(): Promise<void>;
}

const keyOf = (certificateId: string): string => `certificate:${certificateId}`;

/** The store's file as bytes. @throws NOT_FOUND when it was withdrawn */
function fileOf(kernel: Kernel, row: CertificateRow): Buffer {
  if (row.file === null) throw fail('NOT_FOUND', { what: 'certificate file', certificateId: row.id });
  return Buffer.from(kernel.fields.decrypt(row.file), 'base64');
}

export function makeKeyring(kernel: Kernel): Keyring {
  const bySession = new Map<string, Kept>();
  const { db, clock } = kernel;

  async function lockedUntil(certificateId: string): Promise<Date | null> {
    return (await failuresOf(db, [keyOf(certificateId)], clock.now())).lockedUntil;
  }

  async function wrong(key: string): Promise<never> {
    const until = await tryFailed(db, key, clock.now());
    if (until) throw fail('CERTIFICATE_LOCKED', { until: until.toISOString() });
    const { failures } = await failuresOf(db, [key], clock.now());
    throw fail('CERTIFICATE_PASSWORD', { reason: 'passwordWrong', left: Math.max(0, lockAfter - failures) });
  }

  return {
    lockedUntil,
    kept(caller, certificateId) {
      const found = caller.sessionId === null ? undefined : bySession.get(caller.sessionId);
      return found?.certificateId === certificateId ? found.opened : null;
    },
    async open(row, password) {
      const key = keyOf(row.id);
      const until = await lockedUntil(row.id);
      if (until) throw fail('CERTIFICATE_LOCKED', { until: until.toISOString() });
      await beginTry(db, key, clock);
      try {
        const opened = await openPkcs12(fileOf(kernel, row), password);
        await trySucceeded(db, key);
        return opened;
      } catch (error) {
        if (error instanceof FileError && error.fault === 'passwordWrong') return await wrong(key);
        await tryAbandoned(db, key);
        throw error;
      }
    },
    keep(caller, certificateId, opened) {
      if (caller.sessionId !== null) bySession.set(caller.sessionId, { certificateId, opened });
    },
    forget(caller) {
      if (caller.sessionId !== null) bySession.delete(caller.sessionId);
    },
    async sweep() {
      for (const sessionId of bySession.keys())
        if (!(await isOpen(db, sessionId, clock.now()))) bySession.delete(sessionId);
    },
  };
}
