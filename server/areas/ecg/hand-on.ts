// A recording in a standard form, to hand on what was received (ECG-03): HL7 aECG or a DICOM ECG object, with the patient of its exam.
import { inflateRawSync } from 'node:zlib';
import { uidFromRandom } from '../../../core/dicom/uids.ts';
import { writeAecg } from '../../../core/ecg/formats/aecg/write.ts';
import { writeDicomEcg } from '../../../core/ecg/formats/dicom/write.ts';
import { EcgRefusal, readEcg } from '../../../core/ecg/formats/index.ts';
import type { EcgRecording } from '../../../core/ecg/recording.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { storableText } from '../../../core/kernel/storable-text.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { saysSex } from '../../../core/patient/sex-code.ts';
import { examsById } from '../orders/module.ts';
import { rawOf } from './retry.ts';
import type { EcgServices } from './services.ts';
import type { RecordingRow } from './store.ts';

const uidOf = (uuid: string): string => uidFromRandom(Buffer.from(uuid.replaceAll('-', ''), 'hex'));
/** A file that is read and written in one go; a day's record is handed on as the file that came. */
const longestMs = 60 * 60_000;
const inflatedMost = 1 << 28;

/** The exam says who it is once a person or a number has placed the recording; what the device said of the person may be wrong. */
function withPatient(recording: EcgRecording, exam: ExamDocument | undefined): EcgRecording {
  if (!exam) return recording;
  const { number, name, sex, birthDate } = exam.patient;
  const { ageYears } = recording.patient;
  return {
    ...recording,
    patient: {
      id: number,
      name,
      ...(saysSex(sex) ? { sex } : {}),
      ...(birthDate === null ? (ageYears === undefined ? {} : { ageYears }) : { birthDate }),
    },
  };
}

/**
 * `as`: aecg or dicom.
 * @throws INPUT_INVALID for another form, for a document, for a record of more than an hour and for what the form cannot say (gaps in an aECG)
 */
export async function handOn(services: EcgServices, request: Request, row: RecordingRow): Promise<Response> {
  const as = new URL(request.url).searchParams.get('as') ?? '';
  if (as !== 'aecg' && as !== 'dicom') throw fail('INPUT_INVALID', { fields: ['as: aecg or dicom'] });
  const { kind, durationMs, fileName, examId } = row.doc;
  if (kind !== 'waveform') throw fail('INPUT_INVALID', { fields: [`recording: a ${kind} has no waveform`] });
  if (durationMs > longestMs)
    throw fail('INPUT_INVALID', { fields: ['recording: longer than an hour, take its file'] });
  const bytes = Uint8Array.from(await rawOf(services, row));
  const [exam] = examId === null ? [] : await examsById(services.kernel.db, [examId]);
  try {
    const inflate = (packed: Uint8Array, most: number) =>
      inflateRawSync(packed, { maxOutputLength: Math.max(1, Math.min(most, inflatedMost)) });
    const recording = withPatient(readEcg(bytes, { name: fileName, inflate }), exam);
    const made =
      as === 'aecg'
        ? writeAecg(recording, { documentId: row.id })
        : writeDicomEcg(recording, {
            uid: () => uidOf(services.kernel.newId()),
            // The same recording is the same object, however often it is handed on.
            sopInstanceUid: uidOf(row.id),
            accessionNumber: exam?.accessionNumber ?? '',
          });
    const name = `${fileName.replace(/\.[^.]*$/, '')}.${as === 'aecg' ? 'xml' : 'dcm'}`;
    return new Response(Uint8Array.from(made), {
      headers: {
        'content-type': as === 'aecg' ? 'application/xml' : 'application/dicom',
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(storableText(name))}`,
        'cache-control': 'private, no-store',
      },
    });
  } catch (error) {
    if (error instanceof EcgRefusal) throw fail('INPUT_INVALID', { fields: [`${error.at}: ${error.message}`] });
    throw error;
  }
}
