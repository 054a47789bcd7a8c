// All migrations in the order they run. A new one goes to the end of its block; released ones never change.
import { kernel } from './0001-kernel.ts';
import { identity } from './0002-identity.ts';
import { patient } from './0003-patient.ts';
import { upkeep } from './0004-upkeep.ts';
import { lab } from './0100-lab.ts';
import { critical } from './0101-critical.ts';
import { reporting } from './0102-reporting.ts';
import { hl7 } from './0150-hl7.ts';
import { imaging } from './0200-imaging.ts';
import { orders } from './0201-orders.ts';
import { examReports } from './0202-exam-reports.ts';
import { ecg } from './0210-ecg.ts';
import { viewLinks } from './0211-view-links.ts';
import { imagingSearch } from './0212-imaging-search.ts';
import { imagingKeeping } from './0213-imaging-keeping.ts';
import { ecgLinks } from './0215-ecg-links.ts';
import { externalArchives } from './0217-external-archives.ts';
import { linkOrigins } from './0218-link-origins.ts';
import { booking } from './0219-booking.ts';
import { imagingPacking } from './0220-imaging-packing.ts';
import { reportLayouts } from './0221-report-layouts.ts';
import { remoteDocuments } from './0222-remote-documents.ts';
import { chargeItems } from './0223-charge-items.ts';
import { imagingEnds } from './0224-imaging-ends.ts';
import { imagingDecided } from './0225-imaging-decided.ts';
import { signing } from './0226-signing.ts';
import { quality } from './0227-quality.ts';
import { examConcerned } from './0240-exam-concerned.ts';
import { dicomPeerScope } from './0241-dicom-peer-scope.ts';
import { mppsExam } from './0242-mpps-exam.ts';
import { requestNumbers } from './0245-request-numbers.ts';
import { reportPrintedBy } from './0246-report-printed-by.ts';
import { readingSetups } from './0250-reading-setups.ts';
import { institutionNetwork } from './0253-institution-network.ts';
import { earlierRequests } from './0254-earlier-requests.ts';
import { dicomTransfers } from './0259-dicom-transfers.ts';
import { dicomForward } from './0260-dicom-forward.ts';
import { outsidePrograms } from './0265-outside-programs.ts';
import { hl7Facilities } from './0266-hl7-facilities.ts';
import { remoteLevels } from './0270-remote-levels.ts';
import { uploadPoints } from './0271-upload-points.ts';
import { imagingSight } from './0272-imaging-sight.ts';
import { examLeft } from './0273-exam-left.ts';
import { reportChanged } from './0274-report-changed.ts';
import { uploadPlaces } from './0275-upload-places.ts';
import { rightReach } from './0277-right-reach.ts';
import { doctorProfile } from './0278-doctor-profile.ts';
import { administratorRights } from './0279-administrator-rights.ts';
import { ecgTypes } from './0284-ecg-types.ts';
import { ownNumbers } from './0288-own-numbers.ts';
import { ecgLooks } from './0292-ecg-looks.ts';
import { caseRights } from './0293-case-rights.ts';
import { confirmers } from './0298-confirmers.ts';
import { institutionCodes } from './0299-institution-codes.ts';
import { dicomTls } from './0300-dicom-tls.ts';
import { imagingKeys } from './0301-imaging-keys.ts';
import { imagingRequests } from './0302-imaging-requests.ts';
import { imagingDescribing } from './0303-imaging-describing.ts';
import { noticeKinds } from './0304-notice-kinds.ts';
import { personPhoto } from './0305-person-photo.ts';
import { imagingRows } from './0306-imaging-rows.ts';
import { sexUnspecified } from './0308-sex-unspecified.ts';
import { neuroElectricTypes } from './0309-neuro-electric-types.ts';
import { patientTypes } from './0310-patient-types.ts';
import { lockedSessions } from './0311-locked-sessions.ts';
import { linkMakers } from './0312-link-makers.ts';
import { dictionaryPerson } from './0317-dictionary-person.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [
  kernel,
  identity,
  patient,
  upkeep,
  lab,
  critical,
  reporting,
  hl7,
  imaging,
  orders,
  examReports,
  ecg,
  viewLinks,
  imagingSearch,
  imagingKeeping,
  ecgLinks,
  externalArchives,
  linkOrigins,
  booking,
  imagingPacking,
  reportLayouts,
  remoteDocuments,
  chargeItems,
  imagingEnds,
  imagingDecided,
  signing,
  quality,
  examConcerned,
  dicomPeerScope,
  mppsExam,
  requestNumbers,
  reportPrintedBy,
  readingSetups,
  institutionNetwork,
  earlierRequests,
  dicomTransfers,
  dicomForward,
  outsidePrograms,
  hl7Facilities,
  remoteLevels,
  uploadPoints,
  imagingSight,
  examLeft,
  reportChanged,
  uploadPlaces,
  rightReach,
  doctorProfile,
  administratorRights,
  ecgTypes,
  ownNumbers,
  ecgLooks,
  caseRights,
  confirmers,
  institutionCodes,
  dicomTls,
  imagingKeys,
  imagingRequests,
  imagingDescribing,
  noticeKinds,
  personPhoto,
  imagingRows,
  sexUnspecified,
  neuroElectricTypes,
  patientTypes,
  lockedSessions,
  linkMakers,
  dictionaryPerson,
];
