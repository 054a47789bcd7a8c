// A detached CMS signature (RFC 5652) with SHA-256: made in one fixed form, and read only in that form, so that no byte of it is left unchecked.
import { Buffer } from 'node:buffer';
import { createHash, type KeyObject, sign, timingSafeEqual, verify, X509Certificate } from 'node:crypto';
import { nothing, objectId, octets, sequence, setOf, signingInstant, smallInteger, tlv } from './der.ts';
import { at, DerError, isContext, type Node, readDer } from './read-der.ts';

const oids = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  /** RFC 5035: the certificates that the signature is bound to, by their SHA-256. */
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  sha256: '2.16.840.1.101.3.4.2.1',
  rsaWithSha256: '1.2.840.113549.1.1.11',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** What is signed beside the content, and by which certificates; the signer's comes first. */
interface Parts {
  digest: Buffer;
  /** Null in a PDF, whose dictionary carries the time (ETSI EN 319 142-1, 6.3). */
  signingTime: Date | null;
  certificates: readonly Buffer[];
}

function signedAttributes({ digest, signingTime, certificates }: Parts): Buffer[] {
  const attribute = (oid: string, value: Buffer) => sequence(objectId(oid), setOf(value));
  const bound = certificates.map((certificate) => sequence(octets(sha256(certificate))));
  return [
    attribute(oids.contentType, objectId(oids.data)),
    ...(signingTime === null ? [] : [attribute(oids.signingTime, signingInstant(signingTime))]),
    attribute(oids.messageDigest, octets(digest)),
    attribute(oids.signingCertificateV2, sequence(sequence(...bound))),
  ];
}

/** Issuer and serial number of a certificate as they stand in it (RFC 5280 4.1). */
function issuerAndSerial(certificate: Buffer): Buffer {
  const inner = at(readDer(certificate, 'certificate'), 0, 'certificate');
  const first = isContext(inner.children[0], 0) ? 1 : 0;
  return sequence(at(inner, first + 2, 'certificate').bytes, at(inner, first, 'certificate').bytes);
}

/** @throws DerError for a key that this suite does not sign with */
function algorithmOf(key: KeyObject): Buffer {
  if (key.asymmetricKeyType === 'rsa') return sequence(objectId(oids.rsaWithSha256), nothing);
  if (key.asymmetricKeyType === 'ec') return sequence(objectId(oids.ecdsaWithSha256));
  throw new DerError('neither an RSA nor an elliptic-curve key');
}

function assemble(parts: Parts, algorithm: Buffer, signature: Buffer): Buffer {
  const [leaf] = parts.certificates;
  if (!leaf) throw new DerError('CMS: no certificate');
  const digestAlgorithm = sequence(objectId(oids.sha256), nothing);
  const retagged = (tag: number, set: Buffer) => Buffer.concat([Buffer.from([tag]), set.subarray(1)]);
  const signer = sequence(
    smallInteger(1),
    issuerAndSerial(leaf),
    digestAlgorithm,
    retagged(0xa0, setOf(...signedAttributes(parts))),
    algorithm,
    octets(signature),
  );
  const signedData = sequence(
    smallInteger(1),
    setOf(digestAlgorithm),
    sequence(objectId(oids.data)),
    retagged(0xa0, setOf(...parts.certificates)),
    setOf(signer),
  );
  return sequence(objectId(oids.signedData), tlv(0xa0, signedData));
}

export interface CmsSigner {
  key: KeyObject;
  /** DER, the signer's own first, then the way up to the authority. */
  certificates: readonly Buffer[];
}

/** A signature over `content`, which stays outside; DER. Instants are cut to whole seconds. */
export function signCms(content: Uint8Array, signer: CmsSigner, signingTime: Date | null): Buffer {
  const parts: Parts = { digest: sha256(content), signingTime, certificates: signer.certificates };
  const signature = sign('sha256', setOf(...signedAttributes(parts)), signer.key);
  return assemble(parts, algorithmOf(signer.key), signature);
}

export type CmsVerdict =
  | { fault: 'broken' }
  | {
      /** Null: the signature stands and is for this content. */
      fault: 'content' | null;
      /** As in {@link CmsSigner}. */
      certificates: Buffer[];
      signingTime: Date | null;
    };

function instantOf(node: Node): Date {
  const text = node.content.toString('latin1');
  const full = node.tag === 0x17 ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full) ?? [];
  const found = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(found.getTime())) throw new DerError('CMS: the time of signing');
  return found;
}

interface Read {
  parts: Parts;
  signature: Buffer;
}

/** @throws DerError */
function readCms(cms: Uint8Array): Read {
  const signedData = at(at(readDer(cms, 'CMS'), 1, 'CMS'), 0, 'CMS');
  const certificates = at(signedData, 3, 'CMS').children.map(({ bytes }) => bytes);
  const signer = at(at(signedData, 4, 'CMS'), 0, 'CMS');
  const attributes = at(signer, 3, 'CMS').children;
  const attributeValue = (oid: string): Node | null => {
    const found = attributes.find((attribute) => attribute.children[0]?.oid === oid);
    return found ? at(at(found, 1, 'CMS'), 0, 'CMS') : null;
  };
  const digest = attributeValue(oids.messageDigest)?.content;
  const bound = attributeValue(oids.signingCertificateV2);
  if (!digest || !bound) throw new DerError('CMS: an attribute is missing');
  const ordered = at(bound, 0, 'CMS').children.map((id) => {
    const hash = at(id, 0, 'CMS').content;
    const certificate = certificates.find((one) => sha256(one).equals(hash));
    if (!certificate) throw new DerError('CMS: a certificate that it names is missing');
    return certificate;
  });
  const time = attributeValue(oids.signingTime);
  return {
    parts: { digest, signingTime: time && instantOf(time), certificates: ordered },
    signature: at(signer, 5, 'CMS').content,
  };
}

/**
 * Whether the signature stands and is for this content; nothing about trust. Made by somebody else's program in another form it counts as
 * broken: here only one's own are read.
 */
export function verifyCms(cms: Uint8Array, content: Uint8Array): CmsVerdict {
  try {
    const { parts, signature } = readCms(cms);
    const [leaf] = parts.certificates;
    if (!leaf) return { fault: 'broken' };
    const { publicKey } = new X509Certificate(leaf);
    // What is not signed (versions, the signer's name, the order) has one value only: everything else was changed.
    if (!assemble(parts, algorithmOf(publicKey), signature).equals(cms)) return { fault: 'broken' };
    if (!verify('sha256', setOf(...signedAttributes(parts)), publicKey, signature)) return { fault: 'broken' };
    const same = parts.digest.length === 32 && timingSafeEqual(parts.digest, sha256(content));
    return {
      fault: same ? null : 'content',
      certificates: [...parts.certificates],
      signingTime: parts.signingTime,
    };
  } catch {
    return { fault: 'broken' };
  }
}
