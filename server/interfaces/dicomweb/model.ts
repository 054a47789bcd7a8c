// Data sets in an answer: an array of JSON, or parts of XML where the client asks for them (PS3.18 8.7.3.2, table 10.4.4-1).
import { randomUUID } from 'node:crypto';
import type { DicomJson } from '../../../core/dicom/json.ts';
import { nativeXml } from '../../../core/dicom/native-xml.ts';
import { acceptedTypes } from './accept.ts';
import { multipartResponse, type Part } from './multipart.ts';

export const jsonType = 'application/dicom+json';
const xmlType = 'application/dicom+xml';

const known = [xmlType, jsonType, 'application/json', 'application/*', '*'];

/** Whether anything that data sets are sent as is taken. */
export function takesDataSets(accept: string): boolean {
  const accepted = acceptedTypes(accept);
  return accepted.length === 0 || accepted.some(({ type }) => known.includes(type));
}

/** Whether XML is wanted rather than JSON, which is what everybody gets who asks for neither. */
export function wantsXml(accept: string): boolean {
  return acceptedTypes(accept).find(({ type }) => known.includes(type))?.type === xmlType;
}

async function* xmlParts(dataSets: readonly DicomJson[]): AsyncGenerator<Part> {
  for (const dataSet of dataSets) {
    const body = new TextEncoder().encode(nativeXml(dataSet));
    yield {
      contentType: xmlType,
      length: body.length,
      body: (async function* () {
        yield body;
      })(),
    };
  }
}

export const xmlResponse = (dataSets: readonly DicomJson[], status = 200): Response =>
  multipartResponse(randomUUID(), xmlType, xmlParts(dataSets), status);

/** JSON that was made before, or the XML of it. */
export function textResponse(text: string, accept: string): Response {
  return wantsXml(accept)
    ? xmlResponse(JSON.parse(text) as DicomJson[])
    : new Response(text, { headers: { 'content-type': jsonType } });
}
