// Waveform results of HL7 v2.3 and later (chapter 7): TIM the start, CHN the channels, WAV the samples, as types TS, CD, NA and MA.
import { get, type Hl7Message, type Hl7Segment, repeats, segmentsOf } from '../../../hl7/index.ts';
import { leadName } from '../../leads.ts';
import type { EcgLead, EcgWaveform } from '../../recording.ts';
import type { ProblemList } from '../refusal.ts';
import { microvoltsPer } from '../units.ts';
import { checkedWaveform } from '../waveform.ts';
import { finite } from '../xml/query.ts';

type Category = 'TIM' | 'CHN' | 'WAV';

/** The category is the suffix of the observation: `93000&WAV`, in whichever component the sender writes it. */
function categoryOf(obx: Hl7Segment): Category | undefined {
  const suffix = /&(TIM|CHN|WAV)(?=$|[\^&])/.exec(obx.fields[3] ?? '')?.[1];
  if (suffix === 'TIM' || suffix === 'CHN' || suffix === 'WAV') return suffix;
  return undefined;
}

interface Channel {
  name: string;
  /** Microvolts a step; `undefined` where it is no voltage. */
  microvolts: number | undefined;
  /** Stored value of no input. */
  baseline: number;
  rateHz: number | undefined;
}

/** CD: identifier, source, sensitivity & unit, correction & baseline & skew, sampling frequency, limits. */
function channelOf(repeat: string, { delimiters }: Hl7Segment, at: number): Channel {
  const parts = repeat.split(delimiters.component).map((part) => part.split(delimiters.subcomponent));
  const [identifier = [], source = [], sensitivity = [], calibration = [], frequency = []] = parts;
  const unit = microvoltsPer(sensitivity[1] ?? '');
  const nominal = finite(sensitivity[0]);
  const correction = finite(calibration[0]) ?? 1;
  const name = leadName(identifier[1] || source[0] || identifier[0] || '');
  return {
    name: name || `Channel ${at + 1}`,
    microvolts: unit === undefined || nominal === undefined ? undefined : nominal * correction * unit,
    baseline: finite(calibration[1]) ?? 0,
    rateHz: finite(frequency[0]),
  };
}

/** Rows of numbers: of MA a row is a moment and holds all channels, of NA rows follow each other and are of one channel. */
function rowsOf(obx: Hl7Segment): number[][] {
  return repeats(obx, 5).map((row) =>
    row.split(obx.delimiters.component).map((value) => finite(value.trim()) ?? Number.NaN),
  );
}

interface Block {
  channels: Channel[];
  /** Values of each channel. */
  values: number[][];
}

function take(block: Block, obx: Hl7Segment, next: number, where: string, problems: ProblemList): void {
  const rows = rowsOf(obx);
  if (get(obx, 2) === 'MA') {
    const uneven = rows.some((row) => row.length !== block.channels.length);
    if (uneven) {
      problems.add(
        'LEAD_LENGTH',
        where,
        `Rows that have not a value for each of ${block.channels.length} channels are left out`,
      );
    }
    for (const row of rows.filter(({ length }) => length === block.channels.length)) {
      for (const [channel, value] of row.entries()) block.values[channel]?.push(value);
    }
    return;
  }
  if (get(obx, 2) !== 'NA') {
    problems.add('CODING_UNSUPPORTED', where, `Samples of type "${get(obx, 2).slice(0, 8)}" are left out`);
    return;
  }
  const values = block.values[next];
  if (values) for (const row of rows) values.push(...row);
  else problems.add('LEAD_UNNAMED', where, 'Samples of a channel that no CHN describes are left out');
}

