// The recording that an exam's report is printed with: its newest one with a waveform; of a long one the beginning, its key strips and all of it small.
import { leadEnvelope, leadOf } from '../../../core/ecg/flow/overview.ts';
import type { RecordingDetail, SamplesHeader } from '../../../core/ecg/flow/recording.ts';
import { cutSamples, headerBytes, unpackSamples } from '../../../core/ecg/flow/samples.ts';
import type { Arrangement } from '../../../core/ecg/paper/arrange.ts';
import type { Envelope } from '../../../core/ecg/paper/envelope.ts';
import { disclosureSteps } from '../../../core/ecg/paper/full-disclosure.ts';
import { chosenStrips, type KeyStrip, keyStrips, longMs, stripMs } from '../../../core/ecg/paper/key-strips.ts';
import { longPrintOf, type PrintWish } from '../../../core/ecg/paper/print-wish.ts';
import type { EcgWaveform } from '../../../core/ecg/recording.ts';
import type { ReportStrip } from '../../../core/reporting/report-strip.ts';
import type { ObjectReader } from '../imaging/module.ts';
import { detailOf } from './queries.ts';
import { rawOf } from './retry.ts';
import type { EcgServices } from './services.ts';
import { settingsOf } from './settings.ts';

/** Of a long record no more is read than a page shows. */
const printedMs = 20_000;
/** Around a strip, for pacing marks and filters at its edges. */
const aroundMs = 1000;

export interface RecordingForPaper {
  detail: RecordingDetail;
  waveforms: EcgWaveform[];
  documents: PrintedDocument[];
  strips: { strip: KeyStrip; waveforms: EcgWaveform[] }[];
  overview: { lead: string; durationMs: number; envelope: Envelope } | null;
  arrangement: Arrangement;
}

interface PrintedDocument {
  mediaType: 'application/pdf' | 'image/jpeg' | 'image/png';
  fileName: string;
  bytes: Uint8Array;
}

const mediaTypes: Readonly<Record<string, PrintedDocument['mediaType']>> = {
  pdf: 'application/pdf',
  jpeg: 'image/jpeg',
  png: 'image/png',
};

async function waveformsOf(
  reader: ObjectReader,
  header: SamplesHeader,
  span: { fromMs: number; toMs: number },
): Promise<EcgWaveform[]> {
  const part = cutSamples(header, { ...span, leads: [] });
  const pieces: Uint8Array[] = [headerBytes(part.header)];
  for (const { offset, length } of part.ranges)
    pieces.push(await reader.read(offset, length), new Uint8Array((4 - (length % 4)) % 4));
  return unpackSamples(new Uint8Array(Buffer.concat(pieces))).waveforms;
}

/** Null when no recording belongs to the exam. Rights are the report's: who may read it may see its tracing. */
export async function recordingForPrint(
  services: EcgServices,
  examId: string,
  wish: PrintWish = {},
  /** Those of the report: they stand instead of what the machine would choose. */
  chosen: readonly ReportStrip[] = [],
): Promise<RecordingForPaper | null> {
  const { kernel, objects } = services;
  const rows = await kernel.db
    .selectFrom('ecg_recording')
    .select(['doc', 'samples_path', 'samples_header', 'store', 'path'])
    .where('exam_id', '=', examId)
    .where('state', '=', 'matched')
    .orderBy('received_at', 'desc')
    .execute();
  const row = rows.find(({ samples_path }) => samples_path !== null) ?? rows[0];
  if (!row) return null;
  const detail = await detailOf(kernel.db, row.doc);
  const { printArrangement: arrangement } = await settingsOf(kernel.db);
  const nothing = { detail, waveforms: [], documents: [], strips: [], overview: null, arrangement };
  if (row.samples_path === null || row.samples_header === null) {
    const mediaType = mediaTypes[row.doc.format];
    if (mediaType === undefined) return nothing;
    const bytes = Uint8Array.from(await rawOf(services, row));
    return { ...nothing, documents: [{ mediaType, fileName: row.doc.fileName, bytes }] };
  }
  const header = row.samples_header;
  const { durationMs } = row.doc;
  const long = durationMs <= longMs ? 'start' : longPrintOf(wish.long, durationMs);
  const reader = await objects.open(row.samples_path);
  try {
    const waveforms = await waveformsOf(reader, header, { fromMs: 0, toMs: printedMs });
    const strips: RecordingForPaper['strips'] = [];
    const own = chosenStrips(chosen, row.doc);
    const wanted = own.length > 0 ? own : keyStrips(detail);
    for (const strip of long === 'strips' || long === 'both' ? wanted : []) {
      const span = { fromMs: strip.fromMs - aroundMs, toMs: strip.fromMs + stripMs + aroundMs };
      strips.push({ strip, waveforms: await waveformsOf(reader, header, span) });
    }
    const lead = long === 'overview' || long === 'both' ? leadOf(header, 'II') : null;
    const envelope = lead && (await leadEnvelope(reader, lead, disclosureSteps(durationMs)));
    const overview = lead && envelope ? { lead: lead.lead.name, durationMs, envelope } : null;
    return { ...nothing, waveforms, strips, overview };
  } finally {
    await reader.close();
  }
}
