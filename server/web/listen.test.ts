// HTTPS whose certificate is replaced: new connections see the new one, one that is open is answered as before.
import { Agent, get } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { issue, pemOf, sha256Hex, tlsPairOf } from '../../test/support/pki.ts';
import { liveCertificate } from '../kernel/live-certificate.ts';
import { listen } from './listen.ts';

const authority = issue({ commonName: 'Hospital CA', authority: null });
const of = (commonName: string) => issue({ commonName, issuer: authority, names: ['127.0.0.1'] });

function asked(port: number, agent: Agent): Promise<{ text: string; certificate: string }> {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, agent, ca: pemOf(authority) }, (answer) => {
      const certificate = sha256Hex((answer.socket as TLSSocket).getPeerCertificate().raw);
      let text = '';
      answer.on('data', (data) => {
        text += data;
      });
      answer.on('end', () => resolve({ text, certificate }));
    });
    request.on('error', reject);
  });
}

test('new connections see the new certificate, an open one lives on', async () => {
  const [first, second] = [of('first'), of('second')];
  const certificate = liveCertificate(tlsPairOf(first));
  const server = await listen({ host: '127.0.0.1', port: 0, tls: certificate, fetch: () => new Response('here') });
  const open = new Agent({ keepAlive: true, maxSockets: 1 });
  const fresh = new Agent({ keepAlive: false, maxCachedSessions: 0 });
  const before = { text: 'here', certificate: sha256Hex(first.der) };
  expect(await asked(server.port, open)).toEqual(before);
  certificate.replace(tlsPairOf(second), new Date());
  expect(await asked(server.port, fresh)).toEqual({ text: 'here', certificate: sha256Hex(second.der) });
  expect(await asked(server.port, open)).toEqual(before);
  open.destroy();
  await server.close();
});
