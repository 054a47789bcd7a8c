// What stands in an X.509 certificate (RFC 5280): whose it is, from whom, since when, for which key, and what it may be used for.
import { Buffer } from 'node:buffer';
import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { at, countOf, DerError, isContext, type Node, readDer } from './read-der.ts';

export interface Certificate {
  der: Buffer;
  /** SHA-256 of the whole certificate, hex. */
  fingerprint: string;
  /** Every common name (2.5.4.3) of the subject. */
  commonNames: string[];
  /** One line, the most particular part first. */
  subject: string;
  issuer: string;
  /** Hex. */
  serial: string;
  notBefore: Date;
  notAfter: Date;
  publicKey: KeyObject;
  /** `RSA 2048`, `P-256`. */
  keyName: string;
  /** May it issue certificates, and how many more authorities below itself. */
  authority: { mostBelow: number } | null;
  /** Bits of the key usage extension by their number, or null when there is none. */
  usage: ReadonlySet<number> | null;
  /** Critical extensions that nobody here understands. */
  unknownCritical: string[];
}

export const usageBits = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5 } as const;

const oids = { basicConstraints: '2.5.29.19', keyUsage: '2.5.29.15', commonName: '2.5.4.3' } as const;
/** Understood, or harmless for a signature under a report: alternative names, extended usage, policies, both key identifiers. */
const known: ReadonlySet<string> = new Set([
  oids.basicConstraints,
  oids.keyUsage,
  '2.5.29.14',
  '2.5.29.17',
  '2.5.29.32',
  '2.5.29.35',
  '2.5.29.37',
]);

/** The characters of a name as they are encoded (X.680): UTF-8, two or four bytes each, or Latin letters. */
function textOf(node: Node): string {
  if (node.tag === 30) return Buffer.from(node.content).swap16().toString('utf16le');
  return node.content.toString(node.tag === 12 ? 'utf8' : 'latin1');
}

function commonNamesOf(name: Node): string[] {
  return name.children.flatMap((set) =>
    set.children.filter((pair) => pair.children[0]?.oid === oids.commonName).map((pair) => textOf(at(pair, 1, 'name'))),
  );
}

interface Extension {
  oid: string;
  critical: boolean;
  value: Node;
}

function extensionsOf(inner: Node): Extension[] {
  const holder = inner.children.find((child) => isContext(child, 3));
  return (holder?.children[0]?.children ?? []).map((one) => {
    const critical = one.children.length === 3 && one.children[1]?.content[0] === 0xff;
    const value = at(one, one.children.length - 1, 'extension').content;
    return { oid: at(one, 0, 'extension').oid, critical, value: readDer(value, 'extension') };
  });
}

function authorityOf(extensions: readonly Extension[]): Certificate['authority'] {
  const value = extensions.find(({ oid }) => oid === oids.basicConstraints)?.value;
  const [flag, most] = value?.children ?? [];
  if (flag?.tag !== 1 || flag.content[0] !== 0xff) return null;
  return { mostBelow: most ? countOf(most, 'path length') : Number.POSITIVE_INFINITY };
}

function usageOf(extensions: readonly Extension[]): Certificate['usage'] {
  const value = extensions.find(({ oid }) => oid === oids.keyUsage)?.value;
  if (!value) return null;
  const bits = [...value.content.subarray(1)].flatMap((byte, index) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => byte & (0x80 >> bit)).map((bit) => index * 8 + bit),
  );
  return new Set(bits);
}

function keyNameOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  if (asymmetricKeyType === 'rsa') return `RSA ${asymmetricKeyDetails?.modulusLength}`;
  const curves: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384' };
  const curve = asymmetricKeyDetails?.namedCurve ?? '';
  return curves[curve] ?? (curve || (asymmetricKeyType ?? 'unknown'));
}

const oneLine = (name: string): string => name.split('\n').reverse().join(', ');

/** @throws DerError when it is none */
export function readCertificate(der: Uint8Array): Certificate {
  try {
    const bytes = Buffer.from(der);
    const x509 = new X509Certificate(bytes);
    const inner = at(readDer(bytes, 'certificate'), 0, 'certificate');
    const first = isContext(inner.children[0], 0) ? 1 : 0;
    const extensions = extensionsOf(inner);
    return {
      der: bytes,
      fingerprint: createHash('sha256').update(bytes).digest('hex'),
      commonNames: commonNamesOf(at(inner, first + 4, 'certificate')),
      subject: oneLine(x509.subject ?? ''),
      issuer: oneLine(x509.issuer ?? ''),
      serial: x509.serialNumber,
      notBefore: new Date(x509.validFrom),
      notAfter: new Date(x509.validTo),
      publicKey: x509.publicKey,
      keyName: keyNameOf(x509.publicKey),
      authority: authorityOf(extensions),
      usage: usageOf(extensions),
      unknownCritical: extensions.filter(({ oid, critical }) => critical && !known.has(oid)).map(({ oid }) => oid),
    };
  } catch (cause) {
    if (cause instanceof DerError) throw cause;
    throw new DerError('not a certificate', { cause });
  }
}

/** The certificates of a file as authorities hand it out: PEM with one or several, or DER with one. @throws DerError */
export function readCertificates(file: Uint8Array): Certificate[] {
  const text = Buffer.from(file).toString('latin1');
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)];
  if (blocks.length === 0) return [readCertificate(file)];
  return blocks.map(([, base64 = '']) => readCertificate(Buffer.from(base64, 'base64')));
}

/** RSA from 2048 bits, P-256, P-384: what GB/T and CA/Browser rules both still call strong enough. */
export function isStrongEnough({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === 'rsa') return (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
  const curve = asymmetricKeyDetails?.namedCurve ?? '';
  return asymmetricKeyType === 'ec' && (curve === 'prime256v1' || curve === 'secp384r1');
}
