// Reads an SCP-ECG file (EN 1064, ISO 11073-91064): sections to a recording in microvolts.
import { scpLeadName } from '../../leads.ts';
import type { EcgLead, EcgRecording, EcgWaveform } from '../../recording.ts';
import { rateOf } from '../aecg/series.ts';
import { withDerivedLeads } from '../derived-leads.ts';
import { EcgRefusal, ProblemList } from '../refusal.ts';
import { VendorList } from '../vendor-values.ts';
import { checkedWaveform, noteNoWaveform, scaled } from '../waveform.ts';
import { readHeader } from './header.ts';
import { type HuffmanTables, readTables } from './huffman.ts';
import { type CodedLeads, decodeLead, type LeadSet, readCodedLeads, readLeadSet } from './leads.ts';
import { readGlobal, readLeadMeasurements, readStatements } from './measurements.ts';
import { readSections, type ScpSection } from './record.ts';
import { addReferenceBeat, type Beats, bimodalCount, expandBimodal, readBeats } from './restore.ts';

type Sections = ReadonlyMap<number, ScpSection>;

/** Most samples that a reference beat can have: 10 s at 1 kHz. */
const longestBeat = 10_000;

/** Reference beat type 0 of every lead, in steps of section 5; `undefined` for leads without one. */
function referenceBeats(
  coded: CodedLeads,
  set: LeadSet,
  tables: HuffmanTables | undefined,
  lengthMs: number,
  problems: ProblemList,
): (Int32Array | undefined)[] {
  const announced = Math.floor((lengthMs * 1000) / coded.intervalUs);
  const expected = announced > 0 ? Math.min(announced, longestBeat) : longestBeat;
  return set.leads.map(({ id }, at) => {
    const bytes = coded.data[at] ?? new Uint8Array();
    const count = tables ? expected : Math.min(expected, bytes.length >> 1);
    if (bytes.length === 0) return undefined;
    return decodeLead(bytes, tables, count, coded.difference, `section 5, lead ${scpLeadName(id)}`, problems);
  });
}

/** The rhythm of one lead in nanovolts, at full rate when it was reduced. */
function rhythmLead(
  at: number,
  rhythm: CodedLeads,
  set: LeadSet,
  tables: HuffmanTables | undefined,
  restore: { factor: number; beats: Beats | undefined; reference: ArrayLike<number> | undefined },
  problems: ProblemList,
): Float64Array | undefined {
  const lead = set.leads[at];
  if (!lead) return undefined;
  const { start, end, id } = lead;
  const where = `section 6, lead ${scpLeadName(id)}`;
  const { factor, beats, reference } = restore;
  const range = end - start + 1;
  const expected = rhythm.bimodal && beats ? bimodalCount(beats, start, end, factor) : Math.ceil(range / factor);
  const values = decodeLead(rhythm.data[at] ?? new Uint8Array(), tables, expected, rhythm.difference, where, problems);
  if (!values) return undefined;
  const full = rhythm.bimodal && beats ? expandBimodal(values, beats, start, end, factor) : Float64Array.from(values);
  for (let i = 0; i < full.length; i++) full[i] = (full[i] ?? Number.NaN) * rhythm.nanovolts;
  if (set.subtracted && beats && reference) addReferenceBeat(full, reference, beats, start);
  return full;
}

/** Leads that begin or end apart from the others keep their place; what they have not is empty. */
function placed(leads: { name: string; start: number; values: Float64Array }[]): EcgLead[] {
  const first = Math.min(...leads.map(({ start }) => start));
  const last = Math.max(...leads.map(({ start, values }) => start + values.length));
  const longest = Math.max(...leads.map(({ values }) => values.length));
  // Four columns of 2.5 s, or six, are what devices write one after the other.
  if (last - first > 16 * longest)
    throw new EcgRefusal('MALFORMED', 'section 3', 'The leads lie too far apart in time');
  return leads.map(({ name, start, values }) => {
    if (start === first) return { name, samples: scaled(values, 1e-3) };
    const samples = new Float32Array(last - first).fill(Number.NaN);
    samples.set(scaled(values, 1e-3), start - first);
    return { name, samples };
  });
}

