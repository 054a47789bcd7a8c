// What the Basic Application Level Confidentiality Profile (PS3.15 E.2, table E.1-1 of 2023) does with an element, by its tag and VR.
// Text is stricter here than the table: free text that is not known to be technical goes, so that a field which a maker misuses goes too.
import { entryOf, type Keyword, tagOf } from '../dictionary.ts';
import { isGroupLength, isPrivate, type Tag } from '../tag.ts';
import type { Vr } from '../vr.ts';

export type Action =
  | 'keep'
  | 'remove'
  /** Zero length: the module of an image requires the element (type 2). */
  | 'empty'
  /** A value without meaning that its VR allows: the element must have one (type 1). */
  | 'dummy'
  | 'uid'
  /** DA and DT: removed, or moved by the patient's constant. */
  | 'date'
  /** TM: removed, or kept beside moved dates. */
  | 'time'
  | 'items'
  /** Text that describes the procedure: removed, or kept without the person's own values. */
  | 'descriptor'
  /** Sex, age, size, weight and the like: removed, or kept. */
  | 'characteristic'
  /** Replaced by the pseudonym of the patient. */
  | 'pseudonym';

const tags = (...keywords: Keyword[]): Tag[] => keywords.map(tagOf);

const special = new Map<Tag, Action>();
const say = (action: Action, of: readonly Tag[]): void => {
  for (const tag of of) special.set(tag, action);
};

say('pseudonym', tags('PatientName', 'PatientID'));
say('empty', tags('PatientBirthDate', 'AccessionNumber', 'ReferringPhysicianName', 'StudyID'));
say('dummy', tags('ContainerIdentifier', 'SpecimenIdentifier'));
say('characteristic', [
  ...tags('PatientSex', 'PatientAge', 'PatientSize', 'PatientWeight', 'EthnicGroup', 'SmokingStatus'),
  ...tags('PregnancyStatus', 'PatientSexNeutered', 'Allergies', 'MedicalAlerts', 'PatientState', 'PreMedication'),
]);
say('descriptor', [
  ...tags('StudyDescription', 'SeriesDescription', 'ProtocolName', 'DerivationDescription', 'ContrastBolusAgent'),
  ...tags('RequestedProcedureDescription', 'PerformedProcedureStepDescription', 'AcquisitionProtocolDescription'),
  ...tags('AcquisitionDeviceProcessingDescription', 'RequestedContrastAgent'),
]);
/** Sequences and coded or binary values that the table removes; what it says of dates, names, text and UIDs follows from the VR. */
say('remove', [
  ...tags('ActualHumanPerformersSequence', 'AdmittingDiagnosesCodeSequence', 'AuthorObserverSequence'),
  ...tags('ConsultingPhysicianIdentificationSequence', 'ContentCreatorIdentificationCodeSequence'),
  ...tags('CustodialOrganizationSequence', 'DigitalSignaturesSequence', 'IconImageSequence'),
  ...tags('InstitutionalDepartmentTypeCodeSequence', 'IntendedRecipientsOfResultsIdentificationSequence'),
  ...tags('InterpretationApproverSequence', 'IssuerOfAdmissionIDSequence', 'IssuerOfServiceEpisodeIDSequence'),
  ...tags(
    'IssuerOfPatientIDQualifiersSequence',
    'IssuerOfAccessionNumberSequence',
    'ConsentForClinicalTrialUseSequence',
  ),
  ...tags('ModifiedAttributesSequence', 'NonconformingModifiedAttributesSequence', 'OriginalAttributesSequence'),
  ...tags('OtherPatientIDsSequence', 'ParticipantSequence', 'PatientInsurancePlanCodeSequence'),
  ...tags('PatientPrimaryLanguageCodeSequence', 'PatientPrimaryLanguageModifierCodeSequence'),
  ...tags('PerformedStationGeographicLocationCodeSequence', 'PerformedStationNameCodeSequence'),
  ...tags('PerformingPhysicianIdentificationSequence', 'PhysiciansReadingStudyIdentificationSequence'),
  ...tags('PhysiciansOfRecordIdentificationSequence', 'ReasonForRequestedProcedureCodeSequence'),
  ...tags('ReasonForVisitCodeSequence', 'ReferencedDigitalSignatureSequence', 'ReferencedPatientAliasSequence'),
  ...tags('ReferencedPatientPhotoSequence', 'ReferencedPatientSequence', 'ReferencedSOPInstanceMACSequence'),
  ...tags('ReferringPhysicianIdentificationSequence', 'RequestAttributesSequence', 'ResultsDistributionListSequence'),
  ...tags('ScheduledHumanPerformersSequence', 'ScheduledPerformingPhysicianIdentificationSequence'),
  ...tags('ScheduledStationGeographicLocationCodeSequence', 'ScheduledStationNameCodeSequence'),
  ...tags('VerbalSourceIdentifierCodeSequenceTrial', 'TransducerIdentificationSequence', 'UDISequence'),
  ...tags('ContentSequence', 'FlowIdentifierSequence', 'GraphicAnnotationSequence'),
  ...tags('PersonIdentificationCodeSequence', 'VerifyingObserverSequence', 'PrescriptionNotesSequence'),
  ...tags('VerifyingObserverIdentificationCodeSequence', 'ReferencedStudySequence', 'OperatorIdentificationSequence'),
  ...tags('InstitutionCodeSequence', 'ReferencedPerformedProcedureStepSequence', 'RequestingServiceCodeSequence'),
  ...tags('BreedRegistrationSequence'),
  ...tags('CertifiedTimestamp', 'CertificateOfSigner', 'MAC', 'InstanceOriginStatus', 'NonconformingDataElementValue'),
  ...tags(
    'DataSetTrailingPadding',
    'EncapsulatedDocument',
    'FlowIdentifier',
    'SourceIdentifier',
    'FrameOriginTimestamp',
  ),
  ...tags('FunctionalSyncPulse', 'MakerNote', 'TimezoneOffsetFromUTC', 'LensSpecification'),
  ...tags('QualityControlSubject', 'ConfidentialityCode'),
]);
say('empty', tags('IssuerOfTheContainerIdentifierSequence', 'IssuerOfTheSpecimenIdentifierSequence'));
say('empty', tags('SpecimenPreparationSequence', 'AcquisitionContextSequence'));

