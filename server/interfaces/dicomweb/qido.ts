// QIDO-RS (PS3.18 10.6): search for studies, series and instances.
import { entryOf, type Keyword, keywordOf, tagNamed } from '../../../core/dicom/dictionary.ts';
import type { DicomJson } from '../../../core/dicom/json.ts';
import { parseTag } from '../../../core/dicom/tag.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { type Found, type QueryKey, type QueryLevel, requestKey, search } from '../../areas/imaging/module.ts';
import type { Visitor } from './door.ts';
import { includedFields, withFields } from './included.ts';
import { jsonType, takesDataSets, wantsXml, xmlResponse } from './model.ts';
import { requireMeant, unmatched } from './query-values.ts';
import { notAcceptable, type Wado } from './wado.ts';

const controls = new Set(['limit', 'offset', 'includefield', 'fuzzymatching', 'emptyvaluematching', 'accept']);
const usualLimit = 200;
const largestLimit = 5000;

function keywordFrom(name: string): Keyword | null {
  const tag = parseTag(name) ?? tagNamed(name);
  const keyword = tag === undefined ? undefined : keywordOf(tag);
  return keyword ?? null;
}

/** `PatientID`, `00100020`, or an attribute in a sequence: `RequestAttributesSequence.ScheduledProcedureStepID` (8.3.4.1). */
function keyFrom(name: string): QueryKey | null {
  const [keyword, inner, ...deeper] = name.split('.').map(keywordFrom);
  if (inner === undefined) return keyword ?? null;
  return keyword && inner && deeper.length === 0 ? requestKey(keyword, inner) : null;
}

function whole(text: string | null, fallback: number, name: string): number {
  if (text === null) return fallback;
  if (!/^\d{1,9}$/.test(text)) throw fail('INPUT_INVALID', { what: `${name} is a whole number` });
  return Number(text);
}

function answer(visitor: Visitor, found: Found): DicomJson {
  const path = [
    `/studies/${found.studyUid}`,
    found.seriesUid ? `/series/${found.seriesUid}` : '',
    found.sopInstanceUid ? `/instances/${found.sopInstanceUid}` : '',
  ].join('');
  return { ...found.json, '00081190': { vr: 'UR', Value: [`${visitor.base}${path}`] } };
}

/**
 * @param scope UIDs that the path names
 * @throws INPUT_INVALID for an attribute that PS3.6 does not know, RIGHT_MISSING for a study of another institution
 */
export async function qido(
  { kernel, archive, visitor, visitors }: Wado,
  level: QueryLevel,
  scope: { study?: string; series?: string },
  parameters: URLSearchParams,
  accept: string,
): Promise<Response> {
  if (!takesDataSets(accept)) return notAcceptable(accept, 'data sets');
  if (scope.study) await visitors.requireStudy(visitor, 'imaging.search', scope.study);
  const keys = new Map<QueryKey, string>();
  for (const [name, text] of parameters) {
    if (controls.has(name.toLowerCase())) continue;
    const keyword = keyFrom(name);
    if (!keyword) throw fail('INPUT_INVALID', { what: `${name} is no attribute that can be searched by` });
    const vr = entryOf(tagNamed(keyword.split('.').at(-1) ?? '') ?? 0)?.vrs[0];
    requireMeant(name, vr, text);
    // A list of UIDs may come with commas or as a parameter that is repeated (8.3.4.1).
    const former = keys.get(keyword);
    keys.set(keyword, vr === 'UI' && former ? `${former},${text}` : text);
  }
  const fields = includedFields(parameters);
  const notUsed = unmatched(level, keys);
  if (scope.study) keys.set('StudyInstanceUID', scope.study);
  else if (visitor.studyUid) keys.set('StudyInstanceUID', visitor.studyUid);
  if (scope.series) keys.set('SeriesInstanceUID', scope.series);
  const limit = Math.min(
    largestLimit,
    whole(parameters.get('limit'), scope.study ? largestLimit : usualLimit, 'limit'),
  );
  const offset = whole(parameters.get('offset'), 0, 'offset');
  const found = await kernel.read(
    { ...visitor.caller, mode: 'system' },
    null,
    {
      act: 'imaging.search',
      subject: [...keys]
        .map(([key, value]) => `${key}=${value}`)
        .join(' ')
        .slice(0, 200),
    },
    (db) => search(db, { level, keys, sight: visitor.sight, offset, limit: limit + 1 }),
  );
  if (found.length === 0) return new Response(null, { status: 204 });
  const shown = found.slice(0, limit);
  const known = shown.map((one) => answer(visitor, one));
  const answers =
    level === 'instance'
      ? await withFields({ kernel, archive, base: visitor.base }, shown, { answers: known, fields })
      : known;
  const response = wantsXml(accept)
    ? xmlResponse(answers)
    : new Response(JSON.stringify(answers), { headers: { 'content-type': jsonType } });
  if (found.length > limit) {
    response.headers.append('warning', '299 yishu "There are more results than were asked for; use offset and limit."');
  }
  if (notUsed.length > 0) {
    // Else a client takes everything for what it asked for.
    response.headers.append(
      'warning',
      `299 yishu "Not matched at this level, all values are returned: ${notUsed.join(', ')}."`,
    );
  }
  // In the words of PS3.18 8.3.4.2. A name matches by the beginnings of its words in any case, asked for or not.
  if (parameters.get('fuzzymatching') === 'true') {
    const text = 'The fuzzymatching parameter is not supported. Only literal matching has been performed.';
    response.headers.append('warning', `299 yishu "${text}"`);
  }
  return response;
}
