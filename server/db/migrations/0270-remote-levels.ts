// Requests over several levels: whom an exam's images may be shown to, superiors for one service, and the plan of what is sent on by itself.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

interface OldRule {
  fromInstitutionId: string;
  toInstitutionId: string;
  which: string;
  active: boolean;
}

export const remoteLevels: Migration = {
  id: '0270',
  name: 'remote-levels',
  async up(db) {
    await sql`set local statement_timeout = 0`.execute(db);
    await sql`alter table institution add column superior_limits jsonb not null default '[]'`.execute(db);
    await sql`create table forwarding_plan (
      service text primary key,
      version integer not null,
      doc jsonb not null,
      changed_at timestamptz not null
    )`.execute(db);
    // A generated column takes no query of its own, an immutable function does.
    await sql`create function exam_level_institutions(remote jsonb) returns text[] language sql immutable as
      $$ select coalesce(array_agg(level ->> 'institutionId'), '{}')
        from jsonb_array_elements(coalesce(remote -> 'levels', '[]'::jsonb)) as level $$`.execute(db);
    // As core/orders/exam-remote.ts concerns(): who did it, where it lies, and everybody between; withdrawn, only who did it.
    await sql`drop index if exists exam_image_institutions`.execute(db);
    await sql`alter table exam drop column image_institutions`.execute(db);
    await sql`alter table exam add column image_institutions text[] generated always as (
      case when doc -> 'remote' ->> 'toInstitutionId' is null or doc -> 'remote' ->> 'state' = 'withdrawn' then array[institution_id]
        else array[institution_id, doc -> 'remote' ->> 'toInstitutionId'] || exam_level_institutions(doc -> 'remote') end
    ) stored`.execute(db);
    await sql`create index exam_image_institutions on exam using gin (image_institutions)`.execute(db);
    await sql`create index exam_remote_waiting on exam (service) where remote_state = 'waiting'`.execute(db);
    // The rules of automatic upload were a part of the ECG settings.
    const { rows } = await sql<{
      rules: OldRule[] | null;
    }>`select doc -> 'forwarding' as rules from ecg_setting where id = 1`.execute(db);
    const old = rows[0]?.rules ?? [];
    if (old.length === 0) return;
    const plan = {
      groups: [],
      rules: old.map(({ fromInstitutionId, toInstitutionId, which, active }) => ({
        ...{ from: { kind: 'institution', id: fromInstitutionId }, to: { kind: 'institution', id: toInstitutionId } },
        ...{ which, when: 'always', active },
      })),
      hours: [],
      unattendedMinutes: 10,
    };
    await sql`insert into forwarding_plan (service, version, doc, changed_at)
      values ('ecg', 1, ${JSON.stringify(plan)}::jsonb, now())`.execute(db);
    await sql`update ecg_setting set doc = doc - 'forwarding' where id = 1`.execute(db);
    // A rule is for superiors only now: whom a network sent to by itself becomes one, where that closes no circle.
    for (const { fromInstitutionId: from, toInstitutionId: to, active } of old) {
      if (!active) continue;
      await sql`with recursive higher(id) as (
          select ${to}::text union
          select unnest(i.superior_ids) from institution i join higher h on i.id = h.id
        )
        update institution set superior_ids = array_append(superior_ids, ${to})
        where id = ${from} and not (${to} = any(superior_ids)) and not exists (select 1 from higher where id = ${from})`.execute(
        db,
      );
    }
  },
};
