// What leaves the archive: frames over several connections, metadata of a series, searches, a whole series as one stream.
import type { CtSeries } from './ct-files.ts';
import type { Archive, OwnArchive } from './processes.ts';

async function timed(act: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

async function body(url: string, headers: Record<string, string>): Promise<number> {
  const answer = await fetch(url, { headers });
  const bytes = await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return bytes.byteLength;
}

/** Frames a second by six readers that share one list. */
export async function frameRate(urls: readonly string[], headers: Record<string, string>): Promise<number> {
  let next = 0;
  const ms = await timed(async () => {
    async function reader(): Promise<void> {
      for (let at = next++; at < urls.length; at = next++) await body(urls[at] ?? '', headers);
    }
    await Promise.all(Array.from({ length: 6 }, reader));
  });
  return (urls.length * 1000) / ms;
}

export const seriesPath = ({ studyUid, seriesUid }: CtSeries) => `studies/${studyUid}/series/${seriesUid}`;

export function framesOf(archive: Archive, series: CtSeries): string[] {
  return series.sopUids.map((sop) => `${archive.web}/${seriesPath(series)}/instances/${sop}/frames/1`);
}
export function pixelsOf(archive: OwnArchive, { studyUid, seriesUid, sopUids }: CtSeries): string[] {
  return sopUids.map((sop) => `${archive.url}/imaging/pixels/${studyUid}/${seriesUid}/${sop}/1`);
}

export function metadataMs(archive: Archive, series: CtSeries): Promise<number> {
  const headers = { ...archive.headers, accept: 'application/dicom+json' };
  return timed(async () => void (await body(`${archive.web}/${seriesPath(series)}/metadata`, headers)));
}

export function streamMs(archive: OwnArchive, series: CtSeries): Promise<number> {
  return timed(async () => {
    const bytes = await body(`${archive.url}/imaging/stream/${series.seriesUid}`, archive.headers);
    if (bytes < series.sopUids.length * 524_288) throw new Error(`the stream has ${bytes} bytes only`);
  });
}

/** Searches as worklists and viewers send them; one latency each, ms. */
export async function searchMs(archive: Archive, count: number, random: () => number): Promise<number[]> {
  const some = (most: number) => Math.floor(random() * most);
  const queries = [
    () => `PatientID=P${some(300_000)}`,
    () => `AccessionNumber=A${String(some(1_000_000)).padStart(9, '0')}`,
    () => `StudyInstanceUID=2.25.77.${some(1_000_000)}`,
    () => `StudyDate=20${16 + some(9)}0${1 + some(9)}15&limit=50`,
    () => `PatientName=BENCH^${some(5000)}*&limit=50`,
  ];
  const all: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const query = queries[at % queries.length]?.() ?? '';
    const headers = { ...archive.headers, accept: 'application/dicom+json' };
    all.push(await timed(async () => void (await body(`${archive.web}/studies?${encodeURI(query)}`, headers))));
  }
  return all;
}
