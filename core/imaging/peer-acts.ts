// What is agreed with a DICOM peer: what it may do here, and what this archive may ask of it.
import { z } from 'zod';

export const peerActs = ['store', 'query', 'retrieve', 'worklist', 'mpps', 'commitment'] as const;
export const PeerAct = z.enum(peerActs);

/** C-STORE to it; everything that arrives, by itself; storage commitment asked after that; C-FIND; C-MOVE to ourselves; C-GET, for a peer that cannot call us. */
export const peerAsks = ['send', 'forward', 'commitment', 'find', 'move', 'get'] as const;
export const PeerAsk = z.enum(peerAsks);
export type PeerAsk = z.infer<typeof PeerAsk>;

/** PS3.5 6.2: no backslash, no control characters, 16 at most. */
export const AeTitle = z
  .string()
  .trim()
  .regex(/^[\x21-\x5b\x5d-\x7e]{1,16}$/);
