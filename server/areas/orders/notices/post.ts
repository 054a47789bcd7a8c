// One JSON request to the gateway of short messages: no redirect followed, no proxy, bounded in time and size, and never to an address that
// only this machine or its cloud can mean (SSRF): the address that was checked is the one that is connected to.
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP } from 'node:net';
import { gatewayProblem, isLoopbackName } from '../../../../core/orders/notice.ts';
import { addressProblem, checkedLookup, literalProblem, RefusedAddress } from '../../../kernel/outgoing-address.ts';

export type PostOutcome =
  | { kind: 'answered'; status: number; body: string }
  /** Nothing was sent, or whether it was taken is not known: the same message may be sent again. */
  | { kind: 'again'; text: string }
  /** It will not succeed with these settings. */
  | { kind: 'refused'; text: string };

export interface PostRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
  timeoutMs: number;
}

const mostAnswerBytes = 4096;

function loopback(): BlockList {
  const list = new BlockList();
  list.addSubnet('127.0.0.0', 8, 'ipv4');
  list.addAddress('::1', 'ipv6');
  return list;
}

/** Why an address is not connected to; null when it may be. A name that is not this machine's own must not lead to it. */
export function addressRefusal(address: string, hostname: string): string | null {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const isLocal = loopback().check(address, family);
  if (isLocal !== isLoopbackName(hostname))
    return isLocal ? `${hostname} leads to this machine (${address})` : `${hostname} leads to ${address}`;
  return addressProblem(address, hostname);
}

const wordsOf = (error: Error): string => {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : error.message;
};

/** What OpenSSL and Node call a certificate that proves nothing: another try would meet the same one. */
const distrusted =
  /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(?:GET|VERIFY|DECRYPT|DECODE)|ERR_TLS_CERT_|INVALID_CA|PATH_LENGTH_|HOSTNAME_MISMATCH)/;

function outcomeOf(error: Error, timeoutMs: number): PostOutcome {
  if (error instanceof RefusedAddress) return { kind: 'refused', text: error.message };
  if (error.name === 'AbortError' || error.name === 'TimeoutError')
    return { kind: 'again', text: `no answer within ${timeoutMs / 1000} s` };
  const text = wordsOf(error);
  return distrusted.test(text)
    ? { kind: 'refused', text: `the certificate is not trusted: ${text}` }
    : { kind: 'again', text };
}

export function postJson({ url, headers, body, timeoutMs }: PostRequest): Promise<PostOutcome> {
  const problem = gatewayProblem(url);
  if (problem !== null) return Promise.resolve({ kind: 'refused', text: `the address is not allowed: ${problem}` });
  const target = new URL(url);
  const { hostname } = target;
  const refusal = literalProblem(hostname, addressRefusal);
  if (refusal !== null) return Promise.resolve({ kind: 'refused', text: refusal });
  return new Promise((resolve) => {
    const bytes = Buffer.from(body, 'utf8');
    const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const asked = send(target, {
      method: 'POST',
      agent: false,
      lookup: checkedLookup(hostname, addressRefusal),
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...headers,
        'content-type': 'application/json; charset=utf-8',
        'content-length': bytes.length,
        accept: 'application/json, text/plain;q=0.5',
      },
    });
    asked.once('error', (error) => resolve(outcomeOf(error, timeoutMs)));
    asked.once('response', (answer) => {
      const parts: Buffer[] = [];
      let length = 0;
      const settled = () =>
        resolve({
          kind: 'answered',
          status: answer.statusCode ?? 0,
          body: Buffer.concat(parts).subarray(0, mostAnswerBytes).toString('utf8'),
        });
      answer.on('data', (part: Buffer) => {
        parts.push(part);
        length += part.length;
        // What it says behind that is of no use to anybody.
        if (length < mostAnswerBytes) return;
        settled();
        asked.destroy();
      });
      answer.once('end', settled);
      answer.once('error', (error) => resolve(outcomeOf(error, timeoutMs)));
    });
    asked.end(bytes);
  });
}
