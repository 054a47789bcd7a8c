// A day of three leads through the server: handed in as a Holter would, read and measured, and opened as the screen opens it.
import { packZip } from '../../../core/ecg/formats/index.ts';
import { startEcgWorld } from '../../support/ecg-world.ts';
import { asRecording, steady, syntheticEcg } from '../../support/synthetic-ecg.ts';
import { atMost, beside, type Figure } from '../figure.ts';

const hours = 24;
const sampleRateHz = 128;
const names = ['II', 'V1', 'V5'];
/** 1 µV a step. */
const perMillivolt = 1000;

/** Ten made-up minutes over and over: 66 MB of WFDB format 16, packed as one archive. */
function dayOfThreeLeads(): Uint8Array<ArrayBuffer> {
  const seconds = 600;
  const made = asRecording(syntheticEcg(steady(730, 0.82), { seconds, seed: 24 }));
  const [rhythm] = made.waveforms;
  const frames = hours * 3600 * sampleRateHz;
  const data = new Int16Array(frames * names.length);
  const leads = names.map((name) => rhythm?.leads.find((lead) => lead.name === name)?.samples);
  const rate = rhythm?.sampleRateHz ?? Number.NaN;
  const step = rate / sampleRateHz;
  for (let at = 0; at < frames; at++) {
    const from = Math.floor((at % (seconds * sampleRateHz)) * step);
    for (let lead = 0; lead < leads.length; lead++)
      data[at * names.length + lead] = Math.round(leads[lead]?.[from] ?? 0);
  }
  const lines = names.map((name) => `day.dat 16 ${perMillivolt}(0)/mV 16 0 0 0 0 ${name}`);
  // Without checksums: the lines end before them.
  const header = [
    `day ${names.length} ${sampleRateHz} ${frames}`,
    ...lines.map((line) => line.replace(/ 0 0 0 0 /, ' 16 0 ')),
  ];
  return packZip([
    { name: 'day.hea', bytes: new TextEncoder().encode(`${header.join('\n')}\n`) },
    { name: 'day.dat', bytes: new Uint8Array(data.buffer) },
  ]);
}

const rounded = (value: number): number => Math.round(value);

export async function dayRecord(): Promise<Figure[]> {
  const file = dayOfThreeLeads();
  const world = await startEcgWorld();
  try {
    await world.approveDevice();
    let most = 0;
    const before = process.memoryUsage.rss();
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss());
    }, 100);
    const sent = performance.now();
    const arrival = await world.upload(file, '/ecg/upload?name=day.zip');
    const taken = performance.now() - sent;
    clearInterval(watch);
    if (arrival.state === 'parked') throw new Error(arrival.problems.join('; '));
    const { recordingId } = arrival;
    const at = (what: string) => world.doctor.fetch(`/ecg/recordings/${recordingId}/${what}`);
    const opened: number[] = [];
    for (let run = 0; run < 5; run++) {
      const from = performance.now();
      // As the screen does: what was measured, the first ten minutes, the strip of the whole day.
      const [{ measurement }] = await Promise.all([
        world.doctor.api.ecg.recording({ recordingId }),
        at('samples?fromMs=0&toMs=600000').then((answer) => answer.arrayBuffer()),
        at('overview?steps=2400&lead=II').then((answer) => answer.json()),
      ]);
      opened.push(performance.now() - from);
      if (!measurement) throw new Error('the day was not measured');
    }
    return [
      atMost(
        '24 h, 3 leads, opened (measurement, first ten minutes, overview)',
        rounded(Math.max(...opened)),
        'ms',
        2000,
      ),
      beside('  handed in, read, measured and stored', rounded(taken), 'ms'),
      beside('  size of the file', rounded(file.length / 1e6), 'MB'),
      beside('  memory above the start, at most', rounded((most - before) / 1e6), 'MB'),
    ];
  } finally {
    await world.started.close();
  }
}
