// What is negotiated: storage classes in any syntax as it lies, queries and worklists in the plain ones.
import {
  explicitLittleEndian,
  implicitLittleEndian,
  transferSyntaxes,
} from '../../../../core/dicom/transfer-syntax.ts';
import { uidOf } from '../../../../core/dicom/uids.ts';
import { type ContextRule, looksLikeStorage, type NegotiationPolicy } from '../ul/negotiation.ts';
import type { Peers } from './peers.ts';

const plain: ContextRule = { transferSyntaxes: [explicitLittleEndian, implicitLittleEndian], order: 'ours' };

export const classes = {
  verification: uidOf('Verification'),
  find: [uidOf('PatientRootQueryRetrieveInformationModelFind'), uidOf('StudyRootQueryRetrieveInformationModelFind')],
  move: [uidOf('PatientRootQueryRetrieveInformationModelMove'), uidOf('StudyRootQueryRetrieveInformationModelMove')],
  get: [uidOf('PatientRootQueryRetrieveInformationModelGet'), uidOf('StudyRootQueryRetrieveInformationModelGet')],
  worklist: uidOf('ModalityWorklistInformationModelFind'),
  mpps: uidOf('ModalityPerformedProcedureStep'),
  commitment: uidOf('StorageCommitmentPushModel'),
} as const;

const services = new Set<string>(Object.values(classes).flat());

/**
 * Stored as sent: the sender's own order of syntaxes decides, so that nothing is recompressed for us. Some senders offer a list in one
 * context whose first entry is not what they have; `theirs` then costs them a conversion that they chose.
 */
const storage: ContextRule = {
  transferSyntaxes: transferSyntaxes.map(({ uid }) => uid),
  order: 'theirs',
  otherTransferSyntaxes: true,
  sendBack: true,
};

/** Video is not decoded here, and slides would be gigabytes: they go as they lie. */
const sentAsStored = new Set<string>([
  uidOf('VideoEndoscopicImageStorage'),
  uidOf('VideoMicroscopicImageStorage'),
  uidOf('VideoPhotographicImageStorage'),
  uidOf('VLWholeSlideMicroscopyImageStorage'),
]);

/** A peer that fetches names what it would like best first; what lies here otherwise could not be sent in that. */
const storageToFetch: ContextRule = { ...storage, sendAs: plain.transferSyntaxes };

export function policyFor(peers: Pick<Peers, 'admit'>): NegotiationPolicy {
  return {
    admit: (caller) => peers.admit(caller),
    context(abstractSyntax) {
      // A peer that we asked for storage commitment calls back as its provider.
      if (abstractSyntax === classes.commitment) return { ...plain, sendBack: true };
      if (services.has(abstractSyntax)) return plain;
      if (!looksLikeStorage(abstractSyntax)) return null;
      return sentAsStored.has(abstractSyntax) ? storage : storageToFetch;
    },
  };
}
