// Finds of several archives as one list, and when a found study may be another patient's.
import { expect, test } from 'vitest';
import type { ExternalStudy } from '../../../../core/imaging/external.ts';
import { foundStudies, mayBeAnother, reasonOf } from './finds.ts';

const study = (uid: string, date: string): ExternalStudy => ({
  ...{ uid, date, time: '', patientId: '1', patientName: '', sex: '', birthDate: '', accession: '' },
  ...{ description: '', modalities: [], seriesCount: null, instanceCount: null },
});
const of = (name: string, studies: ExternalStudy[]) => ({
  ...{ source: { id: name, name }, studies, more: false, problem: null },
});

test('newest first, each study once', () => {
  const rows = foundStudies([
    of('A', [study('1', '20240101'), study('2', '20250101')]),
    of('B', [study('1', '20240101'), study('3', '20241231')]),
  ]);
  expect(rows.map(({ uid, source }) => `${uid}${source.name}`)).toEqual(['2A', '3B', '1A']);
});

test('a failure is told by the table, an unknown code as it is', () => {
  const problem = { code: 'EXTERNAL_ARCHIVE_SLOW', what: '8 s' };
  expect(reasonOf(problem, 'zh-CN')).toMatch(/外部影像归档没有在限定时间内应答/);
  expect(reasonOf({ code: 'X', what: '' }, 'en')).toBe('X');
});

test('another day of birth, sex or name in the same script is pointed out, another script is not', () => {
  const patient = { name: '王小东', birthDate: '1960-02-03', sex: 'male' };
  const other = (patientName: string, birthDate: string, sex = '') =>
    mayBeAnother({ patientName, birthDate, sex }, patient);
  expect(other('Wang^XiaoDong=王^小东', '19600203', 'M')).toBe(false);
  expect(other('Wang^XiaoDong', '', 'O')).toBe(false);
  expect(other('李^四', '19600203')).toBe(true);
  expect(other('王^小东', '19600204')).toBe(true);
  expect(other('王^小东', '19600203', 'F')).toBe(true);
});
