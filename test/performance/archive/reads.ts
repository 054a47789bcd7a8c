// What leaves the archive: frames over several connections, metadata of a series, searches, a whole series as one stream.
import { Agent, get } from 'node:http';
import type { CtSeries } from './ct-files.ts';
import { openLeanReader } from './lean-reader.ts';
import type { Archive, OwnArchive } from './processes.ts';

async function timed(act: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

/** Bytes of an answer. They are counted and dropped: a client that kept them would be what is measured on a machine of two processors. */
function body(url: string, headers: Record<string, string>, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { headers, agent }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.on('error', reject);
      answer.on('end', () => {
        const { statusCode = 0 } = answer;
        if (statusCode >= 200 && statusCode < 300) resolve(bytes);
        else reject(new Error(`${url}: ${statusCode}`));
      });
    });
    asked.on('error', reject);
  });
}

/** Frames a second by six readers that share one list. */
export async function frameRate(list: readonly string[], headers: Record<string, string>): Promise<number> {
  const urls = list.map((url) => new URL(url));
  const waiting = urls.values();
  const [first] = urls;
  if (!first) throw new Error('there are no frames');
  const readers = Array.from({ length: 6 }, () => openLeanReader(first, headers));
  const ms = await timed(async () => {
    await Promise.all(
      readers.map(async (reader) => {
        for (const url of waiting) await reader.get(url);
      }),
    );
  });
  for (const reader of readers) reader.close();
  return (urls.length * 1000) / ms;
}

/** One connection, kept. */
const shared = new Agent({ keepAlive: true, maxSockets: 1 });

export const seriesPath = ({ studyUid, seriesUid }: CtSeries) => `studies/${studyUid}/series/${seriesUid}`;

export function framesOf(archive: Archive, series: CtSeries): string[] {
  return series.sopUids.map((sop) => `${archive.web}/${seriesPath(series)}/instances/${sop}/frames/1`);
}
export function pixelsOf(archive: OwnArchive, { studyUid, seriesUid, sopUids }: CtSeries): string[] {
  return sopUids.map((sop) => `${archive.url}/imaging/pixels/${studyUid}/${seriesUid}/${sop}/1`);
}

export function metadataMs(archive: Archive, series: CtSeries): Promise<number> {
  const headers = { ...archive.headers, accept: 'application/dicom+json' };
  return timed(async () => void (await body(`${archive.web}/${seriesPath(series)}/metadata`, headers, shared)));
}

export function streamMs(archive: OwnArchive, series: CtSeries): Promise<number> {
  return timed(async () => {
    const bytes = await body(`${archive.url}/imaging/stream/${series.seriesUid}`, archive.headers, shared);
    if (bytes < series.sopUids.length * 524_288) throw new Error(`the stream has ${bytes} bytes only`);
  });
}

export type Random = (most: number) => number;
const padded = (value: number, length: number) => String(value).padStart(length, '0');
const day = (some: Random) => `20${16 + some(9)}${padded(1 + some(12), 2)}${padded(1 + some(28), 2)}`;

/** Searches as worklists, viewers and people at a modality send them. */
const shapes: Record<string, (some: Random, seen: (some: Random) => number) => string> = {
  'patient id': (some) => `studies?PatientID=P${some(300_000)}`,
  'patient id, beginning': (some) => `studies?PatientID=P${padded(some(3000), 4)}*&limit=50`,
  'patient id, end': (some) => `studies?PatientID=*${padded(some(3000), 4)}&limit=50`,
  accession: (some) => `studies?AccessionNumber=A${padded(some(1_000_000), 9)}`,
  'accession, beginning': (some) => `studies?AccessionNumber=A${padded(some(10_000), 7)}*&limit=50`,
  'study uid': (some) => `studies?StudyInstanceUID=2.25.77.${some(1_000_000)}`,
  'one day': (some) => `studies?StudyDate=${day(some)}&limit=50`,
  'dates and modality': (some) => `studies?StudyDate=20${16 + some(8)}0101-20240101&ModalitiesInStudy=MR&limit=50`,
  'dates and absent modality': (some) =>
    `studies?StudyDate=20${16 + some(8)}0101-20240101&ModalitiesInStudy=XA&limit=50`,
  'sex, nobody': () => 'studies?PatientSex=O&limit=50',
  'institution, absent': (some) => `studies?InstitutionName=NOWHERE${some(100)}&limit=50`,
  'institution, any part, absent': (some) => `studies?InstitutionName=*NOWHERE${some(100)}*&limit=50`,
  'birth date, absent': (some) => `studies?PatientBirthDate=19${70 + some(9)}0101&limit=50`,
  newest: () => 'studies?limit=50',
  'far page': (some) => `studies?limit=50&offset=${some(20_000)}`,
  'name, beginning': (some) => `studies?PatientName=BENCH^${some(5000)}*&limit=50`,
  'name in Chinese': (some) => `studies?PatientName=测试${some(5000)}&limit=50`,
  'name, any part': (some) => `studies?PatientName=*${100 + some(900)}*&limit=50`,
  'name, in every study': () => 'studies?PatientName=测*&limit=50',
  'name, nobody': (some) => `studies?PatientName=*NOBODY${some(1000)}*&limit=50`,
  'name and day': (some) => `studies?PatientName=*${some(10)}*&StudyDate=${day(some)}&limit=50`,
  description: () => 'studies?StudyDescription=*HEAD*&limit=50',
  'description, absent': (some) => `studies?StudyDescription=*KNEE${some(100)}*&limit=50`,
  'series by modality': () => 'series?Modality=MR&limit=50',
  'series by absent body part': () => 'series?BodyPartExamined=KNEE&limit=50',
  'series by absent number': (some) => `series?SeriesNumber=${70 + some(9)}&limit=50`,
  'series by name': (some) => `series?PatientName=BENCH^${some(5000)}*&limit=50`,
  'series of a study': (some, seen) => `studies/2.25.77.${seen(some)}/series`,
};

export interface SearchPlan {
  count: number;
  /** The number of a study that the caller may see: others are refused. */
  seen(some: Random): number;
}

/** Studies of `fill` that are the caller's: of everybody, of the hospital that reads for others, of the first township. */
export const seenStudies = {
  all: (some: Random) => 1 + some(1_000_000),
  centre: (some: Random) => 3 * some(333_000) + 1,
  township: (some: Random) => 60 * some(16_000) + 2,
};

/** Latencies of each shape, ms, `count` of each by turns. */
export async function searchMs(
  archive: Archive,
  { count, seen }: SearchPlan,
  random: () => number,
): Promise<Map<string, number[]>> {
  const some: Random = (most) => Math.floor(random() * most);
  const headers = { ...archive.headers, accept: 'application/dicom+json' };
  const all = new Map(Object.keys(shapes).map((name): [string, number[]] => [name, []]));
  for (let turn = 0; turn < count; turn += 1) {
    for (const [name, query] of Object.entries(shapes)) {
      const url = `${archive.web}/${encodeURI(query(some, seen))}`;
      all.get(name)?.push(await timed(async () => void (await body(url, headers, shared))));
    }
  }
  return all;
}
