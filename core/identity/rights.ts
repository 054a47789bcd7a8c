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
  'dictionary.edit',
  'identity.admin',
  'integration.view',
  'integration.retry',
  'audit.view',
  'patient.revealIdentity',
] as const;

export const RightSchema = z.enum(rights);
export type Right = (typeof rights)[number];

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
    ],
  },
  { id: 'phlebotomist', name: '采样护士', nameEn: 'Phlebotomist', rights: ['lab.view', 'lab.register', 'lab.print'] },
  {
    id: 'system-admin',
    name: '系统管理员',
    nameEn: 'System administrator',
    rights: [
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
