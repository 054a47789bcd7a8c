// Examples for the tests of the station: an exam and a study of the same person.
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { Study } from '../archive/matching.ts';

const at = '2026-07-17T02:00:00.000Z';

export function exampleExam(part: Partial<ExamDocument>): ExamDocument {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    version: 1,
    service: 'radiology',
    accessionNumber: 'R0001',
    requestNumber: '',
    patient: {
      id: '00000000-0000-4000-8000-000000000002',
      number: 'P1',
      name: '张三',
      sex: 'male',
      birthDate: '1970-01-02',
    },
    visit: null,
    modality: 'DX',
    bodyPart: '胸部',
    procedureCode: 'DX-CHEST-PA',
    procedureName: '胸部正位片',
    method: '正位',
    clinicalDiagnosis: '',
    history: '',
    purpose: '',
    priority: 'routine',
    requestedBy: '',
    requestedAt: at,
    departmentId: '',
    departmentName: '',
    departmentPhone: '',
    institutionId: 'own',
    institutionName: '本院',
    room: '',
    deviceId: '',
    scheduledAt: null,
    registeredAt: at,
    acquiredAt: at,
    state: 'acquired',
    cancelReason: '',
    objects: [{ kind: 'study', id: '1.2.3', arrivedAt: at, count: 1, description: '' }],
    assignedTo: null,
    lock: null,
    risk: null,
    report: {
      id: null,
      state: 'none',
      positive: null,
      author: '',
      reviewer: '',
      releasedAt: null,
      printed: false,
      version: 0,
    },
    remote: null,
    fee: { state: 'unknown', amountCent: null },
    birthDate: '1970-01-02',
    priorCount: 0,
    ...part,
  };
}

export function exampleStudy(part: Partial<Study>): Study {
  return {
    uid: '1.2.3',
    patientId: 'P1',
    patientName: '张三',
    sex: 'M',
    birthDate: '19700102',
    date: '20260717',
    time: '100000',
    accession: '',
    description: '',
    institution: '',
    modalities: ['DX'],
    seriesCount: 1,
    instanceCount: 1,
    sizeBytes: 1,
    examId: null,
    lastAt: at,
    removedAt: null,
    revision: 1,
    ...part,
  };
}
