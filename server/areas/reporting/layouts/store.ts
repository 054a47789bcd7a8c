// Layouts in the database: the newest version of each, any version that a report was signed with, and the logos.
import type { Kysely } from 'kysely';
import type { ExamService } from '../../../../core/orders/exam.ts';
import type { PaperLayout, StoredPaperLayout } from '../../../../core/reporting/paper-layout.ts';
import type { Database } from '../../../db/schema.ts';
import type { Tx } from '../../../kernel/types.ts';

interface VersionRow {
  layout_id: string;
  version: number;
  saved_at: Date;
  saved_by: string;
  doc: PaperLayout;
}

const stored = (row: VersionRow): StoredPaperLayout => ({
  id: row.layout_id,
  version: row.version,
  savedAt: row.saved_at.toISOString(),
  savedBy: row.saved_by,
  layout: row.doc,
});

/** Newest versions, those switched off too, by name. */
export async function layoutsOf(db: Kysely<Database>, service: ExamService): Promise<StoredPaperLayout[]> {
  const rows = await db
    .selectFrom('report_layout as layout')
    .innerJoin('report_layout_version as newest', (join) =>
      join.onRef('newest.layout_id', '=', 'layout.id').onRef('newest.version', '=', 'layout.version'),
    )
    .selectAll('newest')
    .where('layout.service', '=', service)
    .execute();
  return rows.map(stored).toSorted((left, right) => left.layout.name.localeCompare(right.layout.name, 'zh-CN'));
}

export async function layoutVersion(
  db: Kysely<Database>,
  id: string,
  version: number,
): Promise<StoredPaperLayout | null> {
  const row = await db
    .selectFrom('report_layout_version')
    .selectAll()
    .where('layout_id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return row ? stored(row) : null;
}

/** The newest version, its row locked so that two who save wait for each other; null when there is none yet. */
export async function lockLayout(tx: Tx, id: string): Promise<StoredPaperLayout | null> {
  const row = await tx
    .selectFrom('report_layout')
    .select('version')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ? layoutVersion(tx, id, row.version) : null;
}

export async function insertVersion(tx: Tx, made: StoredPaperLayout): Promise<void> {
  const { id, version, layout } = made;
  const { service } = layout;
  await tx
    .insertInto('report_layout')
    .values({ id, version, service })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ version }))
    .execute();
  await tx
    .insertInto('report_layout_version')
    .values({
      layout_id: id,
      version,
      saved_at: new Date(made.savedAt),
      saved_by: made.savedBy,
      logo_id: layout.logoId,
      doc: JSON.stringify(layout),
    })
    .execute();
}

export async function logoPicture(db: Kysely<Database>, id: string): Promise<Buffer | null> {
  const row = await db.selectFrom('report_logo').select('picture').where('id', '=', id).executeTakeFirst();
  return row?.picture ?? null;
}
