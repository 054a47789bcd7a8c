// What is proposed for a C-GET, where the classes that will come are not known: 128 presentation contexts have to do.
import {
  explicitLittleEndian,
  implicitLittleEndian,
  transferSyntaxes,
} from '../../../../core/dicom/transfer-syntax.ts';
import { storageClasses, type UidKeyword, uidOf } from '../../../../core/dicom/uids.ts';
import { maxContexts, type WantedContext } from '../scu/contexts.ts';
import type { AcceptedContext } from '../ul/negotiation.ts';

/** Pictures that archives keep compressed: each gets a context for the compressed syntaxes too, so that they come as they lie. */
const pictures: readonly UidKeyword[] = [
  'CTImageStorage',
  'MRImageStorage',
  'EnhancedCTImageStorage',
  'EnhancedMRImageStorage',
  'ComputedRadiographyImageStorage',
  'DigitalXRayImageStorageForPresentation',
  'DigitalMammographyXRayImageStorageForPresentation',
  'BreastTomosynthesisImageStorage',
  'UltrasoundImageStorage',
  'UltrasoundMultiFrameImageStorage',
  'XRayAngiographicImageStorage',
  'XRayRadiofluoroscopicImageStorage',
  'NuclearMedicineImageStorage',
  'PositronEmissionTomographyImageStorage',
  'SecondaryCaptureImageStorage',
  'VLEndoscopicImageStorage',
  'VLPhotographicImageStorage',
];
const plain = [explicitLittleEndian, implicitLittleEndian];
/** dcmtk, and every archive that is built with it, breaks off the association where a context proposes more. */
export const mostSyntaxes = 50;
/** Without references to pixels that lie elsewhere, and the hierarchical JPEG processes, which nobody ever made. */
const compressed = transferSyntaxes
  .filter(({ pixels, name }) => pixels !== 'native' && pixels !== 'referenced' && !name.includes(', Hierarchical'))
  .map(({ uid }) => uid)
  .slice(0, mostSyntaxes);

/** What archives keep most: JPEG lossless, JPEG 2000, JPEG-LS and RLE without loss, JPEG and JPEG 2000 with it. */
const usual = ['4.70', '4.90', '4.80', '5', '4.50', '4.91'].map((end) => `1.2.840.10008.1.2.${end}`);

/** @param beside contexts that are proposed besides */
export function getContexts(beside: number): WantedContext[] {
  const first = pictures.map(uidOf);
  const others = storageClasses.filter(({ uid, retired }) => !retired && !first.includes(uid)).map(({ uid }) => uid);
  const packed = first.map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: compressed }));
  const all = [...first, ...others].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: plain }));
  return [...packed, ...all].slice(0, maxContexts - beside);
}

/**
 * For what did not come: of each context the peer chose one compressed syntax, and objects of the same class may lie there in others. Each
 * of those has a context to itself, as far as there is room, for the peer would choose one again.
 * @param accepted contexts of the association that brought the rest
 * @returns nothing where the peer took no compressed syntax
 */
export function otherSyntaxes(accepted: readonly AcceptedContext[], beside: number): WantedContext[] {
  const chosen = accepted.filter(({ transferSyntax }) => compressed.includes(transferSyntax));
  const each = Math.floor((maxContexts - beside) / Math.max(1, chosen.length));
  return chosen.flatMap(({ abstractSyntax, transferSyntax }) => {
    const rest = compressed.filter((one) => one !== transferSyntax);
    const apart = [...new Set([...usual.filter((one) => rest.includes(one)), ...rest])];
    const alone = apart.slice(0, each - 1).map((one) => ({ abstractSyntax, transferSyntaxes: [one] }));
    const others = apart.slice(each - 1);
    return others.length === 0 ? alone : [...alone, { abstractSyntax, transferSyntaxes: others }];
  });
}
