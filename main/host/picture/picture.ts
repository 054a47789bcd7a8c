// What this station knows without the server: cached documents with the waiting commands applied, and how old they are.
import { z } from 'zod';
import { isAbout } from '../../../core/critical/call.ts';
import { defaultCriticalTimes, documentCall, minutesAfter } from '../../../core/critical/flow.ts';
import { criticalChanges } from '../../../core/critical/lab.ts';
import type { CriticalDocument } from '../../../core/critical/model.ts';
import { Department } from '../../../core/identity/contract.ts';
import { Dictionaries } from '../../../core/lab/dictionary.ts';
import type { SpecimenDocument, UnplacedMessage } from '../../../core/lab/model.ts';
import type { WorklistEntry } from '../../../core/lab/worklist.ts';
import type { CacheStore } from '../cache/cache-store.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import { commandIdOf } from '../custody/command-id.ts';
import type { Inputs } from './apply-command.ts';

export interface Picture {
  specimen(id: string): Promise<SpecimenDocument | null>;
  byBarcode(barcode: string): Promise<SpecimenDocument | null>;
  ofPatient(patientId: string): Promise<SpecimenDocument[]>;
  entries(): Promise<WorklistEntry[]>;
  /** Of these specimens, as far as they are here. */
  entriesOf(ids: readonly string[]): Promise<WorklistEntry[]>;
  unplaced(): Promise<UnplacedMessage[]>;
  /** Those of the server, and provisional ones of results that it has not seen yet. */
  criticals(): Promise<CriticalDocument[]>;
  /** `provisional`: the server has not given it an id yet. */
  critical(id: string): Promise<{ document: CriticalDocument; provisional: boolean } | null>;
  /** In the order of their codes. */
  departments(): Promise<Department[]>;
  dictionaries(): Promise<Dictionaries | null>;
  keepDictionaries(dictionaries: Dictionaries): Promise<void>;
  /** The feed brought newer ones into the cache. */
  forgetDictionaries(): void;
}

/** As the feed carries one. */
const DepartmentDocument = z.object({ department: Department });

/** Stands for no time: every provisional value takes the time of its result. */
const firstInstant = '1970-01-01T00:00:00.000Z';

export function createPicture(cache: CacheStore, custody: CustodyStore): Picture {
  let known: Dictionaries | null = null;

  // What lies in the cache was checked when it came; the casts name it.
  const specimenIn = (text: string | null) => (text === null ? null : (JSON.parse(text) as SpecimenDocument));
  const specimensIn = (texts: string[]) => texts.map((text) => JSON.parse(text) as SpecimenDocument);

  /** With the calls that were documented here and are on their way. */
  async function withCalls(documents: CriticalDocument[]): Promise<CriticalDocument[]> {
    const calls = await custody.read.waitingNamed('critical.documentCall');
    if (calls.length === 0) return documents;
    return documents.map((document) =>
      calls.reduce((shown, call) => {
        const input = call.input as Inputs['critical']['documentCall'];
        // A value that was raised here first comes back from the server with another id.
        if (input.criticalId !== document.id && !(input.about && isAbout(document, input.about))) return shown;
        try {
          const next = documentCall(shown, input, { now: call.at, by: call.actorName });
          return { ...next, pendingCalls: (shown.pendingCalls ?? 0) + 1 };
        } catch {
          // The server will say why it does not fit; until then the picture stays as it was.
          return shown;
        }
      }, document),
    );
  }

  /** Values of results that the server has not seen yet; the same id and the same times however often they are looked at. */
  async function provisional(existing: CriticalDocument[]): Promise<CriticalDocument[]> {
    return specimensIn(await cache.read.overlayDocuments()).flatMap((document) => {
      const context = { now: firstInstant, by: '', newId: () => '', times: defaultCriticalTimes };
      const versions = document.lines.flatMap((line) => line.versions);
      return criticalChanges(document, existing, context).raised.map((raised) => {
        const at = versions.find(({ id }) => id === raised.resultId)?.receivedAt ?? firstInstant;
        return {
          ...raised,
          id: commandIdOf(`${document.id} critical ${raised.testCode} ${raised.resultId}`, 0),
          raisedAt: at,
          escalateAt: minutesAfter(at, defaultCriticalTimes.callMinutes),
          steps: raised.steps.map((step) => ({ ...step, at })),
        };
      });
    });
  }

  async function criticals(): Promise<CriticalDocument[]> {
    const cached = (await cache.read.documents('critical')).map((text) => JSON.parse(text) as CriticalDocument);
    return withCalls([...cached, ...(await provisional(cached))]);
  }

  return {
    specimen: async (id) => specimenIn(await cache.read.document('specimen', id)),
    byBarcode: async (barcode) => specimenIn(await cache.read.documentByBarcode(barcode)),
    ofPatient: async (patientId) => specimensIn(await cache.read.documentsOfPatient(patientId)),
    entries: async () => JSON.parse(await cache.read.rows()) as WorklistEntry[],
    entriesOf: async (ids) => JSON.parse(await cache.read.rowsOf(ids)) as WorklistEntry[],
    unplaced: async () => (await cache.read.documents('unplaced')).map((text) => JSON.parse(text) as UnplacedMessage),
    criticals,
    async critical(id) {
      const cached = await cache.read.document('critical', id);
      const document = (await criticals()).find((one) => one.id === id);
      return document ? { document, provisional: cached === null } : null;
    },
    async departments() {
      // People are of the same kind: what is no department is passed over.
      const found = (await cache.read.documents('identity')).flatMap((text) => {
        const parsed = DepartmentDocument.safeParse(JSON.parse(text));
        return parsed.success ? [parsed.data.department] : [];
      });
      return found.sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    async dictionaries() {
      if (known) return known;
      // The feed carries them as one document; what a person's screen fetched may be newer than the feed.
      const texts = [await cache.read.base('dictionary', 'all'), await cache.read.meta('dictionaries')];
      for (const text of texts) {
        const parsed = text === null ? null : Dictionaries.safeParse(JSON.parse(text));
        if (parsed?.success && parsed.data.version >= (known?.version ?? 0)) known = parsed.data;
      }
      return known;
    },
    forgetDictionaries() {
      known = null;
    },
    async keepDictionaries(dictionaries) {
      if (known && known.version > dictionaries.version) return;
      known = dictionaries;
      await cache.write.setMeta('dictionaries', JSON.stringify(dictionaries));
    },
  };
}
