// The dictionary of ECG types as stations read and administrators change it.
import { z } from 'zod';
import { base, commandInput, Version } from '../kernel/contract.ts';
import { EcgType, EcgTypeEntry } from './ecg-type.ts';

export const ecgTypeContract = {
  /** In their order, those that are switched off among them. */
  ecgTypes: base.route({ method: 'GET', path: '/ecg-types' }).output(z.array(EcgType)),
  /** Version 0 makes one. @throws DUPLICATE for a code that there is, STATE_REFUSED to switch the last one off, VERSION_CONFLICT */
  saveEcgType: base
    .route({ method: 'POST', path: '/ecg-types' })
    .input(commandInput({ type: EcgTypeEntry, expectedVersion: Version }))
    .output(EcgType),
};
