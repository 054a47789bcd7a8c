// Whose card was read (LAB-02): an identity card by its number, a visit card by the patient number that it carries.
import type { z } from 'zod';
import { type IdentityCard, identityCard } from '../../../../core/patient/card.ts';
import type { PatientBrief } from '../../../../core/patient/model.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';

export interface CardRead {
  identity: IdentityCard | null;
  /** Null: nobody with this number is known; several: two records carry it, and a person must choose. */
  patient: z.infer<typeof PatientBrief> | 'several' | null;
}

export function useCard(): { isCard: (code: string) => boolean; read: (code: string) => Promise<CardRead> } {
  const { client } = useApi();
  return {
    /** Sure for identity cards only; a visit card is tried when no specimen has the number. */
    isCard: (code) => identityCard(code) !== null,
    async read(code) {
      const identity = identityCard(code);
      const found = await client.patient.search({ text: identity?.number ?? code });
      // The search also knows parts of names; a card is a number.
      const exact = identity ? found : found.filter(({ number }) => number === code);
      const [patient = null] = exact;
      return { identity, patient: exact.length > 1 ? 'several' : patient };
    },
  };
}
