// Where the server never connects to, as the connections themselves see it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRequests } from '../areas/imaging/external/requests.ts';
import { openClient } from '../interfaces/dicom/scu/client.ts';
import { passes } from '../interfaces/dicom/transfers/problem.ts';
import { systemTimers } from '../interfaces/dicom/ul/timers.ts';
import { addressProblem, checkedLookup, literalProblem, RefusedAddress, requireReachable } from './outgoing-address.ts';

test.each([
  ['127.0.0.1', true],
  ['10.1.2.3', true],
  ['192.168.1.9', true],
  ['100.64.0.1', true],
  ['203.0.113.7', true],
  ['::1', true],
  ['fd12:3456::1', true],
  ['0.0.0.0', false],
  ['169.254.169.254', false],
  ['169.254.0.1', false],
  ['100.100.100.200', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::', false],
  ['fe80::1', false],
  ['fd00:ec2::254', false],
  ['ff02::1', false],
  ['::ffff:169.254.169.254', false],
])('%s: %s', (address, good) => {
  expect(addressProblem(address, 'name') === null).toBe(good);
  expect(literalProblem(address.includes(':') ? `[${address}]` : address) === null).toBe(good);
});

test('a name is judged by what it leads to, each address of it', async () => {
  const ruled = (rule: () => string | null) =>
    new Promise((resolve) => checkedLookup('localhost', rule)('localhost', {}, (error) => resolve(error)));
  expect(await ruled(() => null)).toBeNull();
  expect(await ruled(() => 'not there')).toBeInstanceOf(RefusedAddress);
  expect(literalProblem('metadata.example')).toBeNull();
  await requireReachable('localhost');
  await requireReachable('name.invalid');
  await expect(requireReachable('169.254.169.254')).rejects.toThrow('no partner can be');
});

describe('no bytes leave', () => {
  let port: number;
  let asked = 0;
  const server = createServer((_, answer) => {
    asked += 1;
    answer.end('[]');
  });
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => server.close());

  test('to an archive at such an address; to one on this machine they do', async () => {
    const requests = (url: string) =>
      createRequests({ name: 'other', url, authorization: '' }, () => 0).get('/studies', {
        accept: '*/*',
        mostBytes: 10,
      });
    expect((await requests(`http://127.0.0.1:${port}`)).status).toBe(200);
    expect(asked).toBe(1);
    await expect(requests(`http://[::ffff:169.254.169.254]:${port}`)).rejects.toMatchObject({
      code: 'EXTERNAL_ARCHIVE_UNREACHABLE',
    });
    await expect(requests(`http://0.0.0.0:${port}`)).rejects.toMatchObject({
      code: 'EXTERNAL_ARCHIVE_UNREACHABLE',
      detail: { what: expect.stringContaining('no partner can be') },
    });
    expect(asked).toBe(1);
  });

  test('to a DICOM peer at such an address, which is not tried again by itself', async () => {
    const about = { port, callingAe: 'US', calledAe: 'THEM', timers: systemTimers, contexts: [] };
    const error = await openClient({ ...about, host: '0.0.0.0' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'unreachable', message: expect.stringContaining('no partner can be') });
    expect(passes(error)).toBe(false);
    expect(asked).toBe(1);
  });
});
