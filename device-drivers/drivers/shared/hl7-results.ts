// One OBX to one result: code and name, value exactly as sent, flags, range, attachments, whatever the data type.

import {
  components,
  fieldText,
  get,
  type Hl7Segment,
  isoFromHl7Time,
  repeats,
  subcomponents,
  unescapeHl7,
} from '../../../core/hl7/index.ts';
import type { InstrumentAttachment, InstrumentResult } from '../../../core/lab/instrument-message.ts';
import type { Hl7Observation } from './hl7-groups.ts';

/** How analyzers write that there is no value. */
const noValueText = /^(?:\*[*.]*|\.{3,}|-{2,}|_{2,}|N\/?A|NR|no result|no value|ValueNotSet|invalid|not measured)$/i;

export const isNoValue = (value: string) => noValueText.test(value);

const nonEmpty = (text: string) => (text === '' || text === '""' ? undefined : text);

/** Identifier and text of a coded field, from its alternate triplet when the first one is empty (`^^^HIV^HIV Ag/Ab`). */
export function codedField(segment: Hl7Segment | undefined, field: number): { code: string; name?: string } {
  const parts = components(segment, field).map((part) => part.trim());
  const [code = '', name = '', , alternateCode = '', alternateName = ''] = parts;
  if (code !== '') return { code, name: nonEmpty(name) };
  if (alternateCode !== '') return { code: alternateCode, name: nonEmpty(alternateName) };
  return { code: name, name: undefined };
}

interface Value {
  value: string;
  qualifiers: Record<string, string>;
}

/** Coded values show their text, structured numbers as they are read; the form as sent stays beside them. */
function sentValue(obx: Hl7Segment): Value {
  const type = get(obx, 2).toUpperCase();
  const sent = fieldText(obx, 5);
  const parts = components(obx, 5).map((part) => part.trim());
  const filled = parts.filter((part) => part !== '');
  const several = repeats(obx, 5).length > 1;
  if (several || filled.length === 0) return { value: several ? sent : '', qualifiers: {} };
  if (type === 'CE' || type === 'CWE' || type === 'CNE' || type === 'CF') {
    const [code = '', text = '', system = ''] = parts;
    if (text === '') return { value: code, qualifiers: {} };
    const qualifiers: Record<string, string> = { valueCode: code };
    if (system !== '') qualifiers.valueCodeSystem = system;
    return { value: text, qualifiers: code === '' ? {} : qualifiers };
  }
  if (type === 'SN') {
    return { value: filled.join(''), qualifiers: filled.length > 1 ? { sent } : {} };
  }
  return { value: filled.length === 1 ? (filled[0] ?? '') : sent, qualifiers: {} };
}

const imageType: Record<string, string> = {
  BMP: 'image/bmp',
  PNG: 'image/png',
  JPEG: 'image/jpeg',
  JPG: 'image/jpeg',
  GIF: 'image/gif',
};

/** The first bytes tell a picture better than its label does. */
function sniffed(base64: string): string | undefined {
  if (base64.startsWith('iVBORw0KGgo')) return 'image/png';
  if (base64.startsWith('/9j/')) return 'image/jpeg';
  if (base64.startsWith('Qk0')) return 'image/bmp';
  return base64.startsWith('R0lGOD') ? 'image/gif' : undefined;
}

function attachmentKind(label: string, mediaType: string): InstrumentAttachment['kind'] {
  if (/scatter/i.test(label)) return 'scattergram';
  if (mediaType.startsWith('image/')) return 'image';
  return /histo/i.test(label) ? 'histogram' : 'file';
}

const isBase64 = (text: string) => text.length >= 8 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);

/** ED: source ^ type ^ subtype ^ encoding ^ data (2A.24); some senders put a base64 picture into ST. */
export function attachmentOf(obx: Hl7Segment, code: string, name?: string): InstrumentAttachment | null {
  const type = get(obx, 2).toUpperCase();
  const label = `${code} ${name ?? ''}`;
  if (type === 'ED' || type === 'RP') {
    const [source = '', mainType = '', subtype = '', encoding = '', data = ''] = components(obx, 5).map((part) =>
      part.trim(),
    );
    if (type === 'RP') {
      return source === ''
        ? null
        : { kind: 'file', code, name, mediaType: 'application/octet-stream', encoding: 'reference', data: source };
    }
    if (data === '') return null;
    const base64 = /base64/i.test(encoding);
    const labelled =
      imageType[subtype.toUpperCase()] ??
      (mainType === '' ? 'application/octet-stream' : `${mainType}/${subtype}`.toLowerCase());
    const mediaType = (base64 ? sniffed(data) : undefined) ?? labelled.replace('octer-stream', 'octet-stream');
    return {
      kind: attachmentKind(label, mediaType),
      code,
      name,
      mediaType,
      encoding: base64 ? 'base64' : 'text',
      data,
    };
  }
  const value = fieldText(obx, 5);
  const pictured = isBase64(value) ? sniffed(value) : undefined;
  if (pictured === undefined && !(/base64/i.test(label) && isBase64(value))) return null;
  const mediaType = pictured ?? 'application/octet-stream';
  return { kind: attachmentKind(label, mediaType), code, name, mediaType, encoding: 'base64', data: value };
}

