// Which messages of the demo's MLLP door belong to the server, and that both ways come back on one line.
import { connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { isFromHis, openMllpFront } from './mllp-front.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test.each([
  ['MSH|^~\\&|HIS||||1||ADT^A01|1|P|2.4\rPID|1\r', true],
  ['MSH|^~\\&|HIS||||1||ORM^O01|1|P|2.4\rORC|NW|1\r', true],
  ['MSH|^~\\&|HIS||||1||OML^O21|1|P|2.5\rORC|NW|1\r', true],
  ['MSH|^~\\&|BC-5380|Mindray|||1||ORM^O01|1|P|2.3.1\rORC|RF||1\r', false],
  ['MSH|^~\\&|BC-5380|Mindray|||1||ORU^R01|1|P|2.3.1\rPID|1\r', false],
  ['garbage', false],
])('%s', (text, expected) => expect(isFromHis(bytes(text))).toBe(expected));

test('answers of both sides reach the client', async () => {
  const echo = (name: string) =>
    new Promise<{ port: number; close: () => void }>((done) => {
      const server = createServer((socket) => socket.on('data', () => socket.write(`${name} `)));
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        done({ port: typeof address === 'object' && address ? address.port : 0, close: () => server.close() });
      });
    });
  const [bench, his] = [await echo('bench'), await echo('his')];
  const front = await openMllpFront(
    '127.0.0.1',
    0,
    { host: '127.0.0.1', port: bench.port },
    { host: '127.0.0.1', port: his.port },
  );
  const client = connect({ host: '127.0.0.1', port: Number(front.address.split(':')[1]) });
  let got = '';
  const both = new Promise<void>((done) =>
    client.on('data', (data) => {
      got += String(data);
      if (got.includes('bench') && got.includes('his')) done();
    }),
  );
  client.write('\x0bMSH|^~\\&|HIS||||1||ADT^A01|1|P|2.4\r\x1c\r\x0bMSH|^~\\&|BC||||1||ORU^R01|1|P|2.4\r\x1c\r');
  await both;
  client.destroy();
  await front.close();
  bench.close();
  his.close();
  expect(got.split(' ').filter(Boolean).sort()).toEqual(['bench', 'his']);
});
