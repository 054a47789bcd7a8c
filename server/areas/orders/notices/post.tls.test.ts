// The gateway over HTTPS against a real TLS server: a certificate that nobody vouches for is refused before a byte of the message leaves; one of the hospital's own authority is taken where that is configured.
import { execFile } from 'node:child_process';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PostRequest, postJson } from './post.ts';

/** One DER value (X.690 8.1). */
function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const utcTime = (year: number) => der(0x17, Buffer.from(`${year % 100}0101000000Z`));

/** A key and its self-signed certificate (RFC 5280 4.1) for `localhost`, made anew in each run. */
function selfSigned(): { key: string; cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signedBy = der(0x30, oid('2a8648ce3d040302'));
  const name = der(0x30, der(0x31, der(0x30, oid('550403'), der(0x0c, Buffer.from('localhost')))));
  const names = der(0x30, oid('551d11'), der(0x04, der(0x30, der(0x82, Buffer.from('localhost')))));
  const authority = der(0x30, oid('551d13'), der(0x04, der(0x30, der(0x01, Buffer.from([0xff])))));
  const year = new Date().getUTCFullYear();
  const content = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    signedBy,
    name,
    der(0x30, utcTime(year - 1), utcTime(year + 2)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, names, authority)),
  );
  const signature = createSign('sha256').update(content).sign(privateKey);
  const certificate = der(0x30, content, signedBy, der(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').replaceAll(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

let server: Server;
let folder: string;
let request: PostRequest;
const authorityFile = () => join(folder, 'authority.pem');
const taken: string[] = [];

beforeAll(async () => {
  const pair = selfSigned();
  folder = await mkdtemp(join(tmpdir(), 'yishu-tls-'));
  await writeFile(authorityFile(), pair.cert);
  server = createServer(pair, async (message, answer) => {
    let body = '';
    for await (const part of message) body += String(part);
    taken.push(`${message.headers.authorization} ${body}`);
    answer.end('{"code":"OK"}');
  });
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const { port } = server.address() as AddressInfo;
  const url = `https://localhost:${port}/send`;
  request = { url, headers: { authorization: 'Bearer k' }, body: '{"a":1}', timeoutMs: 5_000 };
});
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  if (folder) await rm(folder, { recursive: true });
});

test('a self-signed certificate is refused with its reason, and neither the message nor the secret left', async () => {
  expect(await postJson(request)).toEqual({
    kind: 'refused',
    text: 'the certificate is not trusted: DEPTH_ZERO_SELF_SIGNED_CERT',
  });
  expect(taken).toEqual([]);
});

test('the authority that the server was started with vouches for it, for its own name only', async () => {
  const script = `const { postJson } = await import(process.argv[1]);
    console.log(JSON.stringify(await postJson(JSON.parse(process.argv[2]))));`;
  const posted = async (asked: PostRequest): Promise<unknown> => {
    const module = pathToFileURL(join(import.meta.dirname, 'post.ts')).href;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', script, module, JSON.stringify(asked)],
      { env: { ...process.env, NODE_EXTRA_CA_CERTS: authorityFile() } },
    );
    return JSON.parse(stdout);
  };
  expect(await posted(request)).toEqual({ kind: 'answered', status: 200, body: '{"code":"OK"}' });
  expect(taken).toEqual(['Bearer k {"a":1}']);
  expect(await posted({ ...request, url: request.url.replace('localhost', '127.0.0.1') })).toEqual({
    kind: 'refused',
    text: 'the certificate is not trusted: ERR_TLS_CERT_ALTNAME_INVALID',
  });
  expect(taken).toHaveLength(1);
});
