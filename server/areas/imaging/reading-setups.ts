// Hanging protocols and named windows on the server: a reader's own, and those of a department, which whoever edits its dictionaries keeps.

import {
  emptySetup,
  type OwnPreset,
  ReadingSetup,
  type ReadingSetups,
  type SetupScope,
} from '../../../core/imaging/reading/setup.ts';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { requireAccess } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import type { Implementer } from '../../web/procedures.ts';
import { institutionOf, institutionsOf } from '../orders/module.ts';

/** More than this is no choice any more. */
const mostLinked = 60;

/** Where nobody was given a department, all share one set. */
const noDepartment = '-';

/** The owner is never what was sent. */
function ownerOf(caller: Caller, scope: SetupScope): string {
  if (!caller.person) throw fail('LOGIN_REQUIRED');
  return scope === 'person' ? caller.person.id : caller.person.departmentId || noDepartment;
}

async function setupsOf(kernel: Kernel, caller: Caller): Promise<ReadingSetups> {
  const departmentId = ownerOf(caller, 'department');
  const rows = await kernel.db
    .selectFrom('imaging_reading_setup')
    .select(['scope', 'version', 'doc'])
    .where(({ or, and, eb }) =>
      or([
        and([eb('scope', '=', 'person'), eb('owner_id', '=', ownerOf(caller, 'person'))]),
        and([eb('scope', '=', 'department'), eb('owner_id', '=', departmentId)]),
      ]),
    )
    .execute();
  const of = (scope: SetupScope) => {
    const row = rows.find((one) => one.scope === scope);
    // What was stored went through the schema; parsed again, parts that were added since have their defaults.
    return row ? { version: row.version, doc: ReadingSetup.parse(row.doc) } : { version: 0, doc: emptySetup };
  };
  const mayEdit = caller.rights.includes('dictionary.edit');
  return {
    person: of('person'),
    department: { ...of('department'), mayEdit },
  };
}

/**
 * Named windows of the departments of the institutions that a study concerns, for who looks at it without an account. A department that
 * no institution names is the server's own, and so is a study without an exam.
 */
export async function presetsOfStudy(kernel: Kernel, db: Kernel['db'], studyUid: string): Promise<OwnPreset[]> {
  const exam = await db
    .selectFrom('imaging_study')
    .innerJoin('exam', 'exam.id', 'imaging_study.exam_id')
    .select('exam.image_institutions')
    .where('imaging_study.uid', '=', studyUid)
    .executeTakeFirst();
  const rows = await db
    .selectFrom('imaging_reading_setup')
    .select(['owner_id', 'doc'])
    .where('scope', '=', 'department')
    .orderBy('owner_id')
    .execute();
  const network = await institutionsOf(kernel, db);
  const concerned = exam?.image_institutions ?? network.flatMap(({ id, own }) => (own ? [id] : []));
  const presets = rows
    .filter(({ owner_id }) => concerned.includes(institutionOf(network, owner_id)?.id ?? ''))
    .flatMap(({ doc }) => ReadingSetup.parse(doc).presets);
  // Two departments may have kept the same window under the same name.
  const said = presets.map(({ id: _id, ...preset }) => JSON.stringify(preset));
  return presets.filter((_preset, index) => said.indexOf(said[index] ?? '') === index).slice(0, mostLinked);
}

interface SaveInput {
  command: CommandMeta;
  scope: SetupScope;
  expectedVersion: number;
  doc: ReadingSetup;
}

/** @throws RIGHT_MISSING, VERSION_CONFLICT with who saved last */
function saveSetup(kernel: Kernel, caller: Caller, input: SaveInput): Promise<{ version: number }> {
  const { scope, expectedVersion, doc } = input;
  const request = {
    ...input.command,
    name: 'imaging.saveReadingSetup',
    right: 'radiology.view' as const,
    subject: scope,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const ownerId = ownerOf(caller, scope);
    if (scope === 'department') requireAccess(caller, 'dictionary.edit');
    const former = await work.tx
      .selectFrom('imaging_reading_setup')
      .select(['version', 'saved_by'])
      .where('scope', '=', scope)
      .where('owner_id', '=', ownerId)
      .forUpdate()
      .executeTakeFirst();
    const actual = former?.version ?? 0;
    const conflict = () =>
      fail('VERSION_CONFLICT', { scope, expected: expectedVersion, actual, savedBy: former?.saved_by ?? '' });
    if (actual !== expectedVersion) throw conflict();
    const values = {
      version: actual + 1,
      saved_at: work.now,
      saved_by: caller.person?.name ?? '',
      doc: JSON.stringify(doc),
    };
    // Two first ones at once: the second meets the row of the first and is told so.
    const stored = former
      ? await work.tx
          .updateTable('imaging_reading_setup')
          .set(values)
          .where('scope', '=', scope)
          .where('owner_id', '=', ownerId)
          .executeTakeFirst()
          .then(({ numUpdatedRows }) => numUpdatedRows)
      : await work.tx
          .insertInto('imaging_reading_setup')
          .values({ scope, owner_id: ownerId, ...values })
          .onConflict((clash) => clash.columns(['scope', 'owner_id']).doNothing())
          .executeTakeFirst()
          .then(({ numInsertedOrUpdatedRows }) => numInsertedOrUpdatedRows ?? 0n);
    if (stored === 0n) throw conflict();
    const counts = `${doc.protocols.length} protocols, ${doc.presets.length} windows`;
    work.audit({ act: 'imaging.saveReadingSetup', subject: `${scope} ${ownerId}`, detail: counts });
    return { version: actual + 1 };
  });
}

export function readingSetupRoutes(kernel: Kernel, { imaging }: Implementer) {
  return {
    readingSetups: imaging.readingSetups.handler(({ context }) =>
      kernel.read(context.caller, 'radiology.view', { act: 'imaging.readingSetups', subject: '' }, () =>
        setupsOf(kernel, context.caller),
      ),
    ),
    saveReadingSetup: imaging.saveReadingSetup.handler(({ input, context }) =>
      saveSetup(kernel, context.caller, input),
    ),
  };
}
