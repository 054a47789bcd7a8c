// When a tube is received: whether results that were held for its number may be placed without a question, or are only offered.
import { normalizeBarcode } from './barcode.ts';
import type { SpecimenDocument, UnplacedMessage } from './model.ts';
import { contradictsIdentity } from './placement-gates.ts';

/**
 * `place`: the number is this tube's, nothing names another patient, and the analyzer measured after the tube was ordered and drawn.
 * `offer`: the number fits, but the result is older than the tube, or the analyzer named somebody else: a person decides.
 * `other`: held for another reason, or for another number.
 * `heardAt`: when the analyzer said it, by the station's clock; the document says when the server held it.
 */
export function heldFor(
  document: SpecimenDocument,
  held: UnplacedMessage,
  heardAt: string,
): 'place' | 'offer' | 'other' {
  if (held.resolved !== null || (held.reason !== 'unknownSpecimen' && held.reason !== 'notReceived')) return 'other';
  if (normalizeBarcode(held.specimenId) !== document.barcode) return 'other';
  if (contradictsIdentity(document, held.patientId ?? undefined)) return 'offer';
  const { orderedAt, collectedAt } = document.milestones;
  const known = [orderedAt, collectedAt].filter((time) => time !== null);
  // A number that was used before belongs to the tube before.
  const older = known.length === 0 || known.some((time) => Date.parse(heardAt) < Date.parse(time));
  return older ? 'offer' : 'place';
}