/** Text of the device and of vocabularies, not of a person. */
const technical = new Set<Tag>([
  ...tags('CodeValue', 'CodingSchemeDesignator', 'CodingSchemeVersion', 'CodeMeaning', 'LongCodeValue', 'URNCodeValue'),
  ...tags('Manufacturer', 'ManufacturerModelName', 'SoftwareVersions', 'SequenceName', 'PulseSequenceName'),
  ...tags('ConvolutionKernel', 'FilterType', 'ReceiveCoilName', 'TransmitCoilName', 'Radiopharmaceutical'),
  ...tags('ContrastBolusRoute', 'ImagedNucleus', 'ResonantNucleus', 'RescaleType', 'ModalityLUTType', 'LUTExplanation'),
  ...tags('WindowCenterWidthExplanation', 'PositionReferenceIndicator', 'StackID', 'DimensionDescriptionLabel'),
  ...tags('SegmentLabel', 'SegmentAlgorithmName', 'ChannelLabel', 'MultiplexGroupLabel', 'LUTLabel'),
  ...tags('ReconstructionMethod', 'AttenuationCorrectionMethod', 'ScatterCorrectionMethod', 'ProcessingFunction'),
  ...tags('SecondaryCaptureDeviceManufacturer', 'SecondaryCaptureDeviceManufacturerModelName'),
  ...tags('SecondaryCaptureDeviceSoftwareVersions', 'ImageFilter', 'OpticalPathIdentifier', 'ReconstructionAlgorithm'),
  ...tags('DeidentificationMethod'),
]);

/** UIDs that name a kind of thing, known or not: a class, a syntax, a vocabulary. */
const classUids = new Set<Tag>([
  ...tags('SOPClassUID', 'ReferencedSOPClassUID', 'OriginalSpecializedSOPClassUID', 'RelatedGeneralSOPClassUID'),
  ...tags('CodingSchemeUID', 'ContextUID', 'MappingResourceUID', 'ReferencedTransferSyntaxUIDInFile'),
]);

/** Elements of type 1 or 2 among the dates and times of images; the others may simply go (PS3.3 C.7.2.1, C.7.6.1, C.8). */
const emptied = new Set<Tag>(tags('StudyDate', 'StudyTime', 'ContentDate', 'ContentTime', 'AcquisitionDate'));
export const mayBeEmpty = (tag: Tag): boolean => emptied.has(tag);
/** Required with a value where they stand in an enhanced object. */
const required = new Set<Tag>(tags('FrameAcquisitionDateTime', 'FrameReferenceDateTime', 'AcquisitionDateTime'));
export const mustHaveValue = (tag: Tag): boolean => required.has(tag);

const gps = (tag: Tag): boolean => tag >= 0x00160070 && tag <= 0x0016008e;
const curve = (tag: Tag): boolean => (tag & 0xff000000) >>> 0 === 0x50000000;
/** Overlays may hold drawn text: their bits and comments go, and with them the rest of the module. */
const overlay = (tag: Tag): boolean => (tag & 0xff000000) >>> 0 === 0x60000000;
const selectorValue = (tag: Tag): boolean => tag >= 0x0072005e && tag <= 0x00720083;
const label = (tag: Tag): boolean => tag >>> 16 === 0x2200;
const signature = (tag: Tag): boolean => tag >>> 16 === 0xfffa || tag >>> 16 === 0xfffc;

export function actionOf(tag: Tag, vr: Vr): Action {
  const known = special.get(tag);
  if (known) return known;
  if (isPrivate(tag) || isGroupLength(tag) || entryOf(tag) === undefined) return 'remove';
  if (gps(tag) || curve(tag) || overlay(tag) || selectorValue(tag) || label(tag) || signature(tag)) return 'remove';
  switch (vr) {
    case 'SQ':
      return 'items';
    case 'UI':
      return classUids.has(tag) ? 'keep' : 'uid';
    case 'DA':
    case 'DT':
      return 'date';
    case 'TM':
      return 'time';
    case 'AE':
    case 'AS':
    case 'PN':
    case 'UN':
    case 'UR':
      return technical.has(tag) ? 'keep' : 'remove';
    case 'LO':
    case 'LT':
    case 'SH':
    case 'ST':
    case 'UC':
    case 'UT':
      return technical.has(tag) ? 'keep' : 'remove';
    case 'AT':
    case 'CS':
    case 'DS':
    case 'FD':
    case 'FL':
    case 'IS':
    case 'OB':
    case 'OD':
    case 'OF':
    case 'OL':
    case 'OV':
    case 'OW':
    case 'SL':
    case 'SS':
    case 'SV':
    case 'UL':
    case 'US':
    case 'UV':
      return 'keep';
    default:
      return vr satisfies never;
  }
}
