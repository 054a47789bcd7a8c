// What this station knows without the server: cached documents with the waiting commands applied, and how old they are.
import { defaultCriticalTimes, documentCall } from '../../../core/critical/flow.ts';
import { criticalChanges } from '../../../core/critical/lab.ts';
import type { CriticalDocument } from '../../../core/critical/model.ts';
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
  unplaced(): Promise<UnplacedMessage[]>;
  /** Those of the server, and provisional ones of results that it has not seen yet. */
  criticals(now: string): Promise<CriticalDocument[]>;
  critical(id: string): Promise<CriticalDocument | null>;
  dictionaries(): Promise<Dictionaries | null>;
  keepDictionaries(dictionaries: Dictionaries): Promise<void>;
  /** The feed brought newer ones into the cache. */
  forgetDictionaries(): void;
}

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
      calls
        .filter(({ subject }) => subject === document.id)
        .reduce((shown, call) => {
          try {
            const input = call.input as Inputs['critical']['documentCall'];
            return documentCall(shown, input, { now: call.at, by: call.actorName });
          } catch {
            // The server will say why it does not fit; until then the picture stays as it was.
            return shown;
          }
        }, document),
    );
  }

  async function criticals(now: string): Promise<CriticalDocument[]> {
    const cached = (await cache.read.documents('critical')).map((text) => JSON.parse(text) as CriticalDocument);
    const existing = await withCalls(cached);
    const provisional = specimensIn(await cache.read.overlayDocuments()).flatMap((document) => {
      let ids = 0;
      const newId = () => commandIdOf(`${document.id} critical`, ids++);
      const context = { now, by: '', newId, times: defaultCriticalTimes };
      return criticalChanges(document, existing, context).raised;
    });
    return [...existing, ...provisional];
  }

  return {
    specimen: async (id) => specimenIn(await cache.read.document('specimen', id)),
    byBarcode: async (barcode) => specimenIn(await cache.read.documentByBarcode(barcode)),
    ofPatient: async (patientId) => specimensIn(await cache.read.documentsOfPatient(patientId)),
    entries: async () => JSON.parse(await cache.read.rows()) as WorklistEntry[],
    unplaced: async () => (await cache.read.documents('unplaced')).map((text) => JSON.parse(text) as UnplacedMessage),
    criticals,
    async critical(id) {
      const text = await cache.read.document('critical', id);
      if (text === null) return null;
      const [document] = await withCalls([JSON.parse(text) as CriticalDocument]);
      return document ?? null;
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
