// The hanging protocols that this browser knows of a reader, before any room is open: the reader's, the department's, the shipped ones.
import type { HangingProtocol } from '../../../core/imaging/hanging/model.ts';
import { browserStorage } from './bindings.ts';
import { SetupDesk } from './setup-desk.ts';

export function knownProtocols(readerId: string): readonly HangingProtocol[] {
  return new SetupDesk({}, browserStorage(readerId)).protocols.get();
}
