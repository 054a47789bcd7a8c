// Certificates that are renewed while the server runs: their files are looked at, and a good new pair is used from the next connection on.
import { createHash, X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { LiveCertificate } from '../../server/kernel/live-certificate.ts';
import type { Log } from '../../server/kernel/types.ts';
import { tlsFiles } from './tls-files.ts';

export interface WatchedPair {
  /** `--tls` of `--tls-cert` and `--tls-key`. */
  option: string;
  certFile: string;
  keyFile: string;
  certificate: LiveCertificate;
}

interface Seen {
  /** How the two files looked at the last look; they are read when they look the same twice, so that no half of a pair is. */
  before: string;
  /** How they looked when they were read last. */
  read: string;
}

/** By looking and not by events of the file system, which say nothing of links that are set to another folder. */
async function lookOf({ certFile, keyFile }: WatchedPair): Promise<string> {
  const looks = await Promise.all(
    [certFile, keyFile].map(async (file) => {
      const found = await stat(file).catch(() => null);
      // The time of the last change of anything: a mended mode counts too.
      return found ? `${found.ino} ${found.ctimeMs} ${found.size}` : 'none';
    }),
  );
  return looks.join(', ');
}

const fingerprintOf = (cert: string) => createHash('sha256').update(new X509Certificate(cert).raw).digest('hex');

/**
 * @param pairs in use; pairs that were not given are absent
 * @returns `look`, to be called every few seconds: a pair that does not do is told once and the old one stays
 */
export async function tlsWatch(
  pairs: readonly WatchedPair[],
  { log, now }: { log: Log; now(): Date },
): Promise<{ look(): Promise<void> }> {
  const seen = new Map<WatchedPair, Seen>();
  for (const pair of pairs) {
    const look = await lookOf(pair);
    seen.set(pair, { before: look, read: look });
  }

  async function take(pair: WatchedPair): Promise<void> {
    const { option, certFile, keyFile, certificate } = pair;
    try {
      const next = await tlsFiles(option, certFile, keyFile);
      if (!next) return;
      if (next.cert === certificate.current.cert && next.key === certificate.current.key) {
        // The old files were put back.
        certificate.refuse('');
        return;
      }
      certificate.replace(next, now());
      const { subject, validTo } = new X509Certificate(next.cert);
      const facts = { option, file: certFile, subject: subject.replaceAll('\n', ', '), until: validTo };
      log('info', '证书已更换，新连接使用新证书 / the certificate was replaced; new connections use the new one', {
        ...facts,
        sha256: fingerprintOf(next.cert),
      });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      certificate.refuse(why);
      const { validTo } = new X509Certificate(certificate.current.cert);
      log(
        'error',
        '新证书不能用，继续使用旧证书；请改正文件，无需重启 / the new certificate is not used, the old one stays; mend the files, no restart is needed',
        { option, file: certFile, why, oldOneUntil: validTo },
      );
    }
  }

  return {
    async look() {
      for (const [pair, state] of seen) {
        const look = await lookOf(pair);
        const isSettled = look === state.before;
        state.before = look;
        if (!isSettled || look === state.read) continue;
        state.read = look;
        await take(pair);
      }
    },
  };
}

const everyMs = 5000;

/** Looks every five seconds. @returns the way to stop it */
export async function startTlsWatch(
  pairs: readonly WatchedPair[],
  parts: { log: Log; now(): Date },
): Promise<() => void> {
  const { look } = await tlsWatch(pairs, parts);
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void look().finally(() => {
      isLooking = false;
    });
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
