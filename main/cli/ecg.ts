// `yishu ecg`: converts ECG files of every format, and prints what the machine reads in them.
import { randomBytes, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { uidFromRandom } from '../../core/dicom/uids.ts';
import { delineateEachLead, delineateRecording } from '../../core/ecg/delineate/delineate-recording.ts';
import { detectRecording } from '../../core/ecg/detect/detect-recording.ts';
import { writeAecg } from '../../core/ecg/formats/aecg/write.ts';
import { writeDicomEcg } from '../../core/ecg/formats/dicom/write.ts';
import { EcgRefusal } from '../../core/ecg/formats/index.ts';
import { ecgJsonText } from '../../core/ecg/formats/json-text.ts';
import { measureRecording } from '../../core/ecg/measure/measure-recording.ts';
import type { EcgRecording } from '../../core/ecg/recording.ts';
import { readEcgFile } from './ecg-file.ts';
import { measuredJson } from './ecg-measured.ts';
import { helpText } from './help.ts';
import { printJson } from './options.ts';

/** Printed for a recording in which there is nothing to measure. */
const noWaveform = (recording: EcgRecording): EcgRefusal => {
  const document = recording.problems.find(({ code }) => code === 'DOCUMENT_ONLY');
  return new EcgRefusal('UNSUPPORTED', 'recording', document?.text ?? 'The file holds no rhythm waveform to measure');
};

function measured<T>(read: (recording: EcgRecording) => T | null, recording: EcgRecording): T {
  const value = read(recording);
  if (value === null) throw noWaveform(recording);
  return value;
}

/** Of a file that yields no sample at all nothing is handed on: an empty conversion would pass for a recording. */
function samplesOf(recording: EcgRecording): EcgRecording {
  const some = recording.waveforms.some(({ leads }) => leads.some(({ samples }) => samples.some(Number.isFinite)));
  if (some) return recording;
  const reasons = recording.problems
    .slice(0, 3)
    .map(({ code, at, text }) => `${code} ${at}: ${text}`)
    .join('; ');
  const document = recording.problems.some(({ code }) => code === 'DOCUMENT_ONLY');
  if (document) throw noWaveform(recording);
  throw new EcgRefusal('UNSUPPORTED', 'recording', `The file yields no samples${reasons ? ` (${reasons})` : ''}`);
}

function* jsonLine(recording: EcgRecording): Generator<string> {
  yield* ecgJsonText(recording);
  yield '\n';
}

async function convert(recording: EcgRecording, to: string, out: string | undefined): Promise<void> {
  if (to === 'json') {
    if (out) await writeFile(out, jsonLine(recording));
    else for (const piece of jsonLine(recording)) process.stdout.write(piece);
    return;
  }
  if (!out) return;
  const uid = () => uidFromRandom(randomBytes(16));
  const bytes = to === 'aecg' ? writeAecg(recording, { documentId: randomUUID() }) : writeDicomEcg(recording, { uid });
  await writeFile(out, bytes);
  process.stderr.write(`已写入 / written: ${out} (${bytes.length} B)\n`);
  // DICOM wants a time of acquisition; one that nobody gave is left empty rather than made up.
  if (to === 'dicom' && !recording.recordedAt?.includes('T'))
    process.stderr.write(
      'yishu: 文件没有采集时间，DICOM 中相应字段留空 / the file gives no time of recording; it is empty in the DICOM object, which wants one\n',
    );
}

/** 0: done. 1: the file is refused, with `{"error":{code, at, text}}` on standard output. 2: wrong command line. */
export async function ecg(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: {
      json: { type: 'boolean' },
      to: { type: 'string', default: 'json' },
      out: { type: 'string' },
      lead: { type: 'string' },
      'each-lead': { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const [action, path, ...more] = positionals;
  const known = action === 'convert' || action === 'measure' || action === 'detect' || action === 'delineate';
  const target = values.to === 'json' || ((values.to === 'aecg' || values.to === 'dicom') && values.out !== undefined);
  const [lead, eachLead] = [values.lead, values['each-lead'] === true];
  const leadFits = (lead === undefined && !eachLead) || (action === 'delineate' && !(lead !== undefined && eachLead));
  // What is only measured is printed, not written: an option without effect is a mistake.
  const writes = action === 'convert' || (values.out === undefined && values.to === 'json');
  if (!known || path === undefined || more.length > 0 || !target || !leadFits || !writes) {
    process.stderr.write(helpText('ecg'));
    return 2;
  }
  try {
    const recording = readEcgFile(path);
    switch (action) {
      case 'convert':
        await convert(samplesOf(recording), values.to, values.out);
        break;
      case 'measure':
        printJson(measuredJson(measured(measureRecording, recording), recording));
        break;
      case 'detect':
        printJson(measured(detectRecording, recording));
        break;
      case 'delineate':
        printJson(measured((one) => (eachLead ? delineateEachLead(one) : delineateRecording(one, lead)), recording));
        break;
      default:
        action satisfies never;
    }
    return 0;
  } catch (error) {
    if (!(error instanceof EcgRefusal)) throw error;
    printJson({ error: { code: error.code, at: error.at, text: error.message } });
    process.stderr.write(`yishu: 文件被拒绝 / the file is refused: ${error.code} ${error.at}: ${error.message}\n`);
    return 1;
  }
}
