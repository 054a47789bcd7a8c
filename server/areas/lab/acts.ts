// One act on one specimen: locked, its group and version checked, the pure rule applied, criticals followed, everything stored together.
import type { Right } from '../../../core/identity/rights.ts';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { type ActContext, requireVersion } from '../../../core/lab/act.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import type { Caller, CommandWork } from '../../kernel/types.ts';
import { actorOf, requireGroup } from './access.ts';
import type { LabServices } from './services.ts';
import { lockSpecimen, saveSpecimen } from './specimen-store.ts';

export interface SpecimenInput {
  command: CommandMeta;
  specimenId: string;
  expectedVersion: number;
}

export interface ActSpec<Input extends SpecimenInput> {
  /** `lab.receive`, as in the contract. */
  name: string;
  right: Right;
  apply(
    document: SpecimenDocument,
    input: Input,
    context: ActContext,
    work: CommandWork,
  ): SpecimenDocument | Promise<SpecimenDocument>;
  /** After the document was stored: reports, messages to other systems. */
  after?(work: CommandWork, before: SpecimenDocument, after: SpecimenDocument, input: Input): Promise<void>;
}

/** Context of the pure rules: the server's clock says when, whoever asked says who. */
export async function actContext(services: LabServices, work: CommandWork): Promise<ActContext> {
  return {
    now: work.now.toISOString(),
    actor: actorOf(work.caller),
    newId: work.newId,
    dictionaries: await services.dictionaries.load(work.tx),
  };
}

export async function store(
  services: LabServices,
  work: CommandWork,
  before: SpecimenDocument,
  after: SpecimenDocument,
): Promise<SpecimenDocument> {
  if (after === before) return before;
  const saved = await saveSpecimen(work, before, after);
  await services.critical.follow(work, saved);
  return saved;
}

/** @throws what the kernel, the store and the rule throw */
export function actOnSpecimen<Input extends SpecimenInput>(
  services: LabServices,
  spec: ActSpec<Input>,
  caller: Caller,
  input: Input,
): Promise<SpecimenDocument> {
  const request = { ...input.command, name: spec.name, right: spec.right, subject: input.specimenId, input };
  return services.kernel.command(caller, request, async (work) => {
    const before = await lockSpecimen(work.tx, { id: input.specimenId });
    requireGroup(caller, before.groupId);
    requireVersion(before, input.expectedVersion);
    const after = await spec.apply(before, input, await actContext(services, work), work);
    const saved = await store(services, work, before, after);
    await spec.after?.(work, before, saved, input);
    work.audit({ act: spec.name, subject: before.barcode, patientId: before.patient.id });
    return saved;
  });
}
