// The feed as a station gets it: changes with the documents it may see, and all documents for the first fill of its cache.
import type { z } from 'zod';
import { fail } from '../../../core/kernel/errors.ts';
import { type Change, ChangeKind, type syncContract } from '../../../core/sync/contract.ts';
import { maySeeGroup } from '../../kernel/access.ts';
import type { DocumentSource } from '../../kernel/area.ts';
import { feedHead, readFeed } from '../../kernel/publisher.ts';
import type { Caller, Kernel, PublishedChange } from '../../kernel/types.ts';

type Output<Name extends 'since' | 'snapshot'> = z.infer<
  NonNullable<(typeof syncContract)[Name]['~orpc']['outputSchema']>
>;

export type Sources = ReadonlyMap<ChangeKind, DocumentSource>;

async function documentsOf(
  sources: Sources,
  changes: PublishedChange[],
  caller: Caller,
): Promise<Map<string, unknown>> {
  const documents = new Map<string, unknown>();
  for (const [kind, source] of sources) {
    const ids = changes
      .filter((change) => change.kind === kind && maySeeGroup(caller, change.groupId))
      .map((change) => change.entityId);
    if (ids.length === 0) continue;
    for (const [id, document] of await source.read([...new Set(ids)], caller)) documents.set(`${kind} ${id}`, document);
  }
  return documents;
}

/**
 * Changes after the cursor with the present state of what they are about.
 * A cursor beyond the feed (the database was restored) is answered with the feed's own, smaller one: the asker fills its cache anew.
 */
export async function changesSince(
  kernel: Kernel,
  sources: Sources,
  caller: Caller,
  input: { cursor: number; limit: number },
): Promise<Output<'since'>> {
  const published = await readFeed(kernel.db, input.cursor, input.limit);
  const serverTime = kernel.clock.now().toISOString();
  const last = published.at(-1);
  if (!last) return { changes: [], cursor: Math.min(input.cursor, await feedHead(kernel.db)), serverTime };
  const documents = await documentsOf(sources, published, caller);
  if (documents.size > 0) {
    const subject = `${published[0]?.seq}-${last.seq}`;
    await kernel.audit(caller, { act: 'sync.since', subject, detail: `${documents.size} documents` });
  }
  const changes = published.map(
    (change): Change => ({
      seq: change.seq,
      kind: change.kind,
      entityId: change.entityId,
      version: change.version,
      at: change.at.toISOString(),
      document: maySeeGroup(caller, change.groupId)
        ? (documents.get(`${change.kind} ${change.entityId}`) ?? null)
        : null,
    }),
  );
  return { changes, cursor: last.seq, serverTime };
}

interface Place {
  cursor: number;
  kind: ChangeKind;
  entityId: string;
}

function readPlace(after: string): Place | null {
  if (after === '') return null;
  const [, cursor = '', kind = '', entityId = ''] = /^(\d+) (\w+) (.*)$/s.exec(after) ?? [];
  const known = ChangeKind.safeParse(kind);
  if (!known.success) throw fail('INPUT_INVALID', { fields: ['after: not a place of this list'] });
  return { cursor: Number(cursor), kind: known.data, entityId };
}

function touchedEntities(kernel: Kernel, source: DocumentSource, since: Date, after: string, limit: number) {
  let query = kernel.db
    .selectFrom('change')
    .innerJoin('feed', 'feed.change_id', 'change.id')
    .select((at) => ['entity_id', at.fn.max('version').as('version')])
    .where('kind', '=', source.kind)
    .where('entity_id', '>', after)
    .groupBy('entity_id')
    .orderBy('entity_id')
    .limit(limit);
  if (source.span === 'recent') query = query.where('at', '>=', since);
  return query.execute();
}

/**
 * One page of the documents that a new cache needs. Every page carries the cursor of the first one: what changes while
 * the pages are read comes again from there, and nothing is missed.
 */
export async function snapshot(
  kernel: Kernel,
  sources: Sources,
  caller: Caller,
  input: { days: number; after: string; limit: number },
): Promise<Output<'snapshot'>> {
  const place = readPlace(input.after);
  const cursor = place?.cursor ?? (await feedHead(kernel.db));
  const since = new Date(kernel.clock.now().getTime() - input.days * 86_400_000);
  const kinds = ChangeKind.options.filter((kind) => sources.has(kind));
  const documents: Output<'snapshot'>['documents'] = [];
  const scanLimit = input.limit;
  let next: string | null = null;
  for (const kind of kinds.slice(place ? kinds.indexOf(place.kind) : 0)) {
    const source = sources.get(kind)!;
    const after = place?.kind === kind ? place.entityId : '';
    const entities = await touchedEntities(kernel, source, since, after, scanLimit);
    const versions = new Map(entities.map((row) => [row.entity_id, row.version]));
    const found = versions.size === 0 ? new Map() : await source.read([...versions.keys()], caller);
    for (const [entityId, document] of found)
      documents.push({ kind, entityId, version: versions.get(entityId) ?? 0, document });
    const last = entities.at(-1);
    if (last && (entities.length === scanLimit || documents.length >= input.limit)) {
      next = `${cursor} ${kind} ${last.entity_id}`;
      break;
    }
  }
  if (documents.length > 0) {
    await kernel.audit(caller, {
      act: 'sync.snapshot',
      subject: `${input.days} days`,
      detail: `${documents.length} documents`,
    });
  }
  return { documents, next, cursor };
}
