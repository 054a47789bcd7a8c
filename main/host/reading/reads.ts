// What the reading room is answered without the server: worklist, exam, earlier exams, reports, templates, manifest, annotations.
import type { z } from 'zod';
import type { ReachDuty } from '../../../core/identity/reach.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamFilter, ExamWorklist } from '../../../core/orders/contract.ts';
import type { ExamDocument, ExamService } from '../../../core/orders/exam.ts';
import { liveLock } from '../../../core/orders/exam-lock.ts';
import { dutiesHeld, reportDuties } from '../../../core/orders/exam-reach.ts';
import { reachesAny } from '../../../core/orders/exam-sight.ts';
import { compareExams, countExams, latestAt } from '../../../core/orders/worklist.ts';
import type { CacheStore } from '../cache/cache-store.ts';
import { type HostSession, requireRight } from '../contract/sessions.ts';
import type { ExamPicture } from './exam-picture.ts';
import type { Studies } from './studies.ts';
import type { StudyGrants } from './study-grants.ts';
import type { WaitingWork } from './waiting-work.ts';

export interface ReadingReadParts {
  cache: CacheStore;
  exams: ExamPicture;
  studies: Studies;
  grants: Pick<StudyGrants, 'require'>;
  waiting: Pick<WaitingWork, 'annotations'>;
  now(): string;
  asOf(): string | null;
  online(): boolean;
}

const dayMs = 86_400_000;
const beforeEverything = '1970-01-01T00:00:00.000Z';

/** Templates differ by who asks: private ones, a department's. */
export const templatesKey = (service: ExamService, personId: string) => `templates ${service} ${personId}`;

/** The same rule as the server's, with the reach that it said last. */
export function maySee({ info }: HostSession, exam: ExamDocument, among?: readonly ReachDuty[]): boolean {
  const { rights, places, institutionId = null } = info;
  if (!rights.includes(`${exam.service}.view`)) return false;
  const held = dutiesHeld(rights, exam.service).filter((duty) => !among || among.includes(duty));
  // A station keeps what concerns its institution: where the server said no reach, all of that is its people's.
  return places === undefined || reachesAny({ institutionId, places }, exam, held);
}

function mayDoTo(who: HostSession, exam: ExamDocument, duty: ReachDuty): boolean {
  return who.info.rights.includes(`${exam.service}.${duty}`) && maySee(who, exam, [duty]);
}

/** The same conditions as the server's query. */
function matches(exam: ExamDocument, filter: ExamFilter, since: number): boolean {
  const text = filter.text?.trim().toLowerCase() ?? '';
  const { patient, visit } = exam;
  const searched = [patient.name, patient.number, exam.accessionNumber, exam.requestNumber, visit?.number ?? ''];
  return (
    exam.service === filter.service &&
    Date.parse(latestAt(exam)) >= since &&
    (!filter.modalities?.length || filter.modalities.includes(exam.modality)) &&
    (!filter.bodyPart || exam.bodyPart === filter.bodyPart) &&
    (!filter.priority || exam.priority === filter.priority) &&
    (!filter.institutionId || exam.institutionId === filter.institutionId) &&
    (!filter.departmentId || exam.departmentId === filter.departmentId) &&
    (!filter.assignedTo || exam.assignedTo?.personId === filter.assignedTo) &&
    (!filter.remoteOnly || exam.remote !== null) &&
    (!filter.criticalOnly || exam.risk?.level === 'critical') &&
    (text === '' || searched.some((part) => part.toLowerCase().includes(text)))
  );
}

