// Identifiers of C-FIND, C-MOVE and C-GET: what they ask for, and answers that hold exactly the keys that were asked for.
import { DataSet } from '../../../../core/dicom/data-set.ts';
import { type Keyword, keywordOf } from '../../../../core/dicom/dictionary.ts';
import { DicomError } from '../../../../core/dicom/errors.ts';
import { type DicomJson, fromJson } from '../../../../core/dicom/json.ts';
import { readDataSet } from '../../../../core/dicom/read.ts';
import { isText } from '../../../../core/dicom/vr.ts';
import { writeDataSet } from '../../../../core/dicom/write.ts';
import { inflate, type QueryKey, requestKey } from '../../../areas/imaging/module.ts';
import { DimseFailure, status } from '../dimse/status.ts';

export interface Identifier {
  dataSet: DataSet;
  /** PATIENT, STUDY, SERIES, IMAGE; empty in a worklist query. */
  level: string;
  /** Values of plain attributes as they came, and of those in the first item of Request Attributes Sequence; other sequences are read from the data set. */
  keys: Map<QueryKey, string>;
}

/** One item of a sequence is one condition: what it asks for has to stand together (PS3.4 C.2.2.2.6). */
function requested(sequence: Keyword, item: DataSet | undefined, keys: Map<QueryKey, string>): void {
  for (const { tag } of item ?? []) {
    const keyword = keywordOf(tag);
    const key = keyword && requestKey(sequence, keyword);
    if (key && item) keys.set(key, item.strings(keyword).join('\\'));
  }
}

/** @throws DimseFailure when the bytes are no data set */
export function readIdentifier(bytes: Uint8Array, syntaxUid: string): Identifier {
  let dataSet: DataSet;
  try {
    ({ dataSet } = readDataSet(bytes, syntaxUid, { inflate }));
  } catch (error) {
    if (error instanceof DicomError) throw new DimseFailure(status.cannotUnderstand, error.message.slice(0, 64));
    throw error;
  }
  const keys = new Map<QueryKey, string>();
  for (const element of dataSet) {
    const keyword = keywordOf(element.tag);
    if (keyword && element.kind === 'sequence') requested(keyword, element.items[0], keys);
    if (!keyword || element.kind === 'sequence') continue;
    if (keyword === 'QueryRetrieveLevel' || keyword === 'SpecificCharacterSet') continue;
    keys.set(keyword, dataSet.strings(keyword).join('\\'));
  }
  return { dataSet, level: (dataSet.string('QueryRetrieveLevel') ?? '').toUpperCase(), keys };
}

/** Copies what is asked for; a key without a value comes back empty (PS3.4 C.2.2.1.3). */
function answerTo(asked: DataSet, known: DataSet): DataSet {
  const answer = new DataSet({ characterSet: known.characterSet });
  for (const element of asked) {
    if (element.tag === 0x00080005) continue;
    const value = known.element(element.tag);
    const [first] = element.kind === 'sequence' ? element.items : [];
    if (element.kind === 'sequence' && value?.kind === 'sequence' && first && first.size > 0) {
      answer.put({ ...value, items: value.items.map((item) => answerTo(first, item)) });
    } else if (value) answer.put(value);
    else if (element.kind === 'sequence') answer.put({ ...element, items: [] });
    else if (isText(element.vr)) answer.put({ kind: 'text', tag: element.tag, vr: element.vr, text: '' });
    else answer.put({ kind: 'bytes', tag: element.tag, vr: element.vr, bytes: new Uint8Array() });
  }
  return answer;
}

/** The asker's character set where it holds the text, else UTF-8: an old device gets GB18030 when it asked in GB18030. */
function encode(answer: DataSet, asked: DataSet, syntaxUid: string): Uint8Array {
  const declared = asked.strings('SpecificCharacterSet');
  if (declared.length > 0) {
    try {
      return writeDataSet(answer, { transferSyntax: syntaxUid, characterSet: declared });
    } catch (error) {
      if (!(error instanceof DicomError)) throw error;
    }
  }
  return writeDataSet(answer, { transferSyntax: syntaxUid, characterSet: ['ISO_IR 192'] });
}

/** @param extra attributes that the service adds: level and retrieve AE title */
export function writeAnswer(
  asked: Identifier,
  json: DicomJson,
  extra: Partial<Record<Keyword, string>>,
  syntaxUid: string,
): Uint8Array {
  const answer = answerTo(asked.dataSet, fromJson(json));
  for (const [keyword, value] of Object.entries(extra)) answer.set(keyword as Keyword, value);
  return encode(answer, asked.dataSet, syntaxUid);
}