function readWaveforms(sections: Sections, problems: ProblemList): EcgWaveform[] {
  const definition = sections.get(3);
  const rhythmSection = sections.get(6);
  if (!definition || !rhythmSection) {
    const long = sections.has(12) ? ': long-term sections of version 3 are not read' : '';
    problems.add('SECTION_MISSING', definition ? 'section 6' : 'section 3', `The file has no rhythm${long}`);
    return [];
  }
  const longTerm = [12, 13, 14].filter((id) => sections.has(id));
  if (longTerm.length > 0) {
    const text = 'Long-term, exercise or selected-beat sections of version 3 are not read; the rhythm of section 6 is';
    problems.add('SECTION_LEFT_OUT', `section ${longTerm.join(', ')}`, text);
  }
  const set = readLeadSet(definition.body, problems);
  const huffman = sections.get(2);
  const tables = huffman && readTables(huffman.body);
  const rhythm = readCodedLeads(rhythmSection.body, set.leads.length, 6, problems);
  if (!rhythm) return [];
  const beatSection = sections.get(4);
  const beats = beatSection && readBeats(beatSection.body);
  const medianSection = sections.get(5);
  const median = medianSection && readCodedLeads(medianSection.body, set.leads.length, 5, problems);
  const beatMs = beatSection ? (beatSection.body[0] ?? 0) | ((beatSection.body[1] ?? 0) << 8) : 0;
  const references = median ? referenceBeats(median, set, tables, beatMs, problems) : [];

  // Bimodal and subtraction count samples at the rate of the reference beat; section 6 gives that of the reduced stretches.
  const ratio = median ? rhythm.intervalUs / median.intervalUs : 1;
  const factor = Math.round(ratio);
  const reduced = rhythm.bimodal || set.subtracted;
  if (reduced && (!beats || !median || factor < 1 || factor > 8 || Math.abs(ratio - factor) > 0.01)) {
    const text = 'The rhythm was reduced by a reference beat or bimodal compression, and what restores it is missing';
    throw new EcgRefusal('UNSUPPORTED', 'section 6', text);
  }
  if (set.subtracted && !rhythm.bimodal && factor !== 1) {
    throw new EcgRefusal(
      'UNSUPPORTED',
      'section 6',
      'A reference beat at another rate than the rhythm is not added back',
    );
  }
  const leads = set.leads.flatMap(({ id, start }, at) => {
    const reference = references[at];
    if (set.subtracted && !reference) {
      problems.add(
        'LEAD_DAMAGED',
        `section 5, lead ${scpLeadName(id)}`,
        'No reference beat to add back; the lead is left out',
      );
      return [];
    }
    const nanovolts = reference && median && Float64Array.from(reference, (value) => value * median.nanovolts);
    const restore = { factor: reduced ? factor : 1, beats, reference: nanovolts };
    const values = rhythmLead(at, rhythm, set, tables, restore, problems);
    return values ? [{ name: scpLeadName(id), start, values }] : [];
  });
  const intervalUs = rhythm.bimodal && median ? median.intervalUs : rhythm.intervalUs;
  const main =
    leads.length > 0 &&
    checkedWaveform(
      {
        kind: 'rhythm',
        sampleRateHz: rateOf(intervalUs / 1e6),
        leads: withDerivedLeads(placed(leads), problems),
        where: 'section 6',
      },
      problems,
    );
  const beatLeads = references.flatMap((values, at): EcgLead[] => {
    const id = set.leads[at]?.id;
    return values && median && id !== undefined
      ? [{ name: scpLeadName(id), samples: scaled(values, median.nanovolts / 1000) }]
      : [];
  });
  const medianWave =
    median &&
    checkedWaveform(
      {
        kind: 'median',
        sampleRateHz: rateOf(median.intervalUs / 1e6),
        leads: withDerivedLeads(beatLeads, problems),
        where: 'section 5',
      },
      problems,
    );
  return [...(main ? [main] : []), ...(medianWave ? [medianWave] : [])];
}

/** Throws EcgRefusal. */
export function readScp(bytes: Uint8Array): EcgRecording {
  const problems = new ProblemList();
  const sections = readSections(bytes, problems);
  const header = readHeader(sections.get(1)?.body ?? new Uint8Array(), problems);
  if (!sections.has(1)) problems.add('SECTION_MISSING', 'section 1', 'The file does not say whose it is');
  const waveforms = readWaveforms(sections, problems);
  noteNoWaveform(waveforms, problems);
  const list = new VendorList();
  const { pacingMs } = sections.has(7) ? readGlobal(sections.get(7)?.body ?? new Uint8Array(), list) : { pacingMs: [] };
  readLeadMeasurements(sections.get(10)?.body ?? new Uint8Array(), list);
  const texts = readStatements(sections.get(8)?.body ?? new Uint8Array(), false, header.language);
  const codes = readStatements(sections.get(11)?.body ?? new Uint8Array(), true, header.language);
  const version = sections.get(6)?.version ?? sections.get(1)?.version;
  const { patient, recordedAt, device, filters, remarks } = header;
  return {
    format: 'scp',
    ...(version && { formatVersion: `${Math.floor(version / 10)}.${version % 10}` }),
    waveforms,
    patient,
    ...(recordedAt && { recordedAt }),
    ...(device && { device }),
    ...(filters && { filters }),
    vendorMeasurements: list.list(),
    vendorStatements: [...texts, ...codes],
    vendorPacingMs: pacingMs,
    remarks,
    problems: problems.list(),
  };
}
