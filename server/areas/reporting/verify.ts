// Verification of a printed report (LAB-60): is there such a code, is the stored content what was released, is it in force.
import { fail } from '../../../core/kernel/errors.ts';
import { isUnaltered } from '../../../core/reporting/canonical.ts';
import type { LabReport } from '../../../core/reporting/model.ts';
import { readCode } from '../../../core/reporting/verification-code.ts';
import { maySeeGroup } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { reportHash } from './report-hash.ts';
import { reportByCode, type StoredReport } from './store.ts';

export interface Verification {
  valid: boolean;
  state: LabReport['state'] | null;
  patientName: string | null;
  barcode: string | null;
  releasedAt: string | null;
  version: number | null;
  lines: { name: string; value: string; unit: string }[];
}

export const unknownCode: Verification = {
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

/** 张三丰 -> 张**; the surname stays, so that the holder can compare. */
export function maskedName(name: string): string {
  const [first = '', ...rest] = [...name];
  return `${first}${'*'.repeat(rest.length)}`;
}

/** `7K3M********`: enough to find the report again for who may read it, not enough to ask for it. */
export const maskedCode = (code: string): string => `${code.slice(0, 4)}${'*'.repeat(code.length - 4)}`;

/** `*******3125`: the last four tell papers of one patient apart. */
export const maskedBarcode = (barcode: string): string =>
  barcode.slice(0, -4).replaceAll(/./gsu, '*') + barcode.slice(-4);

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
    valid,
    state: report.state,
    patientName: maskedName(report.patient.name),
    barcode: report.barcode,
    releasedAt: report.releasedAt,
    version: report.version,
    lines: valid ? report.lines.map(({ name, value, unit }) => ({ name, value, unit })) : [],
  };
}

export interface Verifier {
  /**
   * Answers for what somebody typed or scanned, and writes it down. Results are for people who may see the report's group anyway.
   * @throws SERVER_BUSY when the address asked too often
   */
  verify(caller: Caller, typed: string): Promise<Verification>;
}

export interface VerifierParts {
  kernel: Pick<Kernel, 'db' | 'audit' | 'log'>;
  /** Takes one try of an address; false when there is none left. */
  allow(address: string): boolean;
}

export function makeVerifier({ kernel, allow }: VerifierParts): Verifier {
  return {
    async verify(caller, typed) {
      if (!allow(caller.address)) throw fail('SERVER_BUSY');
      const code = readCode(typed);
      const stored = code === null ? null : await reportByCode(kernel.db, code);
      const verification = stored ? verificationOf(stored) : unknownCode;
      const answer = answerOf(verification);
      if (answer === 'altered')
        kernel.log('error', 'a stored report is not what was released', { reportId: stored?.report.id });
      await kernel.audit(caller, {
        act: 'reporting.verify',
        // What is no code may be anything that somebody typed: it is not kept.
        subject: code === null ? 'no code' : maskedCode(code),
        patientId: stored?.patientId ?? null,
        detail: answer,
        outcome: answer === 'altered' ? 'failed' : 'done',
      });
      const sees = stored !== null && caller.rights.includes('lab.view') && maySeeGroup(caller, stored.groupId);
      return sees ? verification : forStrangers(verification);
    },
  };
}
