// Our intervals against those that the recorder measured on the same tracing: mean and SD of the difference, in the limits of IEC 60601-2-25.
import { readEcg } from '../../../core/ecg/formats/index.ts';
import { measureRecording } from '../../../core/ecg/measure/measure-recording.ts';
import { mean, standardDeviation } from '../../../core/ecg/signal/stats.ts';
import { sharedData } from '../../support/shared-data.ts';

/** One file a tracing: the same tracing in other formats would count twice. */
export const vendorFiles = [
  'muse-xml/braveheart-example1.xml',
  'muse-xml/braveheart-example2.xml',
  'hl7-aecg/example-aecg-mortara-eli250.xml',
  'dicom/waveform_ecg.dcm',
  'scp/welchallyn-8lead-2007.scp',
  'scp/welchallyn-right-posterior-leads.scp',
  'philips-xml/philips-1_03-129DYPRG.xml',
  'philips-xml/philips-1_04-demo.xml',
  'schiller-xml/cardio-sample.xml',
];

/**
 * Recorders that contradict themselves by more than 25 ms: Philips says 135 ms here (its longest single lead, II, of an infarct whose ST rises
 * from the QRS), while its own marks of all leads (7016 to 7112) and the middle one of its leads give 96 ms. The tracing bears out the 96: in
 * the other eleven leads nothing moves after 102 ms; only the raised ST of II sags until 135.
 */
const contradicting: Partial<Record<Interval, string>> = { qrsMs: 'philips-xml/philips-1_03-129DYPRG.xml' };

/** Biological ECGs (CSE): allowed mean and SD of the difference, milliseconds. */
const limits = { pMs: [10, 15], prMs: [10, 10], qrsMs: [10, 10], qtMs: [25, 30] } as const;
type Interval = keyof typeof limits;

export interface VendorScore {
  interval: Interval;
  tracings: number;
  meanMs: number;
  sdMs: number;
  limitMeanMs: number;
  limitSdMs: number;
  /** SD without a recorder that contradicts itself; null where none does. */
  agreeingSdMs: number | null;
}

export function scoreVendors(): VendorScore[] {
  const differences: Record<Interval, number[]> = { pMs: [], prMs: [], qrsMs: [], qtMs: [] };
  const agreeing: typeof differences = { pMs: [], prMs: [], qrsMs: [], qtMs: [] };
  const intervals = Object.keys(limits) as Interval[];
  for (const file of vendorFiles) {
    const recording = readEcg(sharedData(`ecg/${file}`), { name: file });
    const measured = measureRecording(recording);
    const cells = intervals.map((interval) => {
      const vendor = recording.vendorMeasurements.find(({ name }) => name === interval)?.value;
      const own = measured?.[interval];
      if (vendor === undefined || own === undefined || own === null) return `${interval} -`;
      differences[interval].push(own - vendor);
      if (contradicting[interval] !== file) agreeing[interval].push(own - vendor);
      return `${interval} ${Math.round(own)} (${vendor})`;
    });
    console.log(`${file.padEnd(46)} ${cells.join('  ')}`);
  }
  return intervals.map((interval) => ({
    interval,
    tracings: differences[interval].length,
    meanMs: mean(differences[interval]),
    sdMs: standardDeviation(differences[interval]),
    limitMeanMs: limits[interval][0],
    limitSdMs: limits[interval][1],
    agreeingSdMs: contradicting[interval] ? standardDeviation(agreeing[interval]) : null,
  }));
}
