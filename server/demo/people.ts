// The made-up people of the demo hospital: nobody in it exists. Passwords are drawn at the first start, never constant.
import { randomInt } from 'node:crypto';
import type { Department } from '../../core/identity/contract.ts';

export const demoGroups = ['haematology', 'chemistry', 'immunology', 'molecular', 'fluids'];

export const demoDepartments: Omit<Department, 'version'>[] = [
  { id: 'LAB', name: '检验科', nameEn: 'Laboratory', kind: 'laboratory', phone: '8100' },
  { id: 'XXNK', name: '心血管内科', nameEn: 'Cardiology', kind: 'ward', phone: '8201' },
  { id: 'SNK', name: '肾内科', nameEn: 'Nephrology', kind: 'ward', phone: '8202' },
  { id: 'XYK', name: '血液科', nameEn: 'Haematology', kind: 'ward', phone: '8203' },
  { id: 'EK', name: '儿科', nameEn: 'Paediatrics', kind: 'ward', phone: '8204' },
  { id: 'JZ', name: '急诊科', nameEn: 'Emergency', kind: 'clinic', phone: '8120' },
  { id: 'NFM', name: '内分泌门诊', nameEn: 'Endocrinology', kind: 'clinic', phone: '8301' },
  { id: 'FSK', name: '放射科', nameEn: 'Radiology', kind: 'clinic', phone: '8110' },
  { id: 'XDT', name: '心电图室', nameEn: 'ECG room', kind: 'clinic', phone: '8115' },
  { id: 'QXZ', name: '清溪镇卫生院', nameEn: 'Qingxi Health Centre', kind: 'clinic', phone: '7101' },
  { id: 'LHZ', name: '莲花镇卫生院', nameEn: 'Lianhua Health Centre', kind: 'clinic', phone: '7201' },
  { id: 'XXB', name: '信息科', nameEn: 'Information', kind: 'administration', phone: '8900' },
];

export interface DemoStaff {
  user: string;
  name: string;
  title: string;
  departmentId: string;
  role: string;
}

export const demoStaff: DemoStaff[] = [
  { user: 'wangmin', name: '王敏', title: '检验技师', departmentId: 'LAB', role: 'lab-technician' },
  { user: 'liuyang', name: '刘洋', title: '主管技师', departmentId: 'LAB', role: 'lab-reviewer' },
  { user: 'chenjing', name: '陈静', title: '主任技师', departmentId: 'LAB', role: 'lab-manager' },
  { user: 'zhaoli', name: '赵丽', title: '护士', departmentId: 'XXNK', role: 'phlebotomist' },
  { user: 'gaojian', name: '高健', title: '主管技师', departmentId: 'FSK', role: 'radiographer' },
  { user: 'luyao', name: '陆瑶', title: '住院医师', departmentId: 'FSK', role: 'radiology-resident' },
  { user: 'shenbo', name: '沈波', title: '副主任医师', departmentId: 'FSK', role: 'radiologist' },
  { user: 'tangjun', name: '唐军', title: '主任医师', departmentId: 'FSK', role: 'radiology-manager' },
  { user: 'yinhong', name: '尹红', title: '技师', departmentId: 'XDT', role: 'ecg-technician' },
  { user: 'renjie', name: '任杰', title: '主治医师', departmentId: 'XDT', role: 'ecg-doctor' },
  { user: 'panyu', name: '潘瑜', title: '主任医师', departmentId: 'XDT', role: 'ecg-reviewer' },
  { user: 'zhengkai', name: '郑凯', title: '主治医师', departmentId: 'XXNK', role: 'clinician' },
  { user: 'qxfangshe', name: '钟勇', title: '技师', departmentId: 'QXZ', role: 'radiographer' },
  { user: 'lhxindian', name: '苏梅', title: '护师', departmentId: 'LHZ', role: 'ecg-technician' },
  { user: 'sunwei', name: '孙伟', title: '工程师', departmentId: 'XXB', role: 'system-admin' },
  { user: 'zhoufang', name: '周芳', title: '审计员', departmentId: 'XXB', role: 'auditor' },
];

const syllables = [
  'lin',
  'shan',
  'hai',
  'yun',
  'feng',
  'song',
  'he',
  'quan',
  'shi',
  'lu',
  'tian',
  'xue',
  'guo',
  'ming',
  'chun',
  'qiu',
];

/** Three syllables and four digits with a sign: 12 to 19 characters of four classes, easy to type once. */
export function demoPassword(): string {
  const word = Array.from({ length: 3 }, () => syllables[randomInt(syllables.length)] ?? 'lin').join('');
  return `${word[0]?.toUpperCase()}${word.slice(1)}-${randomInt(1000, 10_000)}`;
}

/** Twenty patients; the numbers of the identity cards are shaped like real ones but their region code does not exist. */
export const demoPatients = [
  ['张伟', 'male', '1979-03-14'],
  ['李娜', 'female', '1988-11-02'],
  ['王强', 'male', '1961-07-29'],
  ['赵敏', 'female', '1995-01-18'],
  ['陈建国', 'male', '1948-10-01'],
  ['刘秀英', 'female', '1953-05-23'],
  ['黄晓明', 'male', '2001-12-09'],
  ['周婷', 'female', '1992-06-30'],
  ['吴磊', 'male', '1985-09-17'],
  ['徐丽华', 'female', '1969-02-11'],
  ['孙小宝', 'male', '2024-04-05'],
  ['马冬梅', 'female', '1975-08-08'],
  ['朱军', 'male', '1967-03-03'],
  ['胡雪', 'female', '1999-10-21'],
  ['郭志强', 'male', '1957-12-25'],
  ['何静怡', 'female', '2019-05-01'],
  ['高翔', 'male', '1990-04-27'],
  ['林婉清', 'female', '1983-07-07'],
  ['罗大勇', 'male', '1972-01-31'],
  ['欧阳慧', 'female', '1996-09-09'],
] as const;
