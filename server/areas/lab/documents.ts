// The laboratory's entities as documents of the feed: specimens of the caller's groups, parked results, all dictionaries as one.
import { maySeeGroup } from '../../kernel/access.ts';
import type { DocumentSource } from '../../kernel/area.ts';
import { uuidsOf } from '../../kernel/ids.ts';
import type { LabServices } from './services.ts';
import { anyGroup } from './unplaced-store.ts';

export function labDocuments({ kernel, dictionaries }: LabServices): DocumentSource[] {
  return [
    {
      kind: 'specimen',
      span: 'recent',
      async read(ids, caller) {
        const known = uuidsOf(ids);
        if (known.length === 0) return new Map();
        const rows = await kernel.db
          .selectFrom('lab_specimen')
          .select(['id', 'doc'])
          .where('id', 'in', known)
          .execute();
        return new Map(rows.filter(({ doc }) => maySeeGroup(caller, doc.groupId)).map(({ id, doc }) => [id, doc]));
      },
    },
    {
      kind: 'unplaced',
      span: 'recent',
      async read(ids, caller) {
        const known = uuidsOf(ids);
        if (known.length === 0) return new Map();
        const rows = await kernel.db
          .selectFrom('lab_unplaced')
          .select(['id', 'doc', 'group_id'])
          .where('id', 'in', known)
          .execute();
        const visible = rows.filter((row) => row.group_id === anyGroup || maySeeGroup(caller, row.group_id));
        return new Map(visible.map(({ id, doc }) => [id, doc]));
      },
    },
    {
      kind: 'dictionary',
      span: 'ever',
      async read(ids) {
        return ids.includes('all') ? new Map([['all', await dictionaries.load(kernel.db)]]) : new Map();
      },
    },
  ];
}