export function createReadingReads(parts: ReadingReadParts) {
  const { exams, studies } = parts;

  /** A lapsed lock holds nobody up: it is not shown. */
  function shown(exam: ExamDocument): ExamDocument {
    return exam.lock !== null && liveLock(exam, parts.now()) === null ? { ...exam, lock: null } : exam;
  }

  async function exam(examId: string, who: HostSession): Promise<ExamDocument> {
    const found = await exams.exam(examId);
    if (!found) throw fail('NOT_FOUND', { what: 'exam', examId });
    if (!maySee(who, found)) throw fail('RIGHT_MISSING', { right: `${found.service}.view` });
    return found;
  }

  return {
    async 'orders.worklist'(filter: ExamFilter, who: HostSession): Promise<z.infer<typeof ExamWorklist>> {
      requireRight(who, `${filter.service}.view`);
      const since = Date.parse(parts.now()) - filter.days * dayMs;
      const seen = (await exams.exams())
        .filter((one) => matches(one, filter, since) && maySee(who, one))
        .sort((left, right) => Date.parse(latestAt(right)) - Date.parse(latestAt(left)))
        .slice(0, filter.limit)
        .map(shown);
      const chosen = seen.filter(
        ({ state, report }) =>
          (!filter.states?.length || filter.states.includes(state)) &&
          (!filter.reportStates?.length || filter.reportStates.includes(report.state)),
      );
      return {
        rows: chosen.toSorted(compareExams),
        counts: countExams(seen),
        asOf: parts.asOf() ?? beforeEverything,
        stale: !parts.online(),
      };
    },
    'orders.exam': async ({ examId }: { examId: string }, who: HostSession) => shown(await exam(examId, who)),
    async 'orders.exams'({ ids }: { ids: string[] }, who: HostSession): Promise<ExamDocument[]> {
      const found = await Promise.all(ids.map((id) => exams.exam(id)));
      return found.flatMap((one) => (one && maySee(who, one) ? [shown(one)] : []));
    },
    async 'orders.priors'({ examId }: { examId: string }, who: HostSession): Promise<ExamDocument[]> {
      const { patient } = await exam(examId, who);
      const when = ({ acquiredAt, registeredAt, requestedAt }: ExamDocument) =>
        Date.parse(acquiredAt ?? registeredAt ?? requestedAt);
      return (await exams.ofPatient(patient.id))
        .filter((one) => one.id !== examId && one.state !== 'cancelled' && maySee(who, one))
        .map(shown)
        .sort((left, right) => when(right) - when(left));
    },
    async 'examReports.ofExam'({ examId }: { examId: string }, who: HostSession) {
      const found = await exam(examId, who);
      if (!maySee(who, found, reportDuties)) throw fail('RIGHT_MISSING', { right: `${found.service}.view` });
      const writes = mayDoTo(who, found, 'write') || mayDoTo(who, found, 'review');
      // Who only looks sees what was signed, as at the server.
      const out = ['final', 'superseded', 'recalled'];
      return (await exams.reports(found)).filter(({ state }) => writes || out.includes(state));
    },
    async 'examReports.templates'({ service }: { service: ExamService }, who: HostSession): Promise<unknown> {
      requireRight(who, `${service}.view`);
      const text = await parts.cache.read.meta(templatesKey(service, who.info.person.id));
      if (text === null) throw fail('OFFLINE_UNAVAILABLE', { what: 'templates were never fetched here' });
      return JSON.parse(text);
    },
    async 'imaging.manifest'({ studyUid }: { studyUid: string }, who: HostSession) {
      requireRight(who, 'radiology.view');
      const manifest = await studies.manifest(studyUid);
      if (!manifest) throw fail('OFFLINE_UNAVAILABLE', { what: 'this study is not kept on this station', studyUid });
      await parts.grants.require(studyUid, who);
      return manifest;
    },
    async 'imaging.annotations'({ studyUid }: { studyUid: string }, who: HostSession) {
      requireRight(who, 'radiology.view');
      const shownHere = await parts.waiting.annotations(studyUid);
      if (!shownHere) throw fail('OFFLINE_UNAVAILABLE', { what: 'this study is not kept on this station', studyUid });
      await parts.grants.require(studyUid, who);
      return shownHere;
    },
  };
}

export type ReadingReads = ReturnType<typeof createReadingReads>;
