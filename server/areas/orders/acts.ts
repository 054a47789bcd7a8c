// One act on one exam: locked, the right of its service and its institution checked, the pure rule applied, stored and told.
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { type ExamActor, type ExamContext, requireExamVersion } from '../../../core/orders/exam-rules.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import { type ExamDuty, managesCase, requireExamAccess } from './access.ts';
import { actorOf } from './institutions.ts';
import { lockExamRow, saveExam } from './store.ts';

export interface ExamInput {
  command: CommandMeta;
  examId: string;
  expectedVersion?: number;
}

export interface ExamActSpec<Input extends ExamInput> {
  /** As in the contract: `orders.arrive`. */
  name: string;
  /** Any one of them is enough; which may what beyond that is the rule's business. */
  duties: readonly ExamDuty[];
  /** So is the right to manage cases. */
  managed?: true;
  apply(
    exam: ExamDocument,
    input: Input,
    context: ExamContext,
    work: CommandWork,
  ): ExamDocument | Promise<ExamDocument>;
  /** After it was stored: critical values, messages to other systems. */
  after?(work: CommandWork, before: ExamDocument, after: ExamDocument, input: Input): Promise<void>;
  detail?(input: Input): string;
  /** In whose name the server acts, for somebody whom another system signed for; else it is the caller. */
  by?: ExamActor | undefined;
  /** False for what repeats by itself, such as the renewal of a lease: its beginning stands in the trail. */
  audited?(input: Input): boolean;
}

/** @param by in whose name the server acts; else the caller */
export async function examContext(kernel: Kernel, work: CommandWork, by?: ExamActor): Promise<ExamContext> {
  return { now: work.now.toISOString(), by: by ?? (await actorOf(kernel, work.tx, work.caller)) };
}

/** @throws what the kernel, the access and the rule throw */
export function actOnExam<Input extends ExamInput>(
  kernel: Kernel,
  spec: ExamActSpec<Input>,
  caller: Caller,
  input: Input,
): Promise<ExamDocument> {
  // The right depends on the service, which only the exam tells: it is checked inside, and a refusal is audited like any other.
  const request = { ...input.command, name: spec.name, right: null, subject: input.examId, input, ownAudit: true };
  return kernel.command(caller, request, async (work) => {
    const before = await lockExamRow(work.tx, input.examId);
    const context = await examContext(kernel, work, spec.by);
    if (!spec.managed || !managesCase(caller, context.by, before))
      requireExamAccess(caller, context.by, before, spec.duties);
    if (input.expectedVersion !== undefined) requireExamVersion(before, input.expectedVersion);
    const after = await saveExam(work, before, await spec.apply(before, input, context, work));
    await spec.after?.(work, before, after, input);
    if (spec.audited?.(input) === false) return after;
    work.audit({
      act: spec.name,
      subject: before.accessionNumber,
      patientId: before.patient.id,
      detail: spec.detail?.(input),
    });
    return after;
  });
}
