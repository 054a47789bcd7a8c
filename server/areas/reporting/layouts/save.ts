// Keeping layouts: a list for administrators, and saving as the next version against the one that was seen.
import type { CommandMeta } from '../../../../core/kernel/contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import type { ExamService } from '../../../../core/orders/exam.ts';
import type { PaperLayout, StoredPaperLayout } from '../../../../core/reporting/paper-layout.ts';
import { type LayoutProblem, layoutProblems } from '../../../../core/reporting/paper-rules.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import { institutionsOf } from '../../orders/module.ts';
import { insertVersion, layoutsOf, lockLayout } from './store.ts';

interface LayoutList {
  layouts: StoredPaperLayout[];
  institutions: { id: string; name: string }[];
  modalities: string[];
}

export function layoutList(kernel: Kernel, caller: Caller, service: ExamService): Promise<LayoutList> {
  const entry = { act: 'examReports.layouts', subject: service };
  return kernel.read(caller, 'dictionary.edit', entry, async (db) => {
    const items = await db
      .selectFrom('exam_item')
      .select('modality')
      .distinct()
      .where('service', '=', service)
      .orderBy('modality')
      .execute();
    return {
      layouts: await layoutsOf(db, service),
      institutions: (await institutionsOf(kernel, db)).map(({ id, name }) => ({ id, name })),
      modalities: items.map(({ modality }) => modality),
    };
  });
}

const sentence = ({ zone, block, code, what, mm }: LayoutProblem): string =>
  [`${zone}${block === null ? '' : `.${block}`}: ${code}`, what, mm && `${mm.has} mm of ${mm.needs} mm`]
    .filter(Boolean)
    .join(' ');

/** @throws INPUT_INVALID with the block and the reason of each thing that cannot be printed */
export function requirePrintableLayout(layout: PaperLayout): void {
  const problems = layoutProblems(layout);
  if (problems.length > 0) throw fail('INPUT_INVALID', { fields: problems.slice(0, 20).map(sentence) });
}

type SaveInput = { command: CommandMeta; layoutId: string; expectedVersion: number; layout: PaperLayout };

/** @throws VERSION_CONFLICT with who was first, INPUT_INVALID */
export function saveLayout(kernel: Kernel, caller: Caller, input: SaveInput): Promise<StoredPaperLayout> {
  const { layout, layoutId, expectedVersion } = input;
  const request = {
    ...input.command,
    name: 'examReports.saveLayout',
    right: 'dictionary.edit' as const,
    subject: layout.name,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    requirePrintableLayout(layout);
    if (layout.logoId !== null) {
      const logo = await work.tx
        .selectFrom('report_logo')
        .select('id')
        .where('id', '=', layout.logoId)
        .executeTakeFirst();
      if (!logo) throw fail('INPUT_INVALID', { fields: ['logoId: not stored'] });
    }
    const before = await lockLayout(work.tx, layoutId);
    const actual = before?.version ?? 0;
    if (actual !== expectedVersion)
      throw fail('VERSION_CONFLICT', {
        layoutId,
        expected: expectedVersion,
        actual,
        savedBy: before?.savedBy ?? '',
        savedAt: before?.savedAt ?? '',
      });
    if (before && before.layout.service !== layout.service)
      throw fail('INPUT_INVALID', { fields: ['service: a layout stays with its service'] });
    const made: StoredPaperLayout = {
      id: layoutId,
      version: actual + 1,
      savedAt: work.now.toISOString(),
      savedBy: caller.person?.name ?? 'system',
      layout,
    };
    await insertVersion(work.tx, made);
    work.audit({ act: 'examReports.saveLayout', subject: layout.name, detail: `version ${made.version}` });
    return made;
  });
}
