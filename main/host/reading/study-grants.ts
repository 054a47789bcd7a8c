// Who may see a study, or an ECG, that lies on this disk while the server is away: whom the server let open it of late, and nobody else (RAD-78).
import type { Right } from '../../../core/identity/rights.ts';
import { mostOpenable } from '../../../core/imaging/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { CacheStore } from '../cache/cache-store.ts';
import type { StudyGrant } from '../cache/cache-types.ts';
import type { NewCommand } from '../cache/custody-types.ts';
import { type HostSession, isOver } from '../contract/sessions.ts';
import { type Log, messageOf } from '../environment.ts';

/** What of an exam is kept here, and by which right and names it is opened; a study's UID stands for whatever it is called by. */
export interface KeptKind {
  object: ExamDocument['objects'][number]['kind'];
  right: Right;
  refusal: 'IMAGES_NOT_GRANTED' | 'TRACING_NOT_GRANTED';
  /** So many are asked about at once. */
  most: number;
  /** The act that puts a look on record, and what it says of the thing looked at. */
  recordName: string;
  named(id: string): Record<string, string>;
}

const keptStudies: KeptKind = {
  object: 'study',
  right: 'radiology.view',
  refusal: 'IMAGES_NOT_GRANTED',
  most: mostOpenable,
  recordName: 'imaging.recordOffline',
  named: (studyUid) => ({ studyUid }),
};

export interface StudyGrantParts {
  cache: {
    read: Pick<CacheStore['read'], 'studyGrants' | 'documentsWith' | 'documents' | 'document'>;
    write: Pick<CacheStore['write'], 'saveStudyGrants' | 'dropStudyGrants' | 'forgetStudyGrants'>;
  };
  keeps(studyUid: string): boolean;
  /** Asks the server in the person's name. */
  openable(studyUids: string[], session: HostSession): Promise<readonly string[]>;
  /** Into the outbox: what was seen without the server stands in its trail once it is back. */
  enqueue(command: NewCommand): Promise<void>;
  /** Since when the link is as it is: ms. */
  sinceMs(): number;
  nowMs(): number;
  newId(): string;
  log: Log;
}

export interface StudyGrants {
  /** The server has just shown it to the person. */
  given(studyUid: string, who: HostSession): Promise<void>;
  /** The server has just refused it to the person. */
  withdrawn(studyUid: string, who: HostSession): Promise<void>;
  /** The person is at work here: of what is kept, what the server was not asked about lately is asked. Waited for by nobody. */
  seenBy(session: HostSession): void;
  /** What the person may do has changed, or the network, which is everybody's: nothing of before counts. @param id as the feed has it */
  personChanged(id: string): Promise<void>;
  /** Whom its images concern may be others now, or is known here only now: who was let in is asked about at once, not by the minute. */
  examChanged(examId: string): Promise<void>;
  /** Without the server. The look stands on record, once an outage. @throws IMAGES_NOT_GRANTED, TRACING_NOT_GRANTED */
  require(studyUid: string, who: HostSession): Promise<void>;
  /** Resolves when nothing is being asked. */
  settled(): Promise<void>;
}

/** As long as a login without the server. */
const validMs = 72 * 3_600_000;
/** A clock that was set back must not make an old grant young. */
const skewMs = 60_000;
const askAgainMs = 10 * 60_000;
const askEveryMs = 60_000;
const verdictMs = 5_000;

/**
 * Whom an exam's images concern, institutions and the departments that rights are granted for: when that changes, what was allowed before
 * says nothing any more.
 */
function concernedBy({ institutionId, departmentId, remote }: ExamDocument): string {
  const shared = remote !== null && remote.state !== 'withdrawn' ? remote : null;
  const levels = shared?.levels?.map((level) => level.institutionId) ?? [];
  const to = shared ? [shared.toInstitutionId, `to ${shared.toDepartmentId ?? ''}`] : [];
  return [institutionId, `by ${departmentId}`, ...levels, ...to].join(' ');
}

