// A case in hand and a key image for the tests of this folder.
import type { KeyImage } from '../../core/reporting/exam-report.ts';
import type { CaseOnDesk } from './case-on-desk.ts';

export function exampleInHand(examId: string): CaseOnDesk {
  return {
    examId,
    patient: {
      id: '00000000-0000-4000-8000-000000000001',
      number: `P-${examId}`,
      name: `患者${examId}`,
      sex: 'female',
      birthDate: '1980-05-06',
    },
    visit: null,
    on: '2026-07-17T02:00:00.000Z',
    critical: 0,
    modality: 'CT',
    procedureName: '胸部CT平扫',
    accessionNumber: `R-${examId}`,
    studies: [{ studyUid: `1.2.${examId}`, role: 'current' }],
  };
}

export const exampleImage = (studyUid: string): KeyImage => ({
  studyUid,
  seriesUid: `${studyUid}.1`,
  sopInstanceUid: `${studyUid}.1.1`,
  frame: 1,
  caption: '',
  picture: 'data:image/jpeg;base64,',
});
