// What a hospital system signs when it opens an ECG in the clinicians' page: the imaging link's lines under a title of their own, so that neither opens the other.
import type { SignedLook } from '../../imaging/link-signature.ts';

/** The text under the HMAC-SHA256 (RFC 2104), UTF-8, lines ended by one line feed between them. ECGs are named by accession number alone. */
export function ecgSignedText({ system, value, user, ts }: SignedLook): string {
  return ['yishu-ecg-view-1', system, `accession=${value}`, `user=${user}`, `ts=${ts}`].join('\n');
}
