// When an administrator is told of the server's certificates.
import { expect, test } from 'vitest';
import { serverCertificateState } from './server-certificate.ts';

const now = new Date('2026-06-01T00:00:00Z');

test.each([
  ['2026-05-31T23:59:59.000Z', '', 'expired'],
  ['2026-05-31T23:59:59.000Z', 'not the key', 'expired'],
  ['2026-06-01T00:00:01.000Z', 'not the key', 'refused'],
  ['2026-07-01T00:00:00.000Z', '', 'endsSoon'],
  ['2026-07-01T00:00:01.000Z', '', 'good'],
])('until %s with the problem "%s": %s', (notAfter, problem, state) => {
  expect(serverCertificateState({ notAfter, problem }, now)).toBe(state);
});
