// The rooms that ship as a start: usual hours of a Chinese hospital, to be changed by its administrator.
import type { BookingResource, BookingSettings } from './booking.ts';
import type { ExamService } from './exam.ts';

const workdays = [1, 2, 3, 4, 5];

type Row = readonly [
  id: string,
  name: string,
  nameEn: string,
  modality: string,
  itemCodes: string[],
  slotMinutes: number,
  capacity: number,
  notice: string,
];

const rows: Readonly<Record<ExamService, readonly Row[]>> = {
  ecg: [
    ['ECG-ROOM', '心电图室', 'ECG room', 'ECG', ['ECG-12', 'ECG-18'], 15, 3, '检查前静坐休息5分钟，穿便于解开的上衣。'],
    [
      'HOLTER',
      '动态心电图室',
      'Holter room',
      'ECG',
      ['ECG-HOLTER'],
      30,
      1,
      '佩戴期间不可洗澡，请穿宽松开衫，次日同一时间归还记录盒。',
    ],
    [
      'STRESS',
      '运动平板室',
      'Exercise ECG room',
      'ECG',
      ['ECG-STRESS'],
      30,
      1,
      '检查前2小时勿进食，请穿运动鞋，由家属陪同；停药须遵医嘱。',
    ],
  ],
  radiology: [
    ['CT', 'CT室', 'CT room', 'CT', [], 15, 1, '请取下金属饰物；增强检查前禁食4小时并告知过敏史。'],
    ['MR', '磁共振室', 'MR room', 'MR', [], 30, 1, '体内有起搏器、金属植入物者请先告知，禁止携带金属物品入室。'],
    ['US', '超声室', 'Ultrasound room', 'US', [], 15, 2, '腹部检查请空腹8小时。'],
  ],
};

function resourceOf([id, name, nameEn, modality, itemCodes, slotMinutes, capacity, notice]: Row): BookingResource {
  return {
    id,
    name,
    nameEn,
    room: name,
    deviceId: '',
    modality,
    itemCodes: [...itemCodes],
    slotMinutes,
    capacity,
    hours: [
      { weekdays: workdays, from: '08:00', to: '12:00' },
      { weekdays: workdays, from: '14:00', to: '17:30' },
    ],
    notice,
    active: true,
  };
}

export function shippedBooking(service: ExamService): BookingSettings {
  return { service, version: 1, daysAhead: 30, resources: rows[service].map(resourceOf), exceptions: [] };
}
