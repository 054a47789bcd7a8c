// Which identifiers are answered in which model, and by which attribute the others are refused.
import { expect, test } from 'vitest';
import type { Keyword } from '../../../../core/dicom/dictionary.ts';
import { DimseFailure, status } from '../dimse/status.ts';
import { requireHierarchy } from './hierarchy.ts';
import { classes } from './policy.ts';

const [patientFind = '', studyFind = ''] = classes.find;
const [patientMove = '', studyMove = ''] = classes.move;
const [patientGet = ''] = classes.get;
const patient = { PatientID: 'P 1' };
const study = { StudyInstanceUID: '1.2.3' };
const series = { ...study, SeriesInstanceUID: '1.2.3.4' };

/** The tag at fault in hexadecimal; empty when it is answered. */
function fault(sopClassUid: string, act: 'find' | 'retrieve', level: string, keys: Record<string, string>): string {
  const map = new Map(Object.entries(keys)) as unknown as Map<Keyword, string>;
  try {
    requireHierarchy({ level, keys: map }, sopClassUid, act);
    return '';
  } catch (error) {
    if (!(error instanceof DimseFailure)) throw error;
    expect(error.status).toBe(status.dataSetDoesNotMatchClass);
    expect(error.message.length).toBeLessThanOrEqual(64);
    return error.offending.map((tag) => tag.toString(16).padStart(8, '0')).join();
  }
}

test.each([
  [patientFind, 'PATIENT', {}, ''],
  [studyFind, 'PATIENT', patient, '00080052'],
  [studyFind, 'FRAME', series, '00080052'],
  [studyFind, '', series, '00080052'],
  [studyFind, 'STUDY', {}, ''],
  [patientFind, 'STUDY', {}, '00100020'],
  [patientFind, 'STUDY', { PatientID: 'P*' }, '00100020'],
  [patientFind, 'STUDY', patient, ''],
  [studyFind, 'SERIES', {}, '0020000d'],
  [studyFind, 'SERIES', { StudyInstanceUID: '1.2\\1.3' }, '0020000d'],
  [studyFind, 'SERIES', { StudyInstanceUID: '*' }, '0020000d'],
  [studyFind, 'SERIES', study, ''],
  [patientFind, 'SERIES', study, '00100020'],
  [studyFind, 'IMAGE', study, '0020000e'],
  [studyFind, 'IMAGE', series, ''],
])('query %s %s %j', (model, level, keys, tag) => {
  expect(fault(model, 'find', level, keys)).toBe(tag);
});

test.each([
  [patientMove, 'PATIENT', {}, '00100020'],
  [patientMove, 'PATIENT', { PatientID: '*' }, '00100020'],
  [patientMove, 'PATIENT', { PatientID: 'A\\B' }, '00100020'],
  [patientGet, 'PATIENT', patient, ''],
  [studyMove, 'STUDY', {}, '0020000d'],
  [studyMove, 'STUDY', { StudyInstanceUID: '1.2.*' }, '0020000d'],
  [studyMove, 'STUDY', { StudyInstanceUID: '1.2\\1.3' }, ''],
  [studyMove, 'SERIES', { SeriesInstanceUID: '1.2.3.4' }, '0020000d'],
  [studyMove, 'SERIES', series, ''],
  [studyMove, 'IMAGE', series, '00080018'],
  [studyMove, 'IMAGE', { ...series, SOPInstanceUID: '1.2.3.4.1\\1.2.3.4.2' }, ''],
])('retrieval %s %s %j', (model, level, keys, tag) => {
  expect(fault(model, 'retrieve', level, keys)).toBe(tag);
});
