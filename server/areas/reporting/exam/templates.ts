// Report templates and common phrases: public ones and a department's are kept by whoever edits dictionaries, private ones by their owner (RAD-33, ECG-27).
import type { CommandMeta } from '../../../../core/kernel/contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import type { ExamService } from '../../../../core/orders/exam.ts';
import type { ExamPhrase, ExamReportTemplate } from '../../../../core/reporting/exam-report.ts';
import { requireAccess } from '../../../kernel/access.ts';
import type { Caller, CommandWork, Kernel } from '../../../kernel/types.ts';
import { examRight } from '../../orders/module.ts';

type Entry = ExamReportTemplate | ExamPhrase;
type Table = 'exam_report_template' | 'exam_phrase';

function isFor(caller: Caller, { scope, ownerId }: Pick<Entry, 'scope' | 'ownerId'>): boolean {
  switch (scope) {
    case 'public':
      return true;
    case 'department':
      return caller.mode === 'system' || ownerId === caller.person?.departmentId;
    case 'private':
      return ownerId === caller.person?.id;
    default:
      throw new Error(`unknown scope ${String(scope satisfies never)}`);
  }
}

export function templatesFor(
  kernel: Kernel,
  caller: Caller,
  service: ExamService,
): Promise<{ templates: ExamReportTemplate[]; phrases: ExamPhrase[] }> {
  const entry = { act: 'examReports.templates', subject: service };
  return kernel.read(caller, examRight(service, 'view'), entry, async (db) => {
    const templates = await db
      .selectFrom('exam_report_template')
      .select('doc')
      .where('service', '=', service)
      .execute();
    const phrases = await db.selectFrom('exam_phrase').select('doc').where('service', '=', service).execute();
    const order = (left: Entry, right: Entry) => pathOf(left).localeCompare(pathOf(right), 'zh-CN');
    return {
      templates: templates
        .map(({ doc }) => doc)
        .filter((doc) => isFor(caller, doc))
        .toSorted(order),
      phrases: phrases
        .map(({ doc }) => doc)
        .filter((doc) => isFor(caller, doc))
        .toSorted(order),
    };
  });
}

function pathOf(entry: Entry): string {
  return [...entry.path, 'name' in entry ? entry.name : entry.text].join('/');
}

/** The owner is never what was sent: private is the caller's, a department's that of the caller. */
function owned<Kept extends Entry>(caller: Caller, entry: Kept): Kept {
  switch (entry.scope) {
    case 'public':
      return { ...entry, ownerId: '' };
    case 'department':
      return { ...entry, ownerId: caller.person?.departmentId ?? '' };
    case 'private':
      return { ...entry, ownerId: caller.person?.id ?? '' };
    default:
      throw new Error(`unknown scope ${String(entry.scope satisfies never)}`);
  }
}

async function keep(work: CommandWork, table: Table, caller: Caller, entry: Entry): Promise<number> {
  const { person } = caller;
  const before = await work.tx
    .selectFrom(table)
    .select(['version', 'scope', 'owner_id'])
    .where('id', '=', entry.id)
    .forUpdate()
    .executeTakeFirst();
  const shared = entry.scope !== 'private' || (before && before.scope !== 'private');
  requireAccess(caller, shared ? 'dictionary.edit' : examRight(entry.service, 'write'));
  if (before && !isFor(caller, { scope: before.scope, ownerId: before.owner_id }))
    throw fail('RIGHT_MISSING', { owner: before.scope === 'private' ? 'another person' : before.owner_id });
  if (!person && caller.mode !== 'system') throw fail('LOGIN_REQUIRED');
  const expected = before?.version ?? 0;
  if (entry.version !== expected)
    throw fail('VERSION_CONFLICT', { id: entry.id, expected: entry.version, actual: expected });
  return expected + 1;
}

export function saveTemplate(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; template: ExamReportTemplate },
): Promise<ExamReportTemplate> {
  const request = {
    ...input.command,
    name: 'examReports.saveTemplate',
    right: null,
    subject: input.template.name,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const version = await keep(work, 'exam_report_template', caller, input.template);
    const template = { ...owned(caller, input.template), version };
    const { id, service, scope, ownerId, active } = template;
    const values = { version, service, scope, owner_id: ownerId, active, doc: JSON.stringify(template) };
    await work.tx
      .insertInto('exam_report_template')
      .values({ id, ...values })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
      .execute();
    return template;
  });
}

export function savePhrase(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; phrase: ExamPhrase },
): Promise<ExamPhrase> {
  const subject = input.phrase.path.join('/');
  const request = { ...input.command, name: 'examReports.savePhrase', right: null, subject, input };
  return kernel.command(caller, request, async (work) => {
    const version = await keep(work, 'exam_phrase', caller, input.phrase);
    const phrase = { ...owned(caller, input.phrase), version };
    const { id, service, scope, ownerId, active } = phrase;
    const values = { version, service, scope, owner_id: ownerId, active, doc: JSON.stringify(phrase) };
    await work.tx
      .insertInto('exam_phrase')
      .values({ id, ...values })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
      .execute();
    return phrase;
  });
}
