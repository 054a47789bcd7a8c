// What an administrator is told of the certificates of the server's doors: never a key, and one that serves both doors once.
import { expect, test } from 'vitest';
import { issue, sha256Hex, tlsPairOf } from '../../../test/support/pki.ts';
import { liveCertificate } from '../../kernel/live-certificate.ts';
import { serverCertificates } from './server-certificates.ts';

const authority = issue({ commonName: 'Hospital CA', authority: null });
const web = issue({ commonName: 'yishu.hospital', issuer: authority });
const dicom = issue({ commonName: 'archive', issuer: authority });

test('each door with its own, and why a new one is not used', () => {
  const doors = { web: liveCertificate(tlsPairOf(web)), dicom: liveCertificate(tlsPairOf(dicom)) };
  doors.web.refuse('not the key of it');
  expect(serverCertificates(doors)).toMatchObject([
    { door: 'web', fingerprint: sha256Hex(web.der), problem: 'not the key of it' },
    { door: 'dicom', fingerprint: sha256Hex(dicom.der), problem: '' },
  ]);
  expect(JSON.stringify(serverCertificates(doors))).not.toContain('PRIVATE');
});

test('one for both doors counts once, none not at all', () => {
  const both = liveCertificate(tlsPairOf(web));
  expect(serverCertificates({ web: both, dicom: both }).map(({ door }) => door)).toEqual(['web']);
  expect(serverCertificates({ web: null, dicom: null })).toEqual([]);
});
