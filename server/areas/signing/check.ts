// What the signatures under a report are worth at this moment: every verdict is computed from the bytes, none is stored.
import { Buffer } from 'node:buffer';
import type { Kysely, Selectable } from 'kysely';
import type { SignatureAnswer, SignatureVerdict } from '../../../core/signing/model.ts';
import { withoutNumbers } from '../../../core/signing/rules.ts';
import type { Database } from '../../db/schema.ts';
import { verifyPdf } from './paper/sign-pdf.ts';
import { readCertificate } from './pki/certificate.ts';
import { chainTo } from './pki/chain.ts';
import { type CmsVerdict, verifyCms } from './pki/cms.ts';
import { type CertificateRow, trustedAt } from './store.ts';
import type { ExamSignatureTable, SignedPaperTable } from './tables.ts';

export interface CheckedReport {
  id: string;
  /** What a release signs, made anew from the report as it is stored; null before its release. */
  releasedContent: string | null;
  /** The signatures that the report names: one that was taken back with its text is none of them. */
  instants: readonly string[];
}

type Signed = Selectable<ExamSignatureTable> | Selectable<SignedPaperTable>;

async function verdictOf(
  db: Kysely<Database>,
  cms: CmsVerdict,
  signed: Signed,
  row: CertificateRow,
): Promise<SignatureVerdict> {
  if (cms.fault === 'broken') return 'broken';
  const [leaf, ...between] = cms.certificates.map(readCertificate);
  const isTheirs = leaf?.fingerprint === row.fingerprint && leaf.der.equals(row.certificate);
  // A CMS time has whole seconds; a paper's is in its dictionary, which the signature covers.
  const isThen = cms.signingTime === null || Math.abs(cms.signingTime.getTime() - signed.signed_at.getTime()) < 1000;
  if (!leaf || !isTheirs || !isThen) return 'broken';
  if (cms.fault === 'content') return 'contentChanged';
  if (row.withdrawn_at !== null && row.withdrawn_at <= signed.signed_at) return 'notValidThen';
  const answer = chainTo(leaf, await trustedAt(db, signed.signed_at), between, signed.signed_at);
  if ('path' in answer) return 'valid';
  return answer.fault === 'untrusted' ? 'untrusted' : 'notValidThen';
}

/** Whether a kept submission is of this very report: its own number stands in what was signed. */
function isOf(content: string, reportId: string): boolean {
  try {
    const read: unknown = JSON.parse(content);
    const report: unknown = read && typeof read === 'object' && 'report' in read ? read.report : null;
    return report !== null && typeof report === 'object' && 'id' in report && report.id === reportId;
  } catch {
    return false;
  }
}

function verdictOnContent(signed: Selectable<ExamSignatureTable>, report: CheckedReport): CmsVerdict {
  const content = signed.act === 'submit' ? signed.content : report.releasedContent;
  const verdict = verifyCms(signed.cms, Buffer.from(content ?? '', 'utf8'));
  if (verdict.fault === null && signed.act === 'submit' && !isOf(content ?? '', report.id))
    return { ...verdict, fault: 'content' };
  return verdict;
}

/** In the order of the acts, the paper last. */
export async function checkReport(db: Kysely<Database>, report: CheckedReport): Promise<SignatureAnswer[]> {
  const signatures = await db
    .selectFrom('exam_signature')
    .selectAll()
    .where('report_id', '=', report.id)
    .orderBy('signed_at')
    .execute();
  const paper = await db
    .selectFrom('exam_signed_paper')
    .selectAll()
    .where('report_id', '=', report.id)
    .executeTakeFirst();
  const present = signatures.filter(({ signed_at }) => report.instants.includes(signed_at.toISOString()));
  const all: { of: SignatureAnswer['of']; signed: Signed; cms: CmsVerdict }[] = [
    ...present.map((signed) => ({ of: signed.act, signed, cms: verdictOnContent(signed, report) })),
    ...(paper ? [{ of: 'paper' as const, signed: paper, cms: verifyPdf(paper.pdf) }] : []),
  ];
  if (all.length === 0) return [];
  const ids = [...new Set(all.map(({ signed }) => signed.certificate_id))];
  const rows = await db.selectFrom('signing_certificate').selectAll().where('id', 'in', ids).execute();
  const answers: SignatureAnswer[] = [];
  for (const { of, signed, cms } of all) {
    const row = rows.find(({ id }) => id === signed.certificate_id);
    if (!row) continue;
    const verdict = await verdictOf(db, cms, signed, row);
    const withdrawn = row.withdrawn_at !== null && row.withdrawn_at > signed.signed_at ? row.withdrawn_at : null;
    answers.push({
      of,
      personName: signed.person_name,
      at: signed.signed_at.toISOString(),
      subject: withoutNumbers(row.subject),
      issuer: row.issuer,
      serial: row.serial,
      verdict,
      withdrawnAt: withdrawn?.toISOString() ?? null,
    });
  }
  return answers;
}

/** The paper as it was signed at release, or null. */
export async function signedPaper(db: Kysely<Database>, reportId: string): Promise<Buffer | null> {
  const row = await db
    .selectFrom('exam_signed_paper')
    .select('pdf')
    .where('report_id', '=', reportId)
    .executeTakeFirst();
  return row?.pdf ?? null;
}