/** OBX-8 repeats; an explicit null is no flag. */
export const flagsOf = (obx: Hl7Segment): string[] =>
  repeats(obx, 8)
    .map((raw) => unescapeHl7(raw, obx.delimiters).trim())
    .filter((flag) => flag !== '' && flag !== '""');

/**
 * GeneXpert: OBX-3 is panel & test & name & version, OBX-4 the analyte and, as a subcomponent, its Ct or end point. Codes are
 * written as in its LIS02 dialect (`CTNG/CT/CT1/Ct`): what belongs to a probe must not pass for the result of the test.
 */
function probeOf(obx: Hl7Segment): ReturnType<typeof testOf> {
  const [panel = '', test = '', name = '', version = ''] = subcomponents(obx, 3).map((part) => part.trim());
  const analyte = subcomponents(obx, 4).map((part) => part.trim());
  const isMain = analyte.length === 1 && analyte[0] === test;
  const code = [panel, test, ...(isMain ? [] : analyte)].filter((part) => part !== '').join('/');
  return { code, name: nonEmpty(name), qualifiers: version === '' ? {} : { assayVersion: version } };
}

/** GeneXpert writes text ^ number; where both are sent the number is the value and the text its comment. */
function numberBesideText(obx: Hl7Segment): { value: string; comment: string } | null {
  if (subcomponents(obx, 3).length < 2) return null;
  const [text = '', number = '', ...others] = components(obx, 5).map((part) => part.trim());
  return text !== '' && number !== '' && others.every((part) => part === '') ? { value: number, comment: text } : null;
}

/** OBX-3 as code and name, with what else it says (alternate coding) as qualifiers. */
export function testOf(obx: Hl7Segment): { code: string; name?: string; qualifiers: Record<string, string> } {
  if (subcomponents(obx, 3).length > 1) return probeOf(obx);
  const { code, name } = codedField(obx, 3);
  const qualifiers: Record<string, string> = {};
  const alternate = get(obx, 3, 4);
  if (alternate !== '' && alternate !== code) qualifiers.alternateCode = alternate;
  const alternateName = get(obx, 3, 5);
  if (alternate !== '' && alternate !== code && alternateName !== '') qualifiers.alternateName = alternateName;
  const subId = fieldText(obx, 4);
  if (subId === '' || subId === code) return { code, name: name ?? nonEmpty(subId), qualifiers };
  // Makers of small analyzers put the channel number into OBX-3 and the name into the sub-id (Mindray, Seamaty).
  if (name === undefined && /^\d+$/.test(code) && /[^\d/.]/.test(subId)) return { code, name: subId, qualifiers };
  return { code, name, qualifiers: { ...qualifiers, subId } };
}

/** Everything that an OBX says, by the standard. */
export function resultOf({ obx, comments }: Hl7Observation): InstrumentResult {
  const { code, name, qualifiers } = testOf(obx);
  const attachment = attachmentOf(obx, code, name);
  const pair = numberBesideText(obx);
  const { value, qualifiers: more } =
    attachment === null
      ? pair === null
        ? sentValue(obx)
        : { ...pair, qualifiers: {} }
      : { value: '', qualifiers: {} };
  const remarks = pair === null ? comments : [pair.comment, ...comments];
  const unit = get(obx, 6);
  const range = fieldText(obx, 7);
  const method = nonEmpty(get(obx, 17, 2) || get(obx, 17));
  const all = { ...qualifiers, ...more, ...(method === undefined ? {} : { method }) };
  const result: InstrumentResult = { code, value, flags: flagsOf(obx) };
  if (name !== undefined) result.name = name;
  if (nonEmpty(unit) !== undefined) result.unit = unit;
  if (nonEmpty(range) !== undefined && range !== '-') result.referenceRange = range;
  const status = nonEmpty(get(obx, 11));
  if (status !== undefined) result.status = status;
  const time = isoFromHl7Time(get(obx, 14)) ?? isoFromHl7Time(get(obx, 19));
  if (time !== undefined) result.time = time;
  if (attachment !== null) result.attachments = [attachment];
  if (isNoValue(value)) result.noValue = true;
  if (remarks.length > 0) result.comments = remarks;
  if (Object.keys(all).length > 0) result.qualifiers = all;
  return result;
}

/** Edan writes `0` in every OBX-3 and the parameter in the sub-id: the sub-id is the code then. */
export function withSubIdsAsCodes(results: InstrumentResult[]): InstrumentResult[] {
  return results.map((result) => {
    const subId = result.qualifiers?.subId ?? (/^0*$/.test(result.code) ? result.name : undefined);
    if (!/^0*$/.test(result.code) || subId === undefined) return result;
    const { subId: _moved, ...qualifiers } = result.qualifiers ?? {};
    const { name: _name, qualifiers: _old, ...rest } = result;
    const attachments = rest.attachments?.map((one) => ({ ...one, code: subId, name: undefined }));
    return {
      ...rest,
      code: subId,
      ...(attachments === undefined ? {} : { attachments }),
      ...(Object.keys(qualifiers).length > 0 ? { qualifiers } : {}),
    };
  });
}
