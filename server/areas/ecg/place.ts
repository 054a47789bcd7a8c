// Puts a recording to an exam: the exam is acquired by it, its danger is raised, it goes to the centre if it should, those concerned are alarmed.
import { alertMatched, isOpenAlert, isSettledFor } from '../../../core/ecg/flow/alert-flow.ts';
import { mayUpload } from '../../../core/ecg/flow/forwarding.ts';
import type { MatchedBy, RecordingDocument } from '../../../core/ecg/flow/recording.ts';
import { remoteEcgOf } from '../../../core/ecg/flow/remote-facts.ts';
import type { ExamDocument, ExamObject } from '../../../core/orders/exam.ts';
import { requestRemote } from '../../../core/orders/exam-remote.ts';
import type { Suspicion } from '../../../core/orders/exam-risk.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { CommandWork, Kernel } from '../../kernel/types.ts';
import { attachObject, examContext, lockExamRow, saveExam, suspectExam } from '../orders/module.ts';
import { alertsOf, audienceOf, originOf, raiseNewAlert, saveAlert } from './alert-store.ts';
import { goesUp } from './goes-up.ts';

export function objectOf(recording: RecordingDocument, now: Date): ExamObject {
  const { kind, format, leads, device, fileName } = recording;
  const description =
    kind === 'document' ? fileName : [format, device.manufacturer, device.model].filter(Boolean).join(' ');
  return {
    kind: 'recording',
    id: recording.id,
    arrivedAt: now.toISOString(),
    count: leads.length,
    description: description.slice(0, 200),
  };
}

/** The exam's words for what the machine found in a stored recording. */
function suspicion({ risk }: RecordingDocument): Suspicion | null {
  if (risk.level === 'unknown') return null;
  return { level: risk.level, reasons: risk.reasons };
}

/** Asks the institution that the rules name, if they name one, in the name of the rule. */
export async function forward(
  kernel: Kernel,
  work: CommandWork,
  exam: ExamDocument,
  recording: RecordingDocument,
): Promise<ExamDocument> {
  if (!mayUpload(exam)) return exam;
  const chosen = await goesUp(kernel, work.tx, exam.institutionId, recording.risk.level);
  if (chosen === null) return exam;
  const { toInstitutionId, toInstitutionName } = chosen;
  const before = await lockExamRow(work.tx, exam.id);
  // The rule acts for the institution, not the person who happened to place the recording.
  const context = {
    ...(await examContext(kernel, work)),
    by: { personId: 'system', personName: '自动上传', stationName: 'system', institutionId: null },
  };
  const ask = {
    ...{ toInstitutionId, toInstitutionName, preliminaryFindings: '', preliminaryImpression: '' },
    ecg: remoteEcgOf(before, recording, context.now),
  };
  work.audit({
    act: 'ecg.forward',
    subject: exam.accessionNumber,
    patientId: exam.patient.id,
    detail: toInstitutionId,
  });
  return saveExam(work, before, requestRemote(before, ask, context));
}

/**
 * @throws NOT_FOUND, STATE_REFUSED for a cancelled exam
 */
export async function placeRecording(
  kernel: Kernel,
  work: CommandWork,
  recording: RecordingDocument,
  examId: string,
  by: MatchedBy,
): Promise<RecordingDocument> {
  const attached = await attachObject(work, examId, objectOf(recording, work.now));
  // The suspicion is the machine's, whoever placed the recording.
  const machine = { ...work, caller: systemCaller('ecg') };
  const found = suspicion(recording);
  const judged = found === null ? attached : await suspectExam(kernel, machine, examId, found);
  const exam = await forward(kernel, machine, judged, recording);
  await alarm(kernel, work, recording, exam);
  return {
    ...recording,
    state: 'matched',
    examId: exam.id,
    accession: exam.accessionNumber,
    patientId: exam.patient.id,
    patientName: exam.patient.name,
    matchedBy: by,
    unmatchedReason: '',
  };
}

/**
 * Critical: at once, before anybody confirmed (ECG-34). An alarm that stands already is told to those whom the exam adds; one that was
 * confirmed before it came to this exam has reached nobody of its ward.
 */
export async function alarm(
  kernel: Kernel,
  work: CommandWork,
  recording: RecordingDocument,
  exam: ExamDocument | null,
): Promise<void> {
  if (recording.risk.level !== 'critical') return;
  const origin = await originOf(work.tx, recording);
  const standing = await alertsOf(work.tx, { recordingId: recording.id });
  if (standing.length === 0 || (exam !== null && !standing.some((one) => isSettledFor(one, exam.id)))) {
    await raiseNewAlert(kernel, work, {
      by: 'machine',
      byName: '疑似（自动判读）',
      recordingId: recording.id,
      exam,
      patientName: recording.patientSaid.name,
      institutionId: recording.source.institutionId,
      findings: recording.risk.findings.filter(({ level }) => level === 'critical'),
      text: '',
      origin,
    });
    return;
  }
  if (exam === null) return;
  const audience = await audienceOf(kernel, work.tx, exam, origin);
  const by = work.caller.person?.name ?? 'system';
  for (const alert of standing.filter(isOpenAlert))
    await saveAlert(work, alertMatched(alert, exam, audience, by, work.now.toISOString()));
}
