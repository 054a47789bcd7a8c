// The contract of the whole suite: one object for types, validation, the client and the OpenAPI document.
import { auditContract } from './audit/contract.ts';
import { criticalContract } from './critical/contract.ts';
import { devicesContract } from './devices/contract.ts';
import { ecgContract } from './ecg/contract.ts';
import { identityContract } from './identity/contract.ts';
import { imagingContract } from './imaging/contract.ts';
import { dicomContract } from './imaging/peer-contract.ts';
import { integrationContract } from './integration/contract.ts';
import { chargesContract } from './lab/charges/contract.ts';
import { labContract } from './lab/contract.ts';
import { ordersContract } from './orders/contract.ts';
import { patientContract } from './patient/contract.ts';
import { programsContract } from './programs/contract.ts';
import { qualityContract } from './quality/contract.ts';
import { reportingContract } from './reporting/contract.ts';
import { examReportContract } from './reporting/exam-contract.ts';
import { signingContract } from './signing/contract.ts';
import { syncContract } from './sync/contract.ts';

/** What the central server answers. */
export const serverContract = {
  identity: identityContract,
  patient: patientContract,
  lab: labContract,
  charges: chargesContract,
  reporting: reportingContract,
  critical: criticalContract,
  imaging: imagingContract,
  dicom: dicomContract,
  orders: ordersContract,
  examReports: examReportContract,
  ecg: ecgContract,
  signing: signingContract,
  quality: qualityContract,
  programs: programsContract,
  sync: syncContract,
  integration: integrationContract,
  audit: auditContract,
};

/** What a station's renderer sees: the same, and the devices and the state of the link. The server answers `devices` in a browser with "none". */
export const stationContract = { ...serverContract, devices: devicesContract };
