// All archives of others as one: found by search, asked for what the own archive does not hold, each failing for itself.
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Selectable } from 'kysely';
import type { ExternalFinds, ExternalStudy } from '../../../../core/imaging/external.ts';
import { fail, YishuError } from '../../../../core/kernel/errors.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { ReadingArchive } from '../archive.ts';
import { openObjectStore } from '../objects/object-store.ts';
import { createFrameDecoder } from '../pixels/decoder.ts';
import type { PixelInstance } from '../pixels/frame-source.ts';
import { archiveOf, type ExternalReading, externalArchive, isExternal } from './archive.ts';
import { createClient } from './client.ts';
import { createRequests, type RequestLimits, usualLimits } from './requests.ts';
import { accessOf } from './settings.ts';
import type { ExternalArchiveTable } from './tables.ts';
import { createWholeObjects } from './whole-objects.ts';

export interface Externals {
  /** The own archive first; what it does not hold is asked of the active others. */
  joined(own: ReadingArchive): ReadingArchive;
  /** @throws never for one archive's failure: that is told beside what the others gave */
  find(wanted: { text: string; patientIds: readonly string[] }): Promise<ExternalFinds[]>;
  attempt(id: string): Promise<{ answered: boolean; milliseconds: number; code: string; reason: string }>;
  close(): Promise<void>;
}

type Row = Selectable<ExternalArchiveTable>;

const mostFound = 200;
/** Nothing was found for it a moment ago: a viewer that keeps asking does not make each archive search again. */
const missingMs = 20_000;
const mostMissing = 1_000;

/** Searches that together say "name, patient number or accession number". */
function keysOf({ text, patientIds }: { text: string; patientIds: readonly string[] }): Record<string, string>[] {
  if (patientIds.length > 0) return patientIds.map((id) => ({ PatientID: plain(id) }));
  const words = plain(text);
  if (words === '') return [];
  const name = { PatientName: namePattern(words) };
  // Names have no digits; what has some is a number.
  return /\d/.test(words) ? [{ PatientID: words }, { AccessionNumber: words }] : [name];
}

/** As people write names, without `^` between the parts: `wang xiao` finds Wang^XiaoDong, 王小东 finds 王^小东. */
export const namePattern = (words: string): string =>
  `*${words.replace(/\s+/g, '*').replace(/(?<=\p{Script=Han})(?=\p{Script=Han})/gu, '*')}*`;

/** Without what a search takes for a pattern or a list (PS3.4 C.2.2.2). */
const plain = (text: string): string => text.replace(/[*?\\,]/g, ' ').trim();

const problemOf = (error: unknown) => {
  if (!(error instanceof YishuError)) throw error;
  const { code, detail } = error;
  return { code: code === 'NOT_FOUND' ? 'EXTERNAL_ARCHIVE_ANSWER' : code, what: String(detail.what ?? '') };
};

