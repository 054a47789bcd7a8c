// A link that a hospital system signed (HIS, EMR) becomes a short-lived token of one ECG exam; every try that names a known system is in the audit trail.
import { ecgSignedText } from '../../../core/ecg/flow/link-signature.ts';
import { readSignedLook } from '../../../core/imaging/link-signature.ts';
import { YishuError } from '../../../core/kernel/errors.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { checkSystemSignature, type LinkRefusal } from '../imaging/module.ts';
import { issueLink } from './links.ts';

/** How long the page stays open on what a signed link is exchanged for. */
const lookMinutes = 30;

/** @throws what the database throws; every refusal is a value */
export async function exchangeEcgLink(
  kernel: Kernel,
  caller: Caller,
  query: URLSearchParams,
): Promise<{ token: string } | { refused: LinkRefusal }> {
  const now = kernel.clock.now();
  const read = readSignedLook(query, now);
  if ('problem' in read) return { refused: read.problem };
  const { look, signature } = read;
  if (look.by !== 'accession') return { refused: 'malformed' };
  const checked = await checkSystemSignature(kernel, look.system, ecgSignedText(look), signature);
  if (checked === 'unknown') return { refused: 'signature' };
  const who = `${look.system} ${look.user}`;
  const visitor = systemCaller(caller.address);
  const refuse = async (refused: LinkRefusal, subject: string) => {
    await kernel.audit(visitor, { act: 'ecg.signedLink', subject, detail: `${who}: ${refused}`, outcome: 'refused' });
    return { refused };
  };
  // What an unsigned request names may be anything: it is not kept.
  if (checked === 'wrong') return refuse('signature', look.system);
  try {
    const { token } = await issueLink(kernel, visitor, {
      command: { id: kernel.newId(), at: now.toISOString() },
      target: { accession: look.value },
      minutes: lookMinutes,
      label: who,
      system: look.system,
    });
    return { token };
  } catch (error) {
    if (!(error instanceof YishuError) || error.code !== 'NOT_FOUND') throw error;
    return { refused: 'study' };
  }
}
