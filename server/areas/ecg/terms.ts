// The bank of diagnosis terms: shipped statements, a department's and a person's own; shipped ones can be switched off, never reworded.
import type { Kysely } from 'kysely';
import { shippedTerms } from '../../../core/ecg/flow/shipped-terms.ts';
import type { EcgTerm } from '../../../core/ecg/flow/terms.ts';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import { requireAccess } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';

type Entry = Omit<EcgTerm, 'version' | 'departmentId' | 'personId'>;

/** Shipped terms as the department has them, its own, and the caller's; in the order of the lists. */
export async function termsFor(db: Kysely<Database>, caller: Caller): Promise<EcgTerm[]> {
  const departmentId = caller.person?.departmentId ?? '';
  const rows = await db
    .selectFrom('ecg_term')
    .select('doc')
    .where((at) =>
      at.or([
        at('scope', '=', 'shipped'),
        at.and([at('scope', '=', 'department'), at('department_id', '=', departmentId)]),
        at.and([
          at('scope', '=', 'person'),
          at('person_id', '=', caller.person?.id ?? '00000000-0000-0000-0000-000000000000'),
        ]),
      ]),
    )
    .execute();
  const stored = new Map(rows.map(({ doc }) => [doc.id, doc]));
  const shipped = shippedTerms.map((term) => ({
    ...term,
    active: stored.get(term.id)?.active ?? term.active,
    version: stored.get(term.id)?.version ?? 0,
  }));
  const own = [...stored.values()].filter(({ scope }) => scope !== 'shipped');
  return [
    ...shipped,
    ...own.toSorted((left, right) => left.order - right.order || left.code.localeCompare(right.code)),
  ];
}

/** @throws RIGHT_MISSING, VERSION_CONFLICT, STATE_REFUSED for other words of a shipped term or another owner's term */
export function saveTerm(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; term: Entry; expectedVersion: number },
): Promise<EcgTerm> {
  const { term, expectedVersion } = input;
  const request = { ...input.command, name: 'ecg.saveTerm', right: null, subject: term.id, input };
  return kernel.command(caller, request, async (work) => {
    requireAccess(caller, term.scope === 'person' ? 'ecg.write' : 'ecg.admin');
    const { person } = caller;
    if (!person) throw fail('LOGIN_REQUIRED');
    const original = shippedTerms.find(({ id }) => id === term.id);
    if ((original === undefined) !== (term.scope !== 'shipped'))
      throw fail('STATE_REFUSED', { termId: term.id, what: 'a shipped term' });
    const former = await work.tx
      .selectFrom('ecg_term')
      .selectAll()
      .where('id', '=', term.id)
      .forUpdate()
      .executeTakeFirst();
    if ((former?.version ?? 0) !== expectedVersion)
      throw fail('VERSION_CONFLICT', { termId: term.id, expected: expectedVersion, actual: former?.version ?? 0 });
    const isOthers =
      former !== undefined &&
      (former.scope !== term.scope ||
        (former.scope === 'person' && former.person_id !== person.id) ||
        (former.scope === 'department' && former.department_id !== person.departmentId));
    if (isOthers) throw fail('STATE_REFUSED', { termId: term.id, what: 'the term of another owner' });
    const saved: EcgTerm = {
      ...(original ? { ...original, active: term.active } : term),
      version: expectedVersion + 1,
      departmentId: term.scope === 'department' ? person.departmentId : '',
      personId: term.scope === 'person' ? person.id : null,
    };
    const columns = {
      version: saved.version,
      scope: saved.scope,
      department_id: saved.departmentId,
      person_id: saved.personId,
      doc: JSON.stringify(saved),
    };
    await work.tx
      .insertInto('ecg_term')
      .values({ id: saved.id, ...columns })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
      .execute();
    work.audit({
      act: 'ecg.saveTerm',
      subject: saved.id,
      detail: `${saved.scope}: ${saved.zh}${saved.active ? '' : ' (off)'}`,
    });
    return saved;
  });
}
