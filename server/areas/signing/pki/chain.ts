// The way from a certificate up to a trusted authority (RFC 5280 6.1): signatures, validity at an instant, right to issue, path length.
import { X509Certificate } from 'node:crypto';
import { type Certificate, usageBits } from './certificate.ts';

export type ChainFault = 'untrusted' | 'notYetValid' | 'expired';
export type ChainAnswer = { path: Certificate[] } | { fault: ChainFault };

const mostSteps = 8;

export const isValidAt = ({ notBefore, notAfter }: Certificate, at: Date): boolean => notBefore <= at && at <= notAfter;

/** `below`: authorities between this one and the person's certificate. */
function mayIssue(issuer: Certificate, below: number): boolean {
  if (issuer.authority === null || issuer.authority.mostBelow < below) return false;
  if (issuer.unknownCritical.length > 0) return false;
  return issuer.usage === null || issuer.usage.has(usageBits.keyCertSign);
}

function issued(child: Certificate, issuer: Certificate): boolean {
  const [one, other] = [new X509Certificate(child.der), new X509Certificate(issuer.der)];
  return one.checkIssued(other) && one.verify(issuer.publicKey);
}

function wayUp(
  path: Certificate[],
  trusted: readonly Certificate[],
  between: Set<Certificate>,
  at: Date,
): Certificate[] | null {
  const child = path.at(-1);
  if (!child || path.length > mostSteps) return null;
  const below = path.length - 1;
  const issues = (issuer: Certificate) =>
    isValidAt(issuer, at) && mayIssue(issuer, below) && issued(child, issuer) && !path.includes(issuer);
  const anchor = trusted.find(issues);
  if (anchor) return [...path, anchor];
  for (const issuer of between) {
    if (!issues(issuer)) continue;
    // Each is tried once: files in which all issue each other must not keep the server searching.
    between.delete(issuer);
    const found = wayUp([...path, issuer], trusted, between, at);
    if (found) return found;
  }
  return null;
}

/**
 * The certificates from the person's to one of the trusted authorities, both with it. Each was valid at `at`; revocation lists are not
 * asked: a certificate that must not be used any more is withdrawn here. The person's own being trusted makes it none.
 */
export function chainTo(
  leaf: Certificate,
  trusted: readonly Certificate[],
  between: readonly Certificate[],
  at: Date,
): ChainAnswer {
  if (leaf.notBefore > at) return { fault: 'notYetValid' };
  if (leaf.notAfter < at) return { fault: 'expired' };
  if (leaf.unknownCritical.length > 0) return { fault: 'untrusted' };
  const path = wayUp([leaf], trusted, new Set(between), at);
  return path ? { path } : { fault: 'untrusted' };
}
