// What is proposed for a C-GET, where the classes that will come are not known: 128 presentation contexts have to do.
import {
  explicitLittleEndian,
  implicitLittleEndian,
  transferSyntaxes,
} from '../../../../core/dicom/transfer-syntax.ts';
import { storageClasses, type UidKeyword, uidOf } from '../../../../core/dicom/uids.ts';
import { maxContexts, type WantedContext } from '../scu/contexts.ts';

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

/** @param beside contexts that are proposed besides */
export function getContexts(beside: number): WantedContext[] {
  const first = pictures.map(uidOf);
  const others = storageClasses.filter(({ uid, retired }) => !retired && !first.includes(uid)).map(({ uid }) => uid);
  const packed = first.map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: compressed }));
  const all = [...first, ...others].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: plain }));
  return [...packed, ...all].slice(0, maxContexts - beside);
}