export async function openExternals(
  kernel: Kernel,
  dataDir: string,
  limits: RequestLimits = usualLimits,
): Promise<Externals> {
  const root = join(dataDir, 'archive-external');
  // Copies only: what they are copies of may have changed since.
  await rm(root, { recursive: true, force: true });
  const key = Buffer.from(kernel.fields.blindIndex('external objects 1'), 'base64url');
  const objects = await openObjectStore({
    root,
    cipher: 'aes-256-ctr',
    key,
    randomBytes,
    now: () => kernel.clock.now(),
    newId: kernel.newId,
  });
  const decoder = createFrameDecoder({ log: kernel.log });
  const whole = createWholeObjects(objects, decoder);
  const now = () => kernel.clock.now().getTime();
  const made = new Map<string, { changed: number; reading: ExternalReading }>();
  const missing = new Map<string, number>();

  function readingOf(row: Row, fresh = false): ExternalReading {
    const known = made.get(row.id);
    const changed = row.changed_at.getTime();
    if (known && known.changed === changed && !fresh) return known.reading;
    const access = accessOf(kernel, row);
    const client = createClient(access, createRequests(access, now, limits));
    const reading = externalArchive({ source: { id: row.id, name: row.name }, client, decoder, whole, now });
    if (!fresh) made.set(row.id, { changed, reading });
    return reading;
  }

  async function active(): Promise<ExternalReading[]> {
    const query = kernel.db.selectFrom('imaging_external_archive').selectAll().where('active', '=', true);
    const rows = await query.orderBy('name').execute();
    const held = new Set(rows.map(({ id }) => id));
    for (const id of made.keys()) if (!held.has(id)) made.delete(id);
    return rows.map((row) => readingOf(row));
  }

  function noteMissing(what: string): void {
    missing.delete(what);
    missing.set(what, now() + missingMs);
    const [oldest] = missing.keys();
    if (missing.size > mostMissing && oldest !== undefined) missing.delete(oldest);
  }

  /** From the own archive, else from the first other that has it. That one of them is down is told only if no other has it. */
  async function anywhere<T>(
    own: () => Promise<T>,
    what: string,
    ask: (archive: ExternalReading) => Promise<T>,
  ): Promise<T> {
    try {
      return await own();
    } catch (error) {
      if (!(error instanceof YishuError) || error.code !== 'NOT_FOUND') throw error;
      if ((missing.get(what) ?? 0) > now()) throw error;
      const archives = await active();
      if (archives.length === 0) throw error;
      const answers = await Promise.allSettled(archives.map(ask));
      const failures: unknown[] = [];
      for (const answer of answers) {
        if (answer.status === 'fulfilled') return answer.value;
        const { reason } = answer;
        if (!(reason instanceof YishuError && reason.code === 'NOT_FOUND')) failures.push(reason);
      }
      if (failures.length > 0) throw failures[0];
      noteMissing(what);
      throw error;
    }
  }

  async function one(instance: Pick<PixelInstance, 'path'>): Promise<ExternalReading> {
    const id = archiveOf(instance);
    const known = made.get(id)?.reading ?? (await active()).find(({ source }) => source.id === id);
    if (!known) throw fail('NOT_FOUND', { what: 'external archive' });
    return known;
  }

  async function ownAlready(studies: readonly ExternalStudy[]): Promise<Set<string>> {
    if (studies.length === 0) return new Set();
    const rows = await kernel.db
      .selectFrom('imaging_study')
      .select('uid')
      .where(
        'uid',
        'in',
        studies.map(({ uid }) => uid),
      )
      .execute();
    return new Set(rows.map(({ uid }) => uid));
  }

  async function findIn(archive: ExternalReading, searches: Record<string, string>[]): Promise<ExternalFinds> {
    const { source } = archive;
    try {
      const answers = await Promise.all(searches.map((keys) => archive.find(keys, mostFound)));
      const studies = new Map(answers.flatMap((answer) => answer.studies).map((study) => [study.uid, study]));
      const held = await ownAlready([...studies.values()]);
      const others = [...studies.values()]
        .filter(({ uid }) => !held.has(uid))
        .sort((left, right) => (`${left.date}${left.time}` < `${right.date}${right.time}` ? 1 : -1));
      return { source, studies: others, more: answers.some(({ more }) => more), problem: null };
    } catch (error) {
      return { source, studies: [], more: false, problem: problemOf(error) };
    }
  }

  return {
    joined: (own) => ({
      receive: own.receive,
      manifest: (uid) =>
        anywhere(
          () => own.manifest(uid),
          uid,
          (archive) => archive.manifest(uid),
        ),
      object: (sop) =>
        anywhere(
          () => own.object(sop),
          sop,
          (archive) => archive.object(sop),
        ),
      frames: {
        series: (studyUid, seriesUid, outside = true) =>
          // A key to one study opens a study of this hospital: others are asked for nothing in its name.
          studyUid !== null || !outside
            ? own.frames.series(studyUid, seriesUid)
            : anywhere(
                () => own.frames.series(null, seriesUid),
                seriesUid,
                (archive) => archive.frames.series(null, seriesUid),
              ),
        instance: (study, series, sop) =>
          anywhere(
            () => own.frames.instance(study, series, sop),
            sop,
            (archive) => archive.frames.instance(study, series, sop),
          ),
        stored: async (instance, frame, room) =>
          (isExternal(instance) ? (await one(instance)).frames : own.frames).stored(instance, frame, room),
        frame: (instance, frame, signal) =>
          isExternal(instance)
            ? one(instance).then(({ frames }) => frames.frame(instance, frame, signal))
            : own.frames.frame(instance, frame, signal),
        close: own.frames.close,
      },
    }),
    async find(wanted) {
      const searches = keysOf(wanted);
      if (searches.length === 0) return [];
      return Promise.all((await active()).map((archive) => findIn(archive, searches)));
    },
    async attempt(id) {
      const query = kernel.db.selectFrom('imaging_external_archive').selectAll().where('id', '=', id);
      const row = await query.executeTakeFirst();
      if (!row) throw fail('NOT_FOUND', { what: 'external archive' });
      const began = performance.now();
      const took = () => Math.round(performance.now() - began);
      try {
        await readingOf(row, true).find({}, 1);
        return { answered: true, milliseconds: took(), code: '', reason: '' };
      } catch (error) {
        const { code, what } = problemOf(error);
        return { answered: false, milliseconds: took(), code, reason: what };
      }
    },
    close: () => decoder.close(),
  };
}
