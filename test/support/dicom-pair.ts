// A DICOM server and clients of ours at it, and what they send each other in tests; `endPairs` closes them.
import type { DicomServices } from '../../server/interfaces/dicom/dimse/services.ts';
import type { DicomServer, DicomServerOptions } from '../../server/interfaces/dicom/scp.ts';
import { type ClientOptions, type DicomClient, openClient } from '../../server/interfaces/dicom/scu/client.ts';
import { systemTimers } from '../../server/interfaces/dicom/ul/timers.ts';
import { explicitLittle, identifier, models, testServer } from './dicom-tools.ts';

export const ct = '1.2.840.10008.5.1.4.1.1.2';
export const commitment = '1.2.840.10008.1.20.1';
export const commitmentInstance = '1.2.840.10008.1.20.1.1';
export const verification = '1.2.840.10008.1.1';
export const contexts = [verification, commitment, ct, ...Object.values(models)].map((abstractSyntax) => ({
  abstractSyntax,
  transferSyntaxes: [explicitLittle],
}));
export const roles = [{ sopClassUid: ct, scu: true, scp: true }];
export const patients = (names: readonly string[]) =>
  names.map((name) => identifier([[0x00100020, 'LO', name]], explicitLittle));

const cleanUp: (() => Promise<void> | void)[] = [];

/** Ends what a test opened, the last first; for `afterEach`. */
export async function endPairs(): Promise<void> {
  for (const task of cleanUp.splice(0).reverse()) await task();
}

export async function serverWith(
  services: DicomServices,
  more: Partial<DicomServerOptions> = {},
): Promise<DicomServer> {
  const server = await testServer(services, more);
  cleanUp.push(() => server.stop(0));
  return server;
}
export async function clientOf(server: DicomServer, more: Partial<ClientOptions> = {}): Promise<DicomClient> {
  const client = await openClient({
    ...{ host: '127.0.0.1', port: server.port, callingAe: 'TEST', calledAe: 'YISHU', contexts, timers: systemTimers },
    ...more,
  });
  cleanUp.push(() => client.abort('end of test'));
  return client;
}
export const instance = (bytes: Uint8Array, sopInstanceUid = '1.2.3', transferSyntaxUids = [explicitLittle]) => ({
  sopClassUid: ct,
  sopInstanceUid,
  transferSyntaxUids,
  async *open() {
    yield bytes;
  },
});
export async function all<Item>(source: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of source) items.push(item);
  return items;
}
