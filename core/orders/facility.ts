// Whose orders a sender's are: by its sending facility, as it was configured, and never by a guess.
import { anyFacility } from './institution.ts';

/** @returns the institution's id; null for a facility that nobody entered, where the server's own does not take every other one */
export function institutionOfFacility(
  network: readonly { id: string; own: boolean; facilities: readonly string[] }[],
  facility: string,
): string | null {
  const named = network.find(({ facilities }) => facility !== '' && facilities.includes(facility));
  return (named ?? network.find(({ own, facilities }) => own && facilities.includes(anyFacility)))?.id ?? null;
}
