// What is asked of an archive of others over DICOMweb (PS3.18): QIDO-RS searches, WADO-RS metadata, frames, values and whole objects.
import type { DicomJson } from '../../../../core/dicom/json.ts';
import { explicitLittleEndian } from '../../../../core/dicom/transfer-syntax.ts';
import { fail, YishuError } from '../../../../core/kernel/errors.ts';
import { mediaType, readMultipart } from '../../../interfaces/dicomweb/multipart.ts';
import type { ArchiveAccess, Requests } from './requests.ts';

export interface InstanceAddress {
  study: string;
  series: string;
  sop: string;
}

export interface DicomwebClient {
  /** @param path `/studies`, `/studies/1.2/series` … with the keys of the search. 204 is an empty list. */
  search(path: string, keys: Record<string, string>): Promise<DicomJson[]>;
  /** Of all instances of a series. @throws NOT_FOUND */
  metadata(study: string, series: string): Promise<DicomJson[]>;
  /** As it is stored. @param frame 1-based */
  frame(
    at: InstanceAddress,
    frame: number,
    signal?: AbortSignal,
  ): Promise<{ bytes: Uint8Array<ArrayBuffer>; syntax: string }>;
  /** What a BulkDataURI stands for, in little endian. */
  bulk(uri: string): Promise<Uint8Array>;
  /** The whole object as Part 10 bytes, as it is stored. */
  object(at: InstanceAddress, signal?: AbortSignal): Promise<Uint8Array>;
}

const megabyte = 1 << 20;
const most = { search: 16 * megabyte, metadata: 128 * megabyte, frame: 256 * megabyte, bulk: 16 * megabyte };
/** Objects that are read whole pass through the memory. */
export const largestObject = 256 * megabyte;

/** A UID goes into an address as it is; anything else never leaves the house. */
function safe(uid: string): string {
  if (!/^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$/.test(uid)) throw fail('NOT_FOUND', { what: 'no UID' });
  return uid;
}

const placeOf = ({ study, series, sop }: InstanceAddress): string =>
  `/studies/${safe(study)}/series/${safe(series)}/instances/${safe(sop)}`;

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

export function createClient(access: Pick<ArchiveAccess, 'name' | 'url'>, requests: Requests): DicomwebClient {
  const wrong = (what: string) => fail('EXTERNAL_ARCHIVE_ANSWER', { archive: access.name, what });

  async function json(path: string, mostBytes: number): Promise<DicomJson[]> {
    const { status, bytes } = await requests.get(path, { accept: 'application/dicom+json', mostBytes });
    if (status === 204 || bytes.length === 0) return [];
    let value: unknown;
    try {
      value = JSON.parse(bytes.toString('utf8'));
    } catch {
      throw wrong('what should be DICOM JSON is none');
    }
    const list = Array.isArray(value) ? value : [];
    if (!Array.isArray(value) || list.some((one) => typeof one !== 'object' || one === null)) {
      throw wrong('what should be a list of data sets is none');
    }
    // Each element is checked where the data set is made of it (core/dicom/json.ts).
    return list as DicomJson[];
  }

  /** The one part of an answer, or the answer itself where the archive sends it bare. Its own memory, from byte 0. */
  async function single(path: string, accept: string, mostBytes: number, signal?: AbortSignal) {
    const { bytes, contentType } = await requests.get(path, { accept, mostBytes, signal });
    const outer = mediaType(contentType);
    if (!outer.type.startsWith('multipart/')) return { bytes: Uint8Array.from(bytes), contentType };
    const boundary = outer.parameters.get('boundary');
    if (!boundary) throw wrong('a multipart answer without a boundary');
    try {
      for await (const part of readMultipart(once(bytes), boundary)) {
        const pieces: Uint8Array[] = [];
        for await (const piece of part.body) pieces.push(piece);
        const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
        let at = 0;
        for (const piece of pieces) {
          whole.set(piece, at);
          at += piece.length;
        }
        return { bytes: whole, contentType: part.headers.get('content-type') ?? '' };
      }
    } catch (error) {
      throw error instanceof YishuError && error.code === 'INPUT_INVALID' ? wrong(String(error.detail.what)) : error;
    }
    throw wrong('a multipart answer without a part');
  }

  return {
    // A comma is a sign of its own in a query (RFC 3986 3.4), and Orthanc splits a list of keys only where it stands as it is.
    search: (path, keys) => json(`${path}?${String(new URLSearchParams(keys)).replaceAll('%2C', ',')}`, most.search),
    metadata: (study, series) => json(`/studies/${safe(study)}/series/${safe(series)}/metadata`, most.metadata),
    async frame(at, frame, signal) {
      const accept = 'multipart/related; type="application/octet-stream"; transfer-syntax=*';
      const part = await single(`${placeOf(at)}/frames/${frame}`, accept, most.frame, signal);
      const { type, parameters } = mediaType(part.contentType);
      const syntax = parameters.get('transfer-syntax');
      // Bytes without a name are uncompressed, little endian (PS3.18 8.7.3.5.2).
      if (syntax) return { bytes: part.bytes, syntax };
      if (type === 'application/octet-stream' || type === '')
        return { bytes: part.bytes, syntax: explicitLittleEndian };
      throw wrong(`a frame of ${type} without its transfer syntax`);
    },
    async bulk(uri) {
      // Archives behind a gateway name themselves as they see themselves: only the place below the service counts.
      const at = uri.indexOf('/studies/');
      if (at < 0 || /[?#\s]|\.\./.test(uri.slice(at))) throw wrong('a reference to a value that leads elsewhere');
      return (await single(uri.slice(at), 'multipart/related; type="application/octet-stream"', most.bulk)).bytes;
    },
    async object(at, signal) {
      const accept = 'multipart/related; type="application/dicom"; transfer-syntax=*';
      return (await single(placeOf(at), accept, largestObject, signal)).bytes;
    },
  };
}
