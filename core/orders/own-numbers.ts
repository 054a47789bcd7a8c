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
