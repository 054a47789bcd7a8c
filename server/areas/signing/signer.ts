// A signature at an act: the key is opened before the transaction, everything that decides and everything that is kept stands inside it.
import { Buffer } from 'node:buffer';
import { fail, YishuError } from '../../../core/kernel/errors.ts';
import type { ExamService } from '../../../core/orders/exam.ts';
import type { CertificateUse, SigningPolicy } from '../../../core/signing/model.ts';
import type { SigningReason } from '../../../core/signing/reasons.ts';
import { certificateToUse } from '../../../core/signing/rules.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import type { Keyring } from './keyring.ts';
import { PdfError, signPdf } from './paper/sign-pdf.ts';
import { readCertificate } from './pki/certificate.ts';
import { chainTo } from './pki/chain.ts';
import { type CmsSigner, signCms } from './pki/cms.ts';
import type { OpenedFile } from './pki/pkcs12.ts';
import { type CertificateRow, certificateShown, certificatesOf, policyOf, trustedAt } from './store.ts';

/** What was found out before the transaction; a refusal waits there, so that it is audited and a replay gets its first answer. */
type Opened = { certificateId: string; file: OpenedFile } | { refusal: YishuError } | { without: SigningReason | null };

export interface SignedContent {
  reportId: string;
  act: 'submit' | 'release';
  content: string;
  /** The instant that the report itself names. */
  at: string;
}

/** One person's signing of one act. */
export interface ActSigning {
  /**
   * Signs, where the policy says so and the person can: null when the act goes on without.
   * @throws SIGNATURE_NOT_MADE, CERTIFICATE_PASSWORD, CERTIFICATE_LOCKED
   */
  sign(work: CommandWork, what: SignedContent): Promise<ActSigned | null>;
}

export interface ActSigned {
  /** Signs the paper of the same act and keeps it. @throws SIGNATURE_NOT_MADE */
  signPaper(work: CommandWork, draw: () => Promise<Uint8Array>): Promise<void>;
}

export interface Signer {
  /** Before the command: opens the key. What `act` needs of it is asked for once. */
  prepare(caller: Caller, service: ExamService, given: CertificateUse | undefined): Promise<ActSigning>;
}

const notMade = (reason: SigningReason): YishuError => fail('SIGNATURE_NOT_MADE', { reason });

function decided(policy: SigningPolicy, opened: Opened): Extract<Opened, { file: OpenedFile }> | null {
  if (policy === 'off') return null;
  if ('refusal' in opened) throw opened.refusal;
  if ('file' in opened) return opened;
  if (policy === 'optional') return null;
  if (opened.without === null) throw fail('CERTIFICATE_PASSWORD', { reason: 'passwordMissing' });
  throw notMade(opened.without);
}

/** The certificate as it is now, and its way to an authority. @throws SIGNATURE_NOT_MADE */
async function usableNow(work: CommandWork, certificateId: string): Promise<{ row: CertificateRow; way: Buffer[] }> {
  const row = await work.tx
    .selectFrom('signing_certificate')
    .selectAll()
    .where('id', '=', certificateId)
    .forShare()
    .executeTakeFirst();
  const choice = certificateToUse(row ? [certificateShown(row)] : [], work.now);
  if (!row || 'reason' in choice) throw notMade('reason' in choice ? choice.reason : 'none');
  const between = row.between_certificates.map(readCertificate);
  const answer = chainTo(readCertificate(row.certificate), await trustedAt(work.tx, work.now), between, work.now);
  if ('fault' in answer) throw notMade(answer.fault);
  // A root says nothing about itself: it is the reader who trusts it.
  const way = answer.path.filter((one, index) => index === 0 || one.subject !== one.issuer);
  return { row, way: way.map(({ der }) => der) };
}

export function makeSigner(kernel: Kernel, keyring: Keyring): Signer {
  async function openFor(caller: Caller, service: ExamService, given: CertificateUse | undefined): Promise<Opened> {
    if ((await policyOf(kernel.db, service)) === 'off') return { without: null };
    if (caller.mode !== 'live' || !caller.person) return { without: 'notLive' };
    const rows = await certificatesOf(kernel.db, caller.person.id);
    const choice = certificateToUse(rows.map(certificateShown), kernel.clock.now());
    if ('reason' in choice) return { without: choice.reason };
    const row = rows.find(({ id }) => id === choice.use.id);
    if (!row) return { without: 'none' };
    const kept = keyring.kept(caller, row.id);
    if (kept) return { certificateId: row.id, file: kept };
    if (!given) return { without: null };
    const file = await keyring.open(row, given.password);
    if (given.keep) keyring.keep(caller, row.id, file);
    return { certificateId: row.id, file };
  }

  return {
    async prepare(caller, service, given) {
      const opened = await openFor(caller, service, given).catch((error: unknown): Opened => {
        if (error instanceof YishuError) return { refusal: error };
        throw error;
      });
      return {
        async sign(work, { reportId, act, content, at }) {
          const use = decided(await policyOf(work.tx, service), opened);
          if (!use || !caller.person) return null;
          const { row, way } = await usableNow(work, use.certificateId);
          const signer: CmsSigner = { key: use.file.key, certificates: way };
          const [signedAt, person] = [new Date(at), caller.person];
          const about = { report_id: reportId, person_name: person.name, certificate_id: row.id, signed_at: signedAt };
          const cms = signCms(Buffer.from(content, 'utf8'), signer, signedAt);
          const kept = { id: work.newId(), act, person_id: person.id, cms, content: act === 'submit' ? content : null };
          await work.tx
            .insertInto('exam_signature')
            .values({ ...about, ...kept })
            .execute();
          work.audit({
            act: 'signing.sign',
            subject: person.user,
            detail: `${act}, report ${reportId}, certificate ${row.serial}`,
          });
          return {
            async signPaper(paperWork, draw) {
              const pdf = await draw()
                .then((bytes) =>
                  signPdf(bytes, {
                    name: row.name,
                    reason: '审核签发 / Released',
                    at: signedAt,
                    sign: (bytesOfPaper) => signCms(bytesOfPaper, signer, null),
                  }),
                )
                .catch((error: unknown) => {
                  const why = error instanceof PdfError || error instanceof YishuError ? error.message : String(error);
                  kernel.log('error', 'the paper of a report could not be drawn and signed', { reportId, error: why });
                  throw notMade('paper');
                });
              await paperWork.tx
                .insertInto('exam_signed_paper')
                .values({ ...about, pdf })
                .execute();
            },
          };
        },
      };
    },
  };
}
