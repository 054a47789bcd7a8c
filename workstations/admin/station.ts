// Administration: dictionaries, people, roles, departments, workstations, sessions, merged patients, messages of other systems, the audit trail.
import type { StationManifest } from '../manifest.ts';

export const admin: StationManifest = {
  id: 'admin',
  title: { 'zh-CN': '系统管理', en: 'Administration' },
  rights: [
    'dictionary.edit',
    'ecg.types',
    'identity.admin',
    'user.edit',
    'doctor.edit',
    'role.edit',
    'department.edit',
    'institution.edit',
    'integration.view',
    'audit.view',
    'patient.merge',
  ],
  theme: 'light',
};
