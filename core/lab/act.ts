// What every act on a specimen is given, and the check that nobody was first.
import { fail } from '../kernel/errors.ts';
import type { Dictionaries } from './dictionary.ts';
import type { Actor, SpecimenDocument } from './model.ts';

export interface ActContext {
  now: string;
  actor: Actor;
  newId: () => string;
  dictionaries: Dictionaries;
}

/** Throws VERSION_CONFLICT when the document is not the one that the person saw. */
export function requireVersion(document: SpecimenDocument, expectedVersion: number): void {
  if (document.version === expectedVersion) return;
  throw fail('VERSION_CONFLICT', {
    specimenId: document.id,
    barcode: document.barcode,
    expected: expectedVersion,
    actual: document.version,
    state: document.state,
  });
}

/** A reason with at least two characters, or REASON_REQUIRED. */
export function requireReason(document: SpecimenDocument, reason: string | undefined): string {
  const given = (reason ?? '').trim();
  if (given.length < 2) throw fail('REASON_REQUIRED', { specimenId: document.id, barcode: document.barcode });
  return given;
}

export function nextVersion(document: SpecimenDocument): SpecimenDocument {
  return { ...document, version: document.version + 1 };
}
