// A study that is kept here has changed at the server: its list of objects is asked for anew, and what the server no longer shows goes from this disk.
import type { StudyManifest } from '../../../core/imaging/descriptor.ts';
import type { HostSession } from '../contract/sessions.ts';
import { errorCodeOf } from '../custody/outbox.ts';
import { type Log, messageOf } from '../environment.ts';
import type { Studies } from './studies.ts';

export interface StudyNewsParts {
  /** @throws NOT_FOUND once the study is removed */
  manifest(studyUid: string, session: HostSession): Promise<StudyManifest>;
  studies: Pick<Studies, 'keeps' | 'keepManifest' | 'forget'>;
  /** The person in whose name it was asked may not see it. */
  refused(studyUid: string, session: HostSession): Promise<void>;
  log: Log;
}

export interface StudyNews {
  /** The feed says that something of the study is new. */
  changed(studyUid: string): void;
  /** Somebody who may see studies is at work: in their name it is asked. */
  seenBy(session: HostSession): void;
  /** Resolves when nothing is being asked. */
  settled(): Promise<void>;
}

export function createStudyNews(parts: StudyNewsParts): StudyNews {
  const waiting = new Set<string>();
  let asker: HostSession | null = null;
  let chain: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    for (const studyUid of [...waiting]) {
      if (!asker?.serverToken) return;
      try {
        await parts.studies.keepManifest(await parts.manifest(studyUid, asker));
        waiting.delete(studyUid);
      } catch (error) {
        const code = errorCodeOf(error);
        if (code === 'RIGHT_MISSING') {
          // The next person may be able to ask; others of the studies are asked about all the same.
          await parts.refused(studyUid, asker);
          continue;
        }
        if (code === 'NOT_FOUND') {
          await parts.studies.forget(studyUid);
          waiting.delete(studyUid);
          continue;
        }
        // Asked again with the next news or the next person.
        parts.log('warn', 'a changed study could not be looked at', { studyUid, reason: messageOf(error) });
        return;
      }
    }
  }
  function again(): void {
    if (waiting.size === 0) return;
    chain = chain.then(look).catch((error: unknown) => {
      parts.log('warn', 'a removed study could not be cleared away', { reason: messageOf(error) });
    });
  }

  return {
    changed(studyUid) {
      if (!parts.studies.keeps(studyUid)) return;
      waiting.add(studyUid);
      again();
    },
    seenBy(session) {
      asker = session;
      again();
    },
    settled: () => chain,
  };
}
