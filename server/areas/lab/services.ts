// What the acts of the laboratory are given: the kernel, the dictionaries and the two shared areas that they drive.
import type { Kysely } from 'kysely';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import type { PatientBrief } from '../../../core/patient/model.ts';
import type { Database } from '../../db/schema.ts';
import type { CommandWork, Kernel } from '../../kernel/types.ts';
import type { DictionaryCache } from './dictionary-store.ts';

/** The part of the critical area that a change of results needs. */
export interface CriticalPort {
  /** Raises and withdraws so that the critical documents fit the specimen; in the same transaction. */
  follow(work: CommandWork, document: SpecimenDocument): Promise<void>;
  known(
    db: Kysely<Database>,
    specimenId: string,
  ): Promise<{ resultId: string; state: 'open' | 'notified' | 'acknowledged' | 'closed' | 'withdrawn' }[]>;
}

/** The part of the reporting area that a signature needs. */
export interface ReportPort {
  release(work: CommandWork, document: SpecimenDocument): Promise<void>;
  withdraw(work: CommandWork, document: SpecimenDocument): Promise<void>;
}

export interface LabServices {
  kernel: Kernel;
  dictionaries: DictionaryCache;
  critical: CriticalPort;
  reports: ReportPort;
  /** The patient with masked numbers; null when there is none. */
  patientBrief(patientId: string): Promise<PatientBrief | null>;
}