function waveformOf(block: Block, where: string, problems: ProblemList): EcgWaveform[] {
  const byRate = Map.groupBy(
    block.channels.map((channel, at) => ({ channel, values: block.values[at] ?? [] })),
    ({ channel }) => channel.rateHz ?? block.channels[0]?.rateHz ?? Number.NaN,
  );
  if (byRate.size > 1) problems.add('RATES_DIFFER', where, `The channels have ${byRate.size} sampling frequencies`);
  return [...byRate].flatMap(([sampleRateHz, list]) => {
    const leads = list.flatMap(({ channel, values }): EcgLead[] => {
      const { name, microvolts, baseline } = channel;
      const here = `${where}, channel ${name}`;
      if (microvolts === undefined || microvolts === 0) {
        problems.add('CHANNEL_NO_VOLTAGE', here, 'The channel has no sensitivity in volts and is left out');
        return [];
      }
      const invalid = values.filter(Number.isNaN).length;
      if (invalid > 0) problems.add('SAMPLE_INVALID', here, `${invalid} samples are no number`);
      return [{ name, samples: Float32Array.from(values, (value) => (value - baseline) * microvolts) }];
    });
    return checkedWaveform({ kind: 'rhythm', sampleRateHz, leads, where }, problems) ?? [];
  });
}

/** Whether there are samples in the message at all. */
export const carriesWaveform = (message: Hl7Message): boolean =>
  segmentsOf(message, 'OBX').some((obx) => categoryOf(obx) === 'WAV');

/** Waveforms of the message and the HL7 time at which the first begins; empty where it carries none. */
export function messageWaveforms(
  message: Hl7Message,
  problems: ProblemList,
): { waveforms: EcgWaveform[]; start: string } {
  const blocks: Block[] = [];
  let start = '';
  let next = 0;
  let set: number | undefined;
  segmentsOf(message, 'OBX').forEach((obx, at) => {
    const own = finite(get(obx, 1));
    // A number that is left out may be a lead that is lost, and those after it would bear the names of others.
    if (own !== undefined && set !== undefined && own > set + 1) {
      problems.add('SEGMENT_MISSING', `OBX ${own}`, `The segment before it is OBX ${set}: some are missing`);
    }
    set = own ?? set;
    const name = (obx.fields[1] ?? '').trim();
    if (!/^\d*$/.test(name))
      problems.add('SEGMENT_MISSING', `OBX ${at + 1}`, `"${name.slice(0, 8)}" is no number of a segment`);
    const category = categoryOf(obx);
    const where = `OBX ${/^\d+$/.test(name) ? name : at + 1}`;
    // Required in every edition (7.4.2.11): where it is missing the rest of the segment may be, too.
    if (category && get(obx, 11) === '')
      problems.add('SEGMENT_MISSING', where, 'It has no status (OBX-11): it may be cut');
    if (category === 'TIM') start ||= get(obx, 5);
    else if (category === 'CHN') {
      const last = blocks.at(-1);
      // Channels may come in one segment or in one each; those that follow samples begin another block.
      const block = last?.values.every(({ length }) => length === 0) ? last : { channels: [], values: [] };
      if (block !== last) blocks.push(block);
      for (const repeat of repeats(obx, 5)) {
        const number = finite(repeat.split(obx.delimiters.subcomponent, 1)[0]);
        if (number !== undefined && number !== block.channels.length + 1) {
          problems.add('SEGMENT_MISSING', where, `Channel ${number} stands at place ${block.channels.length + 1}`);
        }
        // CD has six components (2.A.8): more are two channels whose separator was lost.
        if (repeat.split(obx.delimiters.component).length > 6)
          problems.add('SEGMENT_MISSING', where, `Channel ${block.channels.length + 1} has more than six components`);
        block.channels.push(channelOf(repeat, obx, block.channels.length));
        block.values.push([]);
      }
      next = 0;
    } else if (category === 'WAV') {
      const block = blocks.at(-1);
      if (!block) problems.add('LEAD_UNNAMED', where, 'Samples before any CHN are left out');
      else take(block, obx, next++, where, problems);
    } else if (/^[NM]A$/.test(get(obx, 2))) {
      problems.add('LEAD_UNNAMED', where, 'A list of numbers that is not called a waveform is left out');
    } else if (!/^([A-Z]{2,3})?$/.test(get(obx, 2))) {
      problems.add(
        'SEGMENT_MISSING',
        where,
        `"${get(obx, 2).slice(0, 8)}" is no type of a value: the segment is left out`,
      );
    }
  });
  const waveforms = blocks.flatMap((block, at) => waveformOf(block, `waveform ${at + 1}`, problems));
  return { waveforms, start };
}
