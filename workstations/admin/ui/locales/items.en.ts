// Words of the screen of exam items, in English.
import type { itemsZhCN } from './items.zh-CN.ts';

export const itemsEn: Record<keyof typeof itemsZhCN, string> = {
  'tab.dicom': 'DICOM',
  'tab.sessions': 'Sessions',
  items: 'Exam items',
  'item.new': 'New item',
  'item.edit': 'Change item',
  'item.search': 'Code, name, body part, method',
  'item.service.radiology': 'Radiology',
  'item.service.ecg': 'ECG',
  'item.modality': 'Modality',
  'item.modality.hint': 'As in DICOM: CT, MR, DX, US; ECG for an ECG. The worklist goes to devices by it',
  'item.bodyPart': 'Body part',
  'item.name': 'Name',
  'item.method': 'Method',
  'item.room': 'Usual room',
  'item.room.hint': 'May stay empty; then it is said at the desk',
  'item.state': 'Use',
  'item.active': 'In use',
  'item.off': 'Off',
  'item.active.hint': 'Off: cannot be registered any more; registered exams and reports stay',
  'item.empty': 'No exam items',
  'item.empty.hint': 'A new item can be registered at the desk and ordered by the HIS.',
  'item.saved': 'Exam item {name} is saved',
};
