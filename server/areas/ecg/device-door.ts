// Who hands in a recording: a registered and approved device, by its signature, or by its key where nobody can listen (设备认证).
import { createHmac, timingSafeEqual } from 'node:crypto';
import { deviceHeaders, deviceSigningText, isNonce, isTimely } from '../../../core/ecg/flow/device-signature.ts';
import { fail, type YishuError } from '../../../core/kernel/errors.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { Kernel } from '../../kernel/types.ts';
import { type DeviceRow, rememberRefused } from './devices.ts';
import type { RefusalTrail } from './refusal-trail.ts';

export interface KnownDevice {
  device: DeviceRow;
  /** Null: the signature covers this digest, which the body must have. */
  bodySha256Hex: string | null;
}

function equal(left: string, right: string): boolean {
  const one = Buffer.from(left);
  const other = Buffer.from(right);
  return one.length === other.length && timingSafeEqual(one, other);
}

const isLoopback = (address: string) => /^(::1|local|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(address);

interface Refusal {
  code: string;
  address: string;
  error: YishuError;
  why: string;
}

/** Refuses with an audit row and a place in the administrator's list, which counts them all. */
async function refuse(kernel: Kernel, trail: RefusalTrail, { code, address, error, why }: Refusal): Promise<never> {
  if (/^[A-Za-z0-9._-]{1,64}$/.test(code)) await rememberRefused(kernel, code, address);
  const subject = code.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 64);
  const unwritten = trail.next(address);
  if (unwritten !== null) {
    const detail = unwritten === 0 ? why : `${why}; ${unwritten} more from there without a row`;
    await kernel.audit(systemCaller(address), { act: 'ecg.upload', subject, outcome: 'refused', detail });
  }
  throw error;
}

/**
 * The device of a request, before its body is read.
 * @throws LOGIN_REQUIRED (401) for a stranger or a wrong proof, RIGHT_MISSING (403) for a device that is not approved
 */
export async function deviceOfRequest(
  kernel: Kernel,
  request: Request,
  address: string,
  trail: RefusalTrail,
): Promise<KnownDevice> {
  const { headers } = request;
  const code = headers.get(deviceHeaders.device)?.trim() ?? '';
  const turnAway = (why: string) =>
    refuse(kernel, trail, { code, address, error: fail('LOGIN_REQUIRED', { what: 'device', why }), why });
  const device = await kernel.db.selectFrom('ecg_device').selectAll().where('code', '=', code).executeTakeFirst();
  if (!device || device.key === null) return turnAway('the device is not registered');
  const key = kernel.fields.decrypt(device.key);
  const bearer = /^Bearer\s+(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  let bodySha256Hex: string | null = null;
  if (bearer !== undefined) {
    const isSafe = new URL(request.url).protocol === 'https:' || isLoopback(address);
    if (!isSafe) return turnAway('a key is taken over HTTPS only: sign the request instead');
    if (!equal(bearer, key)) return turnAway('wrong key');
  } else {
    const [timestamp, nonce, digest, signature] = [
      deviceHeaders.timestamp,
      deviceHeaders.nonce,
      deviceHeaders.digest,
      deviceHeaders.signature,
    ].map((name) => headers.get(name)?.trim() ?? '');
    if (!timestamp || !nonce || !digest || !signature) return turnAway('neither signature nor key');
    if (!isTimely(timestamp, kernel.clock.now().getTime()))
      return turnAway('the clock of the device is off by more than five minutes');
    if (!isNonce(nonce) || !/^[0-9a-f]{64}$/.test(digest)) return turnAway('nonce or digest are malformed');
    const { pathname, search } = new URL(request.url);
    const text = deviceSigningText({
      method: request.method,
      pathAndQuery: pathname + search,
      timestamp,
      nonce,
      bodySha256Hex: digest,
    });
    if (!equal(signature.toLowerCase(), createHmac('sha256', key).update(text).digest('hex')))
      return turnAway('wrong signature');
    const used = await kernel.db
      .insertInto('ecg_device_nonce')
      .values({ device_id: device.id, nonce, at: kernel.clock.now() })
      .onConflict((conflict) => conflict.columns(['device_id', 'nonce']).doNothing())
      .executeTakeFirst();
    if (used.numInsertedOrUpdatedRows !== 1n) return turnAway('the request was sent before');
    bodySha256Hex = digest;
  }
  if (device.state !== 'approved') {
    const why = device.state === 'disabled' ? 'the device is disabled' : 'the device is not approved yet';
    const error = fail('RIGHT_MISSING', { what: 'device', state: device.state });
    return refuse(kernel, trail, { code, address, error, why });
  }
  return { device, bodySha256Hex };
}
