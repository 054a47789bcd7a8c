// Both ends of a signed station request agree on what is signed.
import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { signStationRequest, stationSignatureText } from './station-signature.ts';

const request = {
  method: 'post',
  pathAndQuery: '/rpc/sync/push?x=1',
  timestamp: '1795240000000',
  nonce: 'n0nce-0123456789',
  bodySha256Hex: createHash('sha256').update('{}').digest('hex'),
};

test('the signed text is five lines', () => {
  expect(stationSignatureText(request).split('\n')).toEqual([
    'POST',
    '/rpc/sync/push?x=1',
    '1795240000000',
    'n0nce-0123456789',
    '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
  ]);
});

test('the headers carry what the server needs and nothing of the secret', () => {
  const hmac = (text: string) => createHmac('sha256', 'secret').update(text).digest('hex');
  expect(signStationRequest('s1', request, hmac)).toEqual({
    'x-yishu-station': 's1',
    'x-yishu-timestamp': '1795240000000',
    'x-yishu-nonce': 'n0nce-0123456789',
    'x-yishu-signature': hmac(stationSignatureText(request)),
  });
});
