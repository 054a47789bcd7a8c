// English texts of the register of institutions.
import type { institutionZhCN } from './institution.zh-CN.ts';

export const institutionEn: Record<keyof typeof institutionZhCN, string> = {
  institutions: 'Institutions',
  'institution.lead':
    'Shared by radiology and ECG; groups and forwarding rules are in the ECG station under "ECG settings"',
  'institution.new': 'New institution',
  'institution.edit': 'Change institution',
  'institution.name': 'Name',
  'institution.own': 'this hospital',
  'institution.reads': 'Reads for others',
  'institution.reads.none': 'sends only',
  'institution.reads.hint': 'Ticked: other institutions can ask it to read',
  'institution.service.radiology': 'Radiology',
  'institution.service.ecg': 'ECG',
  'institution.open.radiology': 'Open for images',
  'institution.open.ecg': 'Open for ECGs',
  'institution.open.hint': 'Departments that can be asked; none ticked: the institution as a whole',
  'institution.open.none': 'Tick its departments below first; without any, the institution as a whole is asked',
  'institution.superiors': 'Superior hospitals',
  'institution.superiors.hint': 'It can ask only these to read for it; who is below it is no choice',
  'institution.superiorFor': 'Asks them for',
  'institution.level': 'Level',
  'institution.address': 'Address',
  'institution.contact': 'Contact',
  'institution.phone': 'Telephone',
  'institution.departments': 'Departments',
  'institution.departments.hint': 'Their people act for it; a department belongs to one institution',
  'institution.departmentTaken': 'A department belongs to "{name}"; take it off there first',
  'institution.hl7': 'HL7 return',
  'institution.hl7.hint': 'Peer that its reports go to as HL7; empty: its people read them here',
  'institution.facilities': 'HL7 senders',
  'institution.facilities.hint':
    'Codes in MSH-4 of its HIS, with spaces between; exams that they order are this institution’s, not ours',
  'institution.facilities.own':
    'Codes in MSH-4 of the HIS, with spaces between; * takes every one that no other institution has. Without it unknown ones are refused',
  'institution.ownNumbers': 'Patient numbers',
  'institution.ownNumbers.own': 'Its own, not those of this hospital',
  'institution.ownNumbers.hint':
    'Its patient, order and department numbers are kept under its code, so that nobody here with an equal number is taken for its patient; take the mark off only where both share one patient index',
  'institution.facilityTaken': 'The sender {code} belongs to {name}',
  'institution.state': 'State',
  'institution.active': 'In use',
  'institution.off': 'Off',
  'institution.saved': 'Institution saved: {name}',
  'institution.code.hint': 'Letters, digits, dot and hyphen; cannot be changed later',
};
