// English texts of what is registered of a doctor.
import type { profileZhCN } from './profile.zh-CN.ts';

export const profileEn: Record<keyof typeof profileZhCN, string> = {
  profile: 'Doctor registration',
  'person.titleSpecialty': 'Title · specialty',
  'person.user.taken': 'The user name is taken: choose another.',
  'profile.summary': 'Number {number}',
  'profile.none': 'Not registered',
  'profile.number': 'Staff number',
  'profile.specialty': 'Specialty',
  'profile.licence': 'Practice licence number',
  'profile.qualification': 'Qualification certificate number',
  'profile.phone': 'Telephone',
  'profile.departments': 'Further departments',
  'profile.code.fault': 'Letters and digits, at most 32 (a staff number may have hyphens).',
  'profile.phone.fault': 'Digits, spaces and + - ( ), at most 32.',
  'profile.number.taken': 'Number {number} is registered to {name}: check it.',
};
