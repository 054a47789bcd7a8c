// A file of charge items to rows.
import { chargeFileLimit } from '../../../../core/lab/charges/contract.ts';
import { type FileRows, readDelimited } from '../../../kernel/delimited.ts';

export type { FileRows };

/** @throws INPUT_INVALID when it is no text of either encoding, too large, or its quotes do not close */
export const readChargeFile = (bytes: Buffer): FileRows => readDelimited(bytes, chargeFileLimit);
