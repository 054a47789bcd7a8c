// What the station answers from its cache: the same rules as the server's, with how old the answer is.
import { isStanding } from '../../../core/critical/flow.ts';
import type { Right } from '../../../core/identity/rights.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { normalizeBarcode } from '../../../core/lab/barcode.ts';
import type { HistoryPoint, ReviewFinding, Rows, Worklist, WorklistFilter } from '../../../core/lab/contract.ts';
import type { Dictionaries } from '../../../core/lab/dictionary.ts';
import { reviewFindings } from '../../../core/lab/findings.ts';
import { historyPoints } from '../../../core/lab/history.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import { buildWorklist } from '../../../core/lab/worklist.ts';
import type { Picture } from '../picture/picture.ts';
import { type HostSession, maySeeGroup } from './sessions.ts';

export interface LocalReadParts {
  picture: Picture;
  now(): string;
  /** When the cache was last known to be complete. */
  asOf(): string | null;
  online(): boolean;
}

const dayMs = 86_400_000;

/** Procedures that can be answered without the server, and the right that each needs. */
export const readRights = {
  'identity.departments': null,
  'lab.dictionaries': null,
  'lab.worklist': 'lab.view',
  'lab.rows': 'lab.view',
  'lab.specimen': 'lab.view',
  'lab.byBarcode': 'lab.view',
  'lab.history': 'lab.view',
  'lab.unplaced': 'lab.view',
  'lab.findings': 'lab.view',
  'lab.worklistForInstrument': 'lab.view',
  'critical.list': 'lab.view',
} as const satisfies Record<string, Right | null>;
export type LocalRead = keyof typeof readRights;

export function createLocalReads({ picture, now, asOf, online }: LocalReadParts) {
  const age = () => asOf() ?? '1970-01-01T00:00:00.000Z';

  async function dictionaries(): Promise<Dictionaries> {
    const known = await picture.dictionaries();
    if (!known) throw fail('OFFLINE_UNAVAILABLE', { what: 'this station has not been filled yet' });
    return known;
  }

  function visible(who: HostSession, document: SpecimenDocument): SpecimenDocument {
    if (!maySeeGroup(who, document.groupId)) throw fail('RIGHT_MISSING', { groupId: document.groupId });
    return document;
  }

  async function findings(document: SpecimenDocument): Promise<ReviewFinding[]> {
    const criticals = (await picture.criticals()).filter(({ subjectId }) => subjectId === document.id);
    return reviewFindings(document, { dictionaries: await dictionaries(), criticals, now: now() });
  }

  async function specimen(who: HostSession, id: string): Promise<SpecimenDocument> {
    const document = await picture.specimen(id);
    if (!document) throw fail('NOT_FOUND', { specimenId: id });
    return visible(who, document);
  }

  return {
    'identity.departments': () => picture.departments(),
    'lab.dictionaries': dictionaries,
    async 'lab.worklist'(filter: WorklistFilter, who: HostSession): Promise<Worklist> {
      const entries = (await picture.entries()).filter(({ row }) => maySeeGroup(who, row.groupId));
      const { instrument } = (await picture.dictionaries()) ?? { instrument: {} as Dictionaries['instrument'] };
      const instrumentGroupOf = (id: string) => instrument[id]?.instrumentGroup ?? null;
      return buildWorklist(entries, filter, { now: now(), asOf: age(), stale: !online(), instrumentGroupOf });
    },
    async 'lab.rows'({ ids }: { ids: string[] }, who: HostSession): Promise<Rows> {
      const entries = await picture.entriesOf(ids);
      const rows = entries.map(({ row }) => row).filter((row) => maySeeGroup(who, row.groupId));
      return { rows, asOf: age(), stale: !online() };
    },
    async 'lab.specimen'({ id }: { id: string }, who: HostSession) {
      const document = await specimen(who, id);
      return { document, findings: await findings(document), asOf: age(), stale: !online() };
    },
    async 'lab.byBarcode'({ barcode: scanned }: { barcode: string }, who: HostSession): Promise<SpecimenDocument> {
      const barcode = normalizeBarcode(scanned);
      const document = await picture.byBarcode(barcode);
      if (!document) throw fail('SPECIMEN_UNKNOWN', { barcode });
      return visible(who, document);
    },
    async 'lab.history'({
      patientId,
      days,
    }: {
      patientId: string;
      days: number;
    }): Promise<{ points: HistoryPoint[]; asOf: string }> {
      const since = new Date(Date.parse(now()) - days * dayMs).toISOString();
      const points = historyPoints(await picture.ofPatient(patientId)).filter(({ at }) => at >= since);
      return { points, asOf: age() };
    },
    async 'lab.unplaced'({ resolved, days }: { resolved: boolean; days: number }) {
      const since = new Date(Date.parse(now()) - days * dayMs).toISOString();
      const rows = (await picture.unplaced()).filter(
        (row) => (row.resolved !== null) === resolved && row.receivedAt >= since,
      );
      return { rows, asOf: age() };
    },
    async 'lab.findings'({ specimenIds }: { specimenIds: string[] }, who: HostSession): Promise<ReviewFinding[]> {
      const found: ReviewFinding[] = [];
      for (const id of specimenIds) found.push(...(await findings(await specimen(who, id))));
      return found;
    },
    async 'lab.worklistForInstrument'({ barcodes }: { barcodes: string[] }, who: HostSession) {
      const found = barcodes.map(async (barcode) => {
        const document = await picture.byBarcode(barcode);
        return { barcode, document: document && maySeeGroup(who, document.groupId) ? document : null };
      });
      return Promise.all(found);
    },
    async 'critical.list'({ state, days }: { state: 'open' | 'all'; days: number }, who: HostSession) {
      const since = new Date(Date.parse(now()) - days * dayMs).toISOString();
      const rows = (await picture.criticals()).filter(
        (row) => maySeeGroup(who, row.groupId) && (isStanding(row) || (state === 'all' && row.raisedAt >= since)),
      );
      return { rows: rows.sort((left, right) => (left.raisedAt < right.raisedAt ? 1 : -1)), asOf: age() };
    },
  };
}

export type LocalReads = ReturnType<typeof createLocalReads>;
