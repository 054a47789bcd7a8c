// Verification of a printed report (LAB-60): is there such a code, is the stored content what was released, is it in force.
import { fail } from '../../../core/kernel/errors.ts';
import { isUnaltered } from '../../../core/reporting/canonical.ts';
import type { LabReport } from '../../../core/reporting/model.ts';
import { readCode } from '../../../core/reporting/verification-code.ts';
import type { SignatureAnswer } from '../../../core/signing/model.ts';
import { maySeeGroup } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { signaturesUnder } from './exam/certified.ts';
import { examReportByCode, type StoredExamReport } from './exam/store.ts';
import { type ExamVerification, examVerification, unknownExamCode } from './exam/verify.ts';
import { maskedBarcode, maskedCode, maskedName } from './mask.ts';
import { reportHash } from './report-hash.ts';
import { reportByCode, type StoredReport } from './store.ts';

export { maskedBarcode, maskedCode, maskedName } from './mask.ts';

export interface Verification {
  /** Which department can be asked about it. */
  of: 'laboratory' | 'exam';
  valid: boolean;
  state: LabReport['state'] | null;
  patientName: string | null;
  barcode: string | null;
  releasedAt: string | null;
  version: number | null;
  lines: { name: string; value: string; unit: string }[];
  /** With certificates; of reports of exams. */
  signatures?: SignatureAnswer[];
}

export const unknownCode: Verification = {
  of: 'laboratory',
  valid: false,
  state: null,
  patientName: null,
  barcode: null,
  releasedAt: null,
  version: null,
  lines: [],
};

export type VerificationAnswer = 'valid' | 'recalled' | 'superseded' | 'altered' | 'unknown';

/** The one word for an answer; a report in force that is not valid was altered. */
export function answerOf({ valid, state }: Verification): VerificationAnswer {
  if (state === null) return 'unknown';
  if (state === 'recalled' || state === 'superseded') return state;
  return valid ? 'valid' : 'altered';
}

/** What a stranger with the paper in hand needs: whose it is, from when, and whether it counts. The results are on the paper. */
export function forStrangers(verification: Verification): Verification {
  const { barcode } = verification;
  return { ...verification, barcode: barcode === null ? null : maskedBarcode(barcode), lines: [] };
}

/** Values only of a report in force; of one that was altered nothing at all, since none of it can be trusted. */
export function verificationOf({ report, contentHash }: StoredReport): Verification {
  if (contentHash !== report.contentHash || !isUnaltered(report, reportHash))
    return { ...unknownCode, state: report.state };
  const valid = report.state === 'released' || report.state === 'printed';
  return {
    of: 'laboratory',
    valid,
    state: report.state,
    patientName: maskedName(report.patient.name),
    barcode: report.barcode,
    releasedAt: report.releasedAt,
    version: report.version,
    lines: valid ? report.lines.map(({ name, value, unit }) => ({ name, value, unit })) : [],
  };
}

/** An exam's answer on the page that answers for all papers. */
export function asVerification(exam: ExamVerification): Verification {
  const { valid, state, patientName, accessionNumber, releasedAt, edition, signatures } = exam;
  const words: Partial<Record<string, LabReport['state']>> = { recalled: 'recalled', superseded: 'superseded' };
  return {
    ...unknownCode,
    of: 'exam',
    valid,
    state: state === null ? null : (words[state] ?? 'released'),
    patientName,
    barcode: accessionNumber,
    releasedAt,
    version: edition,
    signatures,
  };
}

/** A stored text that fits its hash but not its signatures was changed with its hash. */
async function withSignatures(
  kernel: Pick<Kernel, 'db'>,
  stored: StoredExamReport,
  found: ExamVerification,
): Promise<ExamVerification> {
  const signatures = await signaturesUnder(kernel, stored);
  const stand = signatures.every(({ verdict }) => verdict === 'valid');
  if (found.valid && !stand) return { ...unknownExamCode, state: found.state, signatures };
  return { ...found, signatures };
}

export interface Verifier {
  /**
   * Answers for what somebody typed or scanned, and writes it down. Results are for people who may see the report's group anyway.
   * The code of an exam's report is answered too.
   * @throws SERVER_BUSY when the address asked too often
   */
  verify(caller: Caller, typed: string): Promise<Verification>;
  /** The same for reports of exams alone, in their own words. */
  verifyExam(caller: Caller, typed: string): Promise<ExamVerification>;
}

export interface VerifierParts {
  kernel: Pick<Kernel, 'db' | 'audit' | 'log'>;
  /** Takes one try of an address; false when there is none left. */
  allow(address: string): boolean;
}

export function makeVerifier({ kernel, allow }: VerifierParts): Verifier {
  async function write(caller: Caller, code: string | null, patientId: string | null, answer: VerificationAnswer) {
    await kernel.audit(caller, {
      act: 'reporting.verify',
      // What is no code may be anything that somebody typed: it is not kept.
      subject: code === null ? 'no code' : maskedCode(code),
      patientId,
      detail: answer,
      outcome: answer === 'altered' ? 'failed' : 'done',
    });
  }

  async function examOf(caller: Caller, code: string | null): Promise<ExamVerification> {
    const stored = code === null ? null : await examReportByCode(kernel.db, code);
    const verification = stored ? await withSignatures(kernel, stored, examVerification(stored)) : unknownExamCode;
    const answer = answerOf(asVerification(verification));
    if (answer === 'altered')
      kernel.log('error', 'a stored report is not what was released', { reportId: stored?.report.id });
    await write(caller, code, stored?.patientId ?? null, answer);
    const { accessionNumber } = verification;
    const sees = stored !== null && caller.rights.includes(`${stored.report.service}.view`);
    return sees || accessionNumber === null
      ? verification
      : { ...verification, accessionNumber: maskedBarcode(accessionNumber) };
  }

  return {
    async verify(caller, typed) {
      if (!allow(caller.address)) throw fail('SERVER_BUSY');
      const code = readCode(typed);
      const stored = code === null ? null : await reportByCode(kernel.db, code);
      if (!stored) return asVerification(await examOf(caller, code));
      const verification = verificationOf(stored);
      const answer = answerOf(verification);
      if (answer === 'altered')
        kernel.log('error', 'a stored report is not what was released', { reportId: stored.report.id });
      await write(caller, code, stored.patientId, answer);
      const sees = caller.rights.includes('lab.view') && maySeeGroup(caller, stored.groupId);
      return sees ? verification : forStrangers(verification);
    },
    async verifyExam(caller, typed) {
      if (!allow(caller.address)) throw fail('SERVER_BUSY');
      return examOf(caller, readCode(typed));
    },
  };
}
