// Attributes that a search of instances is to bring along (PS3.18 8.3.4.3), from the objects themselves where the index does not hold them.
import { tagNamed } from '../../../core/dicom/dictionary.ts';
import type { DicomJson } from '../../../core/dicom/json.ts';
import { parseTag } from '../../../core/dicom/tag.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { type Archive, basePlaceholder, type Found, instanceMetadata } from '../../areas/imaging/module.ts';
import type { Kernel } from '../../kernel/types.ts';

const hex = (tag: number): string => tag.toString(16).toUpperCase().padStart(8, '0');

/** Tags as they stand in JSON; `all`: everything that there is. @throws INPUT_INVALID for a word that names no attribute */
export function includedFields(parameters: URLSearchParams): 'all' | ReadonlySet<string> {
  const named = [...parameters]
    .filter(([name]) => name.toLowerCase() === 'includefield')
    .flatMap(([, text]) => text.split(','))
    .map((word) => word.trim())
    .filter(Boolean);
  if (named.includes('all')) return 'all';
  return new Set(
    named.map((word) => {
      // Of an attribute in a sequence the whole sequence comes.
      const [outer = ''] = word.split('.');
      const tag = parseTag(outer) ?? tagNamed(outer);
      if (tag === undefined || tag === null)
        throw fail('INPUT_INVALID', { what: `includefield=${word} is no attribute` });
      return hex(tag);
    }),
  );
}

/** The answers with what was asked for and is in the objects; large values stay outside under an address that begins with `base`. */
export async function withFields(
  { kernel, archive, base }: { kernel: Pick<Kernel, 'db'>; archive: Pick<Archive, 'objects'>; base: string },
  found: readonly Found[],
  { answers, fields }: { answers: readonly DicomJson[]; fields: 'all' | ReadonlySet<string> },
): Promise<DicomJson[]> {
  const wanting = (json: DicomJson) => fields === 'all' || [...fields].some((tag) => !(tag in json));
  const uids = found.flatMap(({ sopInstanceUid }, at) =>
    sopInstanceUid !== null && wanting(answers[at] ?? {}) ? [sopInstanceUid] : [],
  );
  if (uids.length === 0) return [...answers];
  const rows = await kernel.db
    .selectFrom('imaging_instance')
    .select(['sop_uid', 'series_uid', 'study_uid', 'path', 'length', 'transfer_syntax'])
    .where('sop_uid', 'in', uids)
    .where('state', '=', 'current')
    .execute();
  const known = new Map(rows.map((row) => [row.sop_uid, row]));
  const whole: DicomJson[] = [];
  for (const [at, json] of answers.entries()) {
    const row = known.get(found[at]?.sopInstanceUid ?? '');
    // A file that is damaged leaves the answer as the index has it.
    const object = row ? await instanceMetadata(archive.objects, row).catch(() => null) : null;
    const more = Object.entries(object ?? {}).filter(([tag]) => fields === 'all' || fields.has(tag));
    whole.push(JSON.parse(JSON.stringify({ ...Object.fromEntries(more), ...json }).replaceAll(basePlaceholder, base)));
  }
  return whole;
}
