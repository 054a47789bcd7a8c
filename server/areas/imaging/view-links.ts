// Systems whose users open single studies by links: their secrets, and how a signed link becomes a short-lived token.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import type { SaveLinkSystem } from '../../../core/imaging/contract.ts';
import { readSignedLook, type SignedLook, signedText } from '../../../core/imaging/link-signature.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { issueToken } from './tokens.ts';

/** How long the page stays open on the token that a signed link is exchanged for. */
const lookMs = 30 * 60_000;

export function linkSystems(kernel: Kernel, caller: Caller) {
  return kernel.read(caller, 'identity.admin', { act: 'imaging.linkSystems', subject: '' }, async (db) => {
    const rows = await db
      .selectFrom('view_link_system')
      .select(['name', 'active', 'origins', 'requests_for', 'secret_at', 'changed_at'])
      .orderBy('name')
      .execute();
    return rows.map(({ name, active, origins, requests_for, secret_at, changed_at }) => ({
      name,
      active,
      origins,
      requestsFor: requests_for,
      secretAt: secret_at.toISOString(),
      changedAt: changed_at.toISOString(),
    }));
  });
}

/** A new system gets its secret; a known one a new one only when asked for: the old one is then worth nothing. */
export async function saveLinkSystem(kernel: Kernel, caller: Caller, input: z.infer<typeof SaveLinkSystem>) {
  const request = {
    ...input.command,
    name: 'imaging.saveLinkSystem',
    right: 'identity.admin' as const,
    subject: input.name,
    input,
  };
  const saved = await kernel.command(caller, request, async (work) => {
    const former = await work.tx
      .selectFrom('view_link_system')
      .select('name')
      .where('name', '=', input.name)
      .forUpdate()
      .executeTakeFirst();
    const secret = !former || input.newSecret ? randomBytes(32).toString('base64url') : null;
    const { active, origins, requestsFor } = input;
    const asks = requestsFor === undefined ? {} : { requests_for: requestsFor };
    const values = { active, changed_at: work.now, ...(origins ? { origins } : {}), ...asks };
    const sealed = secret === null ? {} : { secret: kernel.fields.encrypt(secret), secret_at: work.now };
    if (former) {
      await work.tx
        .updateTable('view_link_system')
        .set({ ...values, ...sealed })
        .where('name', '=', input.name)
        .execute();
    } else {
      await work.tx
        .insertInto('view_link_system')
        .values({ name: input.name, secret: '', secret_at: work.now, origins: [], ...values, ...sealed })
        .execute();
    }
    const frames = origins ? `, frames: ${origins.join(' ') || 'none'}` : '';
    const forms = requestsFor === undefined ? '' : `, requests for: ${requestsFor || 'none'}`;
    const detail = `${active ? 'on' : 'off'}${secret === null ? '' : ', new secret'}${frames}${forms}`;
    work.audit({ act: 'imaging.saveLinkSystem', subject: input.name, detail });
    return { name: input.name, active: input.active, isNewSecret: secret !== null };
  });
  const { isNewSecret, ...system } = saved;
  // The command's answer is kept for replays: the secret stays out of it.
  return { ...system, secret: isNewSecret ? await secretOf(kernel, input.name) : null };
}

async function secretOf(kernel: Kernel, name: string): Promise<string | null> {
  const row = await kernel.db
    .selectFrom('view_link_system')
    .select('secret')
    .where('name', '=', name)
    .executeTakeFirst();
  return row ? kernel.fields.decrypt(row.secret) : null;
}

/** Pages of these origins may show the clinicians' pages in a frame. */
export async function embeddingOrigins(db: Kernel['db']): Promise<string[]> {
  const rows = await db.selectFrom('view_link_system').select('origins').where('active', '=', true).execute();
  return [...new Set(rows.flatMap(({ origins }) => origins))].sort();
}

/** The institution for which a system may open the request form of remote reading; empty for none, and for one that is shut out. */
export async function requestsFor(db: Kernel['db'], system: string): Promise<string> {
  const row = await db
    .selectFrom('view_link_system')
    .select('requests_for')
    .where('name', '=', system)
    .where('active', '=', true)
    .executeTakeFirst();
  return row?.requests_for ?? '';
}

/** Whether what the system signed then is still good: it is switched on, and its secret is the same. */
export async function systemStands(db: Kernel['db'], system: string, signedAt: Date): Promise<boolean> {
  const row = await db
    .selectFrom('view_link_system')
    .select('secret_at')
    .where('name', '=', system)
    .where('active', '=', true)
    .executeTakeFirst();
  return row !== undefined && row.secret_at <= signedAt;
}

/** Why a link opens nothing: told to the person in words, without saying more to somebody who guesses. */
export type LinkRefusal = 'malformed' | 'expired' | 'signature' | 'study';

/** Whether a known system made the signature over the text; the ECG page's links are signed with the same secrets. */
export async function checkSystemSignature(
  kernel: Pick<Kernel, 'db' | 'fields'>,
  system: string,
  text: string,
  signature: string,
): Promise<'unknown' | 'wrong' | 'right'> {
  const row = await kernel.db
    .selectFrom('view_link_system')
    .select('secret')
    .where('name', '=', system)
    .where('active', '=', true)
    .executeTakeFirst();
  if (!row) return 'unknown';
  const right = createHmac('sha256', kernel.fields.decrypt(row.secret)).update(text).digest();
  return timingSafeEqual(right, Buffer.from(signature, 'hex')) ? 'right' : 'wrong';
}

/** The study that is named; of several under one accession number the newest, and none when they are of two patients. */
async function studyOf(db: Kernel['db'], look: SignedLook) {
  const rows = await db
    .selectFrom('imaging_study')
    .select(['uid', 'patient_uuid', 'patient_id'])
    .where(look.by === 'study' ? 'uid' : 'accession', '=', look.value)
    .where('removed_at', 'is', null)
    .orderBy('study_date', 'desc')
    .orderBy('study_time', 'desc')
    .execute();
  return new Set(rows.map(({ patient_id }) => patient_id)).size === 1 ? rows[0] : undefined;
}

/** Exchanges a signed link for a token of one study; every try that names a known system is in the audit trail. */
export async function exchangeLink(
  kernel: Kernel,
  caller: Caller,
  query: URLSearchParams,
): Promise<{ token: string } | { refused: LinkRefusal }> {
  const read = readSignedLook(query, kernel.clock.now());
  if ('problem' in read) return { refused: read.problem };
  const { look, signature } = read;
  const checked = await checkSystemSignature(kernel, look.system, signedText(look), signature);
  if (checked === 'unknown') return { refused: 'signature' };
  const who = `${look.system} ${look.user}`;
  const refuse = async (refused: LinkRefusal, subject: string) => {
    await kernel.audit(caller, {
      act: 'imaging.signedLink',
      subject,
      detail: `${who}: ${refused}`,
      outcome: 'refused',
    });
    return { refused };
  };
  // What an unsigned request names may be anything: it is not kept.
  if (checked === 'wrong') return refuse('signature', look.system);
  const study = await studyOf(kernel.db, look);
  if (!study) return refuse('study', look.value);
  const token = await issueToken(kernel, {
    label: `link ${who}`,
    studyUid: study.uid,
    createdBy: null,
    lifeMs: lookMs,
  });
  await kernel.audit(caller, {
    act: 'imaging.signedLink',
    subject: study.uid,
    patientId: study.patient_uuid,
    detail: `${who}, ${lookMs / 60_000} min`,
  });
  return { token };
}