/** What the feed calls a change of the network: which institution a department is of, and who reads for whom. */
const ofNetwork = (entityId: string) => entityId.startsWith('institution:');

export function createStudyGrants(parts: StudyGrantParts, kept: KeptKind = keptStudies): StudyGrants {
  const { cache } = parts;
  const holdsStudy = ({ objects }: ExamDocument, studyUid: string) =>
    objects.some(({ kind, id }) => kind === kept.object && id === studyUid);
  const mayAsk = ({ serverToken, info }: HostSession) => serverToken !== null && info.rights.includes(kept.right);
  const known = new Map<string, Map<string, StudyGrant>>();
  const verdicts = new Map<string, { allowed: boolean; atMs: number }>();
  /** Who is at work here; who has left is forgotten when somebody else comes. */
  const sessions = new Map<string, HostSession>();
  const askedMs = new Map<string, number>();
  const recorded = { outageMs: 0, looks: new Set<string>() };
  let chain: Promise<void> = Promise.resolve();

  function met(session: HostSession): void {
    const personId = session.info.person.id;
    if (!sessions.has(personId)) {
      for (const [id, before] of sessions) {
        if (!isOver(before, parts.nowMs())) continue;
        for (const kept of [sessions, known, askedMs]) kept.delete(id);
      }
      verdicts.clear();
    }
    sessions.set(personId, session);
  }

  async function grantsOf(personId: string): Promise<Map<string, StudyGrant>> {
    const before = known.get(personId);
    if (before) return before;
    const rows = await cache.read.studyGrants(personId);
    const grants = known.get(personId) ?? new Map(rows.map((one) => [one.studyUid, one]));
    known.set(personId, grants);
    return grants;
  }

  // What lies in the cache was checked when it came; the casts name it.
  async function concernedNow(studyUid: string): Promise<string> {
    const exams = (await cache.read.documentsWith('exam', studyUid)).map((text) => JSON.parse(text) as ExamDocument);
    return exams
      .filter((one) => holdsStudy(one, studyUid))
      .map(concernedBy)
      .sort()
      .join(', ');
  }

  async function save(personId: string, studyUids: readonly string[]): Promise<void> {
    const at = new Date(parts.nowMs()).toISOString();
    const grants = await grantsOf(personId);
    const rows: StudyGrant[] = [];
    for (const studyUid of studyUids) rows.push({ studyUid, at, concerned: await concernedNow(studyUid) });
    for (const row of rows) grants.set(row.studyUid, row);
    verdicts.clear();
    await cache.write.saveStudyGrants(personId, rows);
  }
  async function drop(personId: string, studyUids: string[]): Promise<void> {
    const grants = await grantsOf(personId);
    for (const studyUid of studyUids) grants.delete(studyUid);
    verdicts.clear();
    await cache.write.dropStudyGrants(personId, studyUids);
  }

  async function isGranted(studyUid: string, personId: string): Promise<boolean> {
    const grant = (await grantsOf(personId)).get(studyUid);
    if (!grant) return false;
    const age = parts.nowMs() - Date.parse(grant.at);
    return age <= validMs && age >= -skewMs && grant.concerned === (await concernedNow(studyUid));
  }

  async function ask(session: HostSession): Promise<void> {
    const personId = session.info.person.id;
    const grants = await grantsOf(personId);
    const exams = (await cache.read.documents('exam')).map((text) => JSON.parse(text) as ExamDocument);
    const now = parts.nowMs();
    const due = new Set<string>();
    for (const { objects } of exams) {
      for (const { kind, id } of objects) {
        if (kind !== kept.object || !parts.keeps(id)) continue;
        const grant = grants.get(id);
        const isFresh = grant && now - Date.parse(grant.at) < askAgainMs && (await isGranted(id, personId));
        if (!isFresh) due.add(id);
      }
    }
    const asked = [...due].slice(0, kept.most);
    if (asked.length === 0) return;
    const openable = new Set(await parts.openable(asked, session));
    // Somebody changed the person's rights while the question was under way: the answer may be of before.
    if (known.get(personId) !== grants) return;
    await save(
      personId,
      asked.filter((uid) => openable.has(uid)),
    );
    await drop(
      personId,
      asked.filter((uid) => !openable.has(uid)),
    );
  }

  function later(session: HostSession): void {
    askedMs.set(session.info.person.id, parts.nowMs());
    chain = chain
      .then(() => ask(session))
      .catch((error: unknown) => {
        parts.log('warn', 'what a person may see was not answered', { reason: messageOf(error) });
      });
  }

  async function record(studyUid: string, { info }: HostSession, outcome: 'done' | 'refused'): Promise<void> {
    const { person } = info;
    if (recorded.outageMs !== parts.sinceMs()) {
      recorded.outageMs = parts.sinceMs();
      recorded.looks.clear();
    }
    const key = `${person.id} ${studyUid} ${outcome}`;
    if (recorded.looks.has(key)) return;
    recorded.looks.add(key);
    const [id, at] = [parts.newId(), new Date(parts.nowMs()).toISOString()];
    const input = { command: { id, at }, ...kept.named(studyUid), outcome };
    const by = { actorId: person.id, actorName: person.name, at };
    // A subject of its own: what is drawn on the study does not wait behind it.
    await parts.enqueue({ id, name: kept.recordName, input, ...by, subject: `look ${studyUid}` });
  }

  return {
    async given(studyUid, who) {
      met(who);
      const { id } = who.info.person;
      const grant = (await grantsOf(id)).get(studyUid);
      // Every frame comes this way.
      if (!grant || parts.nowMs() - Date.parse(grant.at) >= askEveryMs) await save(id, [studyUid]);
    },
    withdrawn(studyUid, who) {
      met(who);
      return drop(who.info.person.id, [studyUid]);
    },
    seenBy(session) {
      met(session);
      if (!mayAsk(session)) return;
      if (parts.nowMs() - (askedMs.get(session.info.person.id) ?? 0) >= askEveryMs) later(session);
    },
    async personChanged(id) {
      const everybody = ofNetwork(id);
      const forget = () => (everybody ? known.clear() : known.delete(id));
      forget();
      verdicts.clear();
      await cache.write.forgetStudyGrants(everybody ? null : id);
      // Read again after the write, not before it.
      forget();
      for (const [personId, session] of sessions) {
        if (!everybody && personId !== id) continue;
        if (mayAsk(session) && !isOver(session, parts.nowMs())) later(session);
      }
    },
    async examChanged(examId) {
      const text = await cache.read.document('exam', examId);
      if (text === null) return;
      const studyUids = (JSON.parse(text) as ExamDocument).objects.flatMap(({ kind, id }) =>
        kind === kept.object && parts.keeps(id) ? [id] : [],
      );
      for (const [personId, session] of sessions) {
        if (!mayAsk(session) || isOver(session, parts.nowMs())) continue;
        const grants = await grantsOf(personId);
        for (const studyUid of studyUids) {
          if (!grants.has(studyUid) || (await isGranted(studyUid, personId))) continue;
          later(session);
          break;
        }
      }
    },
    async require(studyUid, who) {
      met(who);
      const { id } = who.info.person;
      const key = `${id} ${studyUid}`;
      const now = parts.nowMs();
      const before = verdicts.get(key);
      const isKnown = before && now - before.atMs < verdictMs && now >= before.atMs;
      const allowed = isKnown ? before.allowed : await isGranted(studyUid, id);
      if (!isKnown) verdicts.set(key, { allowed, atMs: now });
      await record(studyUid, who, allowed ? 'done' : 'refused');
      if (!allowed) throw fail(kept.refusal, kept.named(studyUid));
    },
    settled: () => chain,
  };
}
