// Where the server never connects to, whoever entered the address: what only this machine's cloud or network segment can mean (SSRF).
import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Link-local (the metadata of clouds), unspecified, multicast and reserved addresses (RFC 6890): no partner of a hospital lives there. */
const nowhere = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['100.100.100.200', 32],
] as const)
  nowhere.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 128],
  ['fe80::', 10],
  ['ff00::', 8],
  ['fd00:ec2::', 32],
] as const)
  nowhere.addSubnet(net, bits, 'ipv6');

/** The name led to where nothing is connected to; another try would meet the same. */
export class RefusedAddress extends Error {}

export type AddressRule = (address: string, hostname: string) => string | null;

/** Why an address is not connected to; null when it may be. This machine's own is: archives and peers run beside the server. */
export const addressProblem: AddressRule = (address, hostname) =>
  nowhere.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
    ? `${hostname} leads to ${address}, where no partner can be`
    : null;

/** Of an address that is written out as numbers, which is never looked up; null for a name. @param host of a URL or a peer */
export function literalProblem(host: string, rule: AddressRule = addressProblem): string | null {
  const literal = host.replace(/^\[|\]$/g, '');
  return isIP(literal) === 0 ? null : rule(literal, host);
}

/** For connections: as the system resolves the name; one bad address among several is enough to refuse. */
export function checkedLookup(hostname: string, rule: AddressRule = addressProblem): LookupFunction {
  return (name, options, done) => {
    lookup(name, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return done(error, '', 0);
      const refusal = found.map(({ address }) => rule(address, hostname)).find((one) => one !== null);
      const [first] = found;
      if (refusal || !first) return done(new RefusedAddress(refusal ?? `${hostname} leads nowhere`), '', 0);
      return options.all ? done(null, found) : done(null, first.address, first.family);
    });
  };
}

/** Before a request whose connection is made by others. @throws RefusedAddress; a name that cannot be resolved is theirs to tell */
export async function requireReachable(hostname: string): Promise<void> {
  const literal = literalProblem(hostname);
  if (literal !== null) throw new RefusedAddress(literal);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return;
  await new Promise<void>((resolve, reject) =>
    checkedLookup(hostname)(hostname, { all: true }, (error) =>
      error instanceof RefusedAddress ? reject(error) : resolve(),
    ),
  );
}
