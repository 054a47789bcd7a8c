// English texts of the register of institutions.
import type { institutionZhCN } from './institution.zh-CN.ts';

export const institutionEn: Record<keyof typeof institutionZhCN, string> = {
  institutions: 'Institutions',
  'institution.lead': 'Shared by radiology and ECG; forwarding rules are in the ECG station under "ECG settings"',
  'institution.new': 'New institution',
  'institution.edit': 'Change institution',
  'institution.name': 'Name',
  'institution.own': 'this hospital',
  'institution.reads': 'Reads for others',
  'institution.reads.none': 'sends only',
  'institution.reads.hint': 'Ticked: other institutions can ask it to read',
  'institution.service.radiology': 'Radiology',
  'institution.service.ecg': 'ECG',
  'institution.departments': 'Departments',
  'institution.departments.hint': 'Their people act for it; a department belongs to one institution',
  'institution.departmentTaken': 'A department belongs to "{name}"; take it off there first',
  'institution.hl7': 'HL7 return',
  'institution.hl7.hint': 'Peer that its reports go to as HL7; empty: its people read them here',
  'institution.state': 'State',
  'institution.active': 'In use',
  'institution.off': 'Off',
  'institution.saved': 'Institution saved: {name}',
  'institution.code.hint': 'Letters, digits, dot and hyphen; cannot be changed later',
};
