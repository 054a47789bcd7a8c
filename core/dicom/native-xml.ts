// The Native DICOM Model (PS3.19 A.1): a data set as XML, made from its JSON model, which holds the same values.
import { keywordOf } from './dictionary.ts';
import type { DicomJson, DicomJsonElement, DicomJsonName, DicomJsonValue } from './json.ts';
import { isPrivate, parseTag, type Tag, tagHex } from './tag.ts';

const nameSpace = 'http://dicom.nema.org/PS3.19/models/NativeDICOM';

const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' };

/** Characters that XML 1.0 knows in no way are left out. */
function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"\r]/g, (mark) => marks[mark] ?? mark);
}

const groups = ['Alphabetic', 'Ideographic', 'Phonetic'] as const;
const components = ['FamilyName', 'GivenName', 'MiddleName', 'NamePrefix', 'NameSuffix'] as const;

function personName(name: DicomJsonName, number: number): string {
  const parts = groups.flatMap((group) => {
    const texts = name[group]?.split('^');
    if (!texts) return [];
    const named = components.flatMap((component, at) =>
      texts[at] ? [`<${component}>${escaped(texts[at])}</${component}>`] : [],
    );
    return [`<${group}>${named.join('')}</${group}>`];
  });
  return `<PersonName number="${number}">${parts.join('')}</PersonName>`;
}

function valueAt(vr: string, value: DicomJsonValue, number: number): string {
  if (value === null) return '';
  if (vr === 'SQ') return `<Item number="${number}">${attributes(value as DicomJson)}</Item>`;
  if (typeof value === 'object') return personName(value as DicomJsonName, number);
  return `<Value number="${number}">${escaped(String(value))}</Value>`;
}

/** A private element is named by its creator; the block that it got by chance is taken out of the tag (PS3.19 table A.1.5-2). */
function about(json: DicomJson, tag: Tag, vr: string): string {
  const block = (tag >>> 8) & 0xff;
  const keyword = keywordOf(tag);
  if (!isPrivate(tag) || block === 0) return `tag="${tagHex(tag)}" vr="${vr}"${keyword ? ` keyword="${keyword}"` : ''}`;
  const creator = json[tagHex(((tag & 0xffff0000) | block) >>> 0)]?.Value?.[0];
  const plain = tagHex((tag & 0xffff00ff) >>> 0);
  return typeof creator === 'string'
    ? `tag="${plain}" vr="${vr}" privateCreator="${escaped(creator)}"`
    : `tag="${tagHex(tag)}" vr="${vr}"`;
}

function content({ vr, Value, BulkDataURI, InlineBinary }: DicomJsonElement): string {
  if (BulkDataURI !== undefined) return `<BulkData uri="${escaped(BulkDataURI)}"/>`;
  if (InlineBinary !== undefined) return `<InlineBinary>${InlineBinary}</InlineBinary>`;
  return (Value ?? []).map((value, index) => valueAt(vr, value, index + 1)).join('');
}

function attributes(json: DicomJson): string {
  return Object.entries(json)
    .map(([key, element]) => {
      const tag = parseTag(key);
      return tag === undefined
        ? ''
        : `<DicomAttribute ${about(json, tag, element.vr)}>${content(element)}</DicomAttribute>`;
    })
    .join('');
}

/** One data set as a document of its own, in UTF-8. */
export function nativeXml(json: DicomJson): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<NativeDicomModel xmlns="${nameSpace}" xml:space="preserve">${attributes(json)}</NativeDicomModel>`;
}
