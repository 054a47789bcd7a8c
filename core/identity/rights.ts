// The rights of the suite: what a person may do, one word each, and the roles that ship as a start.
import { z } from 'zod';

export const rights = [
  'lab.view',
  'lab.register',
  'lab.receive',
  'lab.reject',
  'lab.enterResult',
  'lab.review',
  'lab.secondReview',
  'lab.unreviewOwn',
  'lab.unreviewOthers',
  'lab.recall',
  'lab.print',
  'lab.resolveUnplaced',
  'lab.allGroups',
  'devices.view',
  'devices.configure',
  'critical.document',
  'radiology.view',
  'radiology.register',
  'radiology.acquire',
  'radiology.write',
  'radiology.review',
  'radiology.recall',
  'radiology.dispatch',
  'radiology.archive',
  'radiology.grade',
  'radiology.quality',
  'ecg.view',
  'ecg.register',
  'ecg.acquire',
  'ecg.write',
  'ecg.review',
  'ecg.recall',
  'ecg.dispatch',
  'ecg.admin',
  'ecg.uploadPoints',
  'dictionary.edit',
  'user.edit',
  'doctor.edit',
  'role.edit',
  'department.edit',
  'institution.edit',
  'institution.groups',
  'identity.admin',
  'integration.view',
  'integration.retry',
  'audit.view',
  'patient.revealIdentity',
  'patient.merge',
] as const;

export const RightSchema = z.enum(rights);
export type Right = (typeof rights)[number];

/** Rights to arrange the system, apart from those to work in it (ECG-51). They are given by who holds them, or by the super-administrator. */
export const administrativeRights: readonly Right[] = [
  'devices.configure',
  'radiology.archive',
  'ecg.admin',
  'ecg.uploadPoints',
  'dictionary.edit',
  'user.edit',
  'doctor.edit',
  'role.edit',
  'department.edit',
  'institution.edit',
  'institution.groups',
  'identity.admin',
  'integration.view',
  'integration.retry',
  'audit.view',
  'patient.merge',
];

export interface ShippedRole {
  id: string;
  name: string;
  nameEn: string;
  rights: readonly Right[];
}

const bench: readonly Right[] = [
  'lab.view',
  'lab.register',
  'lab.receive',
  'lab.reject',
  'lab.enterResult',
  'lab.review',
  'lab.unreviewOwn',
  'lab.print',
  'lab.resolveUnplaced',
  'devices.view',
  'critical.document',
];

/** The three officers of GB/T 22239-2019 8.1.4.2 are apart: system, security, audit. */
export const shippedRoles: readonly ShippedRole[] = [
  { id: 'lab-technician', name: '检验技师', nameEn: 'Laboratory technician', rights: bench },
  {
    id: 'lab-reviewer',
    name: '检验审核医师',
    nameEn: 'Laboratory reviewer',
    rights: [
      ...bench,
      'lab.secondReview',
      'lab.unreviewOthers',
      'lab.recall',
      'lab.allGroups',
      'patient.revealIdentity',
    ],
  },
  {
    id: 'lab-manager',
    name: '检验科主任',
    nameEn: 'Laboratory manager',
    rights: [
      ...bench,
      'lab.secondReview',
      'lab.unreviewOthers',
      'lab.recall',
      'lab.allGroups',
      'devices.configure',
      'dictionary.edit',
      'integration.view',
      'integration.retry',
      'patient.revealIdentity',
      'patient.merge',
    ],
  },
  {
    id: 'radiographer',
    name: '影像技师',
    nameEn: 'Radiographer',
    rights: ['radiology.view', 'radiology.register', 'radiology.acquire'],
  },
  {
    id: 'radiology-resident',
    name: '影像住院医师',
    nameEn: 'Radiology resident',
    rights: ['radiology.view', 'radiology.write', 'radiology.grade', 'critical.document'],
  },
  {
    id: 'radiologist',
    name: '影像审核医师',
    nameEn: 'Radiologist',
    rights: [
      'radiology.view',
      'radiology.write',
      'radiology.review',
      'radiology.recall',
      'radiology.dispatch',
      'radiology.grade',
      'critical.document',
      'patient.revealIdentity',
    ],
  },
  {
    id: 'radiology-manager',
    name: '影像科管理员',
    nameEn: 'Radiology manager',
    rights: [
      'radiology.view',
      'radiology.register',
      'radiology.acquire',
      'radiology.dispatch',
      'radiology.recall',
      'radiology.archive',
      'radiology.grade',
      'radiology.quality',
      'dictionary.edit',
      'integration.view',
    ],
  },
  {
    id: 'ecg-technician',
    name: '心电技师',
    nameEn: 'ECG technician',
    rights: ['ecg.view', 'ecg.register', 'ecg.acquire'],
  },
  {
    id: 'ecg-doctor',
    name: '心电诊断医师',
    nameEn: 'ECG doctor',
    rights: ['ecg.view', 'ecg.register', 'ecg.write', 'critical.document'],
  },
  {
    id: 'ecg-reviewer',
    name: '心电审核医师',
    nameEn: 'ECG reviewer',
    rights: [
      'ecg.view',
      'ecg.register',
      'ecg.write',
      'ecg.review',
      'ecg.recall',
      'ecg.dispatch',
      'ecg.admin',
      'ecg.uploadPoints',
      'critical.document',
      'dictionary.edit',
      'patient.revealIdentity',
    ],
  },
  { id: 'clinician', name: '临床医师', nameEn: 'Clinician', rights: ['radiology.view', 'ecg.view'] },
  { id: 'phlebotomist', name: '采样护士', nameEn: 'Phlebotomist', rights: ['lab.view', 'lab.register', 'lab.print'] },
  {
    id: 'system-admin',
    name: '系统管理员',
    nameEn: 'System administrator',
    rights: [
      'user.edit',
      'doctor.edit',
      'role.edit',
      'department.edit',
      'institution.edit',
      'institution.groups',
      'ecg.uploadPoints',
      'identity.admin',
      'devices.view',
      'devices.configure',
      'dictionary.edit',
      'integration.view',
      'integration.retry',
    ],
  },
  { id: 'auditor', name: '审计管理员', nameEn: 'Auditor', rights: ['audit.view'] },
];

export function hasRight(held: readonly Right[], right: Right): boolean {
  return held.includes(right);
}
