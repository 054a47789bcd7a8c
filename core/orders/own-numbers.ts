// Patient, order and department numbers of an institution whose own system gives them: kept under the institution, so that equal numbers of two never meet.

/** As it is kept here; what is kept so already stays, and no number stays none. */
export function keptNumber(institutionId: string, number: string): string {
  const prefix = `${institutionId}:`;
  return number === '' || number.startsWith(prefix) ? number : `${prefix}${number}`;
}

/** As the institution knows it. */
export function toldNumber(institutionId: string, kept: string): string {
  const prefix = `${institutionId}:`;
  return kept.startsWith(prefix) ? kept.slice(prefix.length) : kept;
}

/** What an institution's entry says of its numbers. */
interface Numbering {
  own: boolean;
  ownNumbers?: boolean | undefined;
  /** With senders somebody has decided; without any, the institution's programs and desks are all that give numbers. */
  hl7Facilities?: readonly string[] | undefined;
}

/**
 * Whether a program of an institution says otherwise of its numbers than the institution does: the same number would mean two persons, or
 * one person would stand here twice.
 */
export function numbersClash(institution: Numbering, programOwnNumbers: boolean): boolean {
  const { own, ownNumbers = false, hl7Facilities = [] } = institution;
  if (own) return programOwnNumbers;
  return ownNumbers ? !programOwnNumbers : programOwnNumbers && hl7Facilities.length > 0;
}
