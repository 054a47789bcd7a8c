// Finds the exams that a recording might belong to; which one it is, core/ecg/flow/match.ts says.
import { type Candidate, type Candidates, type Match, matchRecording } from '../../../core/ecg/flow/match.ts';
import { hospitalDay } from '../../../core/kernel/hospital-time.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { keptNumber, toldNumber } from '../../../core/orders/own-numbers.ts';
import type { Tx } from '../../kernel/types.ts';
import { findPatient, recordsOf } from '../patient/module.ts';
import { settingsOf } from './settings.ts';
import type { SaidRow } from './tables.ts';

/** All numbers of the exam's patient, those of merged records too, and as the exam's institution says them. */
async function candidate(tx: Tx, exam: ExamDocument): Promise<Candidate> {
  const records = await recordsOf(tx, exam.patient.id);
  const rows = await tx.selectFrom('patient').select('number').where('id', 'in', records).execute();
  const kept = [exam.patient.number, ...rows.flatMap(({ number }) => number ?? [])];
  const told = kept.map((number) => toldNumber(exam.institutionId, number));
  const patientNumbers = [...new Set([...kept, ...told])].filter(Boolean);
  const at = exam.registeredAt ?? exam.scheduledAt ?? exam.requestedAt;
  return { exam, patientNumbers, day: hospitalDay(at), at };
}

const all = (tx: Tx, exams: readonly { doc: ExamDocument }[]) =>
  Promise.all(exams.map(({ doc }) => candidate(tx, doc)));

async function findCandidates(tx: Tx, said: SaidRow, institutionId: string): Promise<Candidates> {
  const exam = said.accession
    ? await tx.selectFrom('exam').select('doc').where('accession', '=', said.accession).executeTakeFirst()
    : undefined;
  const byAccession = exam ? await candidate(tx, exam.doc) : null;
  const requests = [said.requestNumber, byAccession ? '' : said.accession].filter(Boolean);
  const byRequest =
    requests.length > 0 && !byAccession
      ? await tx
          .selectFrom('exam')
          .select('doc')
          .where('request_number', 'in', requests)
          .where('service', '=', 'ecg')
          .limit(20)
          .execute()
      : [];
  return {
    byAccession,
    byRequest: await all(tx, byRequest),
    byPatient: await patientCandidates(tx, said, institutionId),
  };
}

async function patientCandidates(tx: Tx, said: SaidRow, institutionId: string): Promise<Candidate[]> {
  if (said.accession !== '' || said.requestNumber !== '' || said.patientNumber === '') return [];
  // A device says the number that its institution gave; whether that is kept apart, the institution's own record tells.
  const patient =
    (await findPatient(tx, { number: keptNumber(institutionId, said.patientNumber) })) ??
    (await findPatient(tx, { number: said.patientNumber }));
  if (!patient) return [];
  // A booking may be weeks old; the time is compared below, this only bounds what is read.
  const exams = await tx
    .selectFrom('exam')
    .select('doc')
    .where('patient_id', 'in', await recordsOf(tx, patient.id))
    .where('service', '=', 'ecg')
    .where('state', '<>', 'cancelled')
    .orderBy('requested_at', 'desc')
    .limit(100)
    .execute();
  return all(tx, exams);
}

export async function matchSaid(tx: Tx, said: SaidRow, institutionId: string): Promise<Match> {
  const found = await findCandidates(tx, said, institutionId);
  return matchRecording({ ...said, at: said.at ?? null, institutionId }, found, await settingsOf(tx));
}
