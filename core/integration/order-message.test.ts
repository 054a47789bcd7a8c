// What a HIS sends, and what the suite reads in it.
import { describe, expect, test } from 'vitest';
import { parseHl7 } from '../hl7/index.ts';
import { personName, readOrders, readPatient, readVisit } from './order-message.ts';

const orm = [
  'MSH|^~\\&|HIS|H|YISHU|LAB|20260701083000||ORM^O01|M1|P|2.4|||AL|NE||UTF-8',
  'PID|1||P0001^^^HIS^PI~110101199003070038^^^GA^NNCHN||张^三||19900307|M|||||13800138000',
  'PV1|1|I|NK^01^12||||||||||||||||ZY20260001',
  'DG1|1||I10^高血压',
  // The hour of another zone is the same moment here.
  'ORC|NW|A100||A100|||||20260701002900+0000|||D1^李^医生',
  'OBR|1|A100||CBC^血常规|S',
  'NTE|1||空腹',
  'ORC|NW|A101||A100|||||20260701082900|||D1^李^医生',
  'OBR|2|A101||CRP^C反应蛋白',
].join('\r');

function message(text: string) {
  const [first] = parseHl7(text);
  if (!first) throw new Error('no message');
  return first;
}

describe('ORM^O01', () => {
  test('patient with two identifiers, a Chinese name and a telephone', () => {
    expect(readPatient(message(orm))).toEqual({
      patient: {
        number: 'P0001',
        name: '张三',
        sex: 'male',
        birthDate: '1990-03-07',
        identityNumber: '110101199003070038',
        phone: '13800138000',
        allergies: [],
      },
      missing: [],
    });
  });

  test.each([
    ['1', 'male'],
    ['女', 'female'],
    ['9', 'unspecified'],
    ['未说明', 'unspecified'],
    ['0', 'unknown'],
    ['', 'unknown'],
    ['O', 'unknown'],
  ])('sex %j in PID-8 is %s', (code, sex) => {
    expect(readPatient(message(orm.replace('|M|', `|${code}|`))).patient.sex).toBe(sex);
  });

  test('visit with ward, bed and diagnosis', () => {
    expect(readVisit(message(orm))).toEqual({
      kind: 'inpatient',
      number: 'ZY20260001',
      departmentId: 'NK',
      bed: '12',
      diagnosis: '高血压',
    });
  });

  test.each([
    ['T8', 'T8'],
    [' T8^职工体检^L ', 'T8'],
    ['', undefined],
  ])('the patient type of PV1-18 %j is %s', (said, type) => {
    const text = orm.replace('||||||||||||||||ZY20260001', `|||||||||||||||${said}|ZY20260001`);
    expect(readVisit(message(text))).toMatchObject({ number: 'ZY20260001', kind: 'inpatient' });
    expect(readVisit(message(text)).patientType).toBe(type);
  });

  test('items of one placer group are one order, urgent when any of them is', () => {
    expect(readOrders(message(orm))).toEqual({
      orders: [
        {
          action: 'place',
          number: 'A100',
          items: [
            { code: 'CBC', name: '血常规' },
            { code: 'CRP', name: 'C反应蛋白' },
          ],
          urgent: true,
          doctor: '李医生',
          note: '空腹',
          orderedAt: '2026-07-01T08:29:00',
          barcode: null,
        },
      ],
      missing: [],
    });
  });
});

test('OML^O21 carries the priority in TQ1 and the tube in SPM', () => {
  const oml = message(
    [
      'MSH|^~\\&|HIS|H|YISHU|LAB|20260701||OML^O21^OML_O21|M2|P|2.5.1',
      'PID|1||P2||Smith^John||1980|F',
      'ORC|NW|B1',
      'TQ1|1||||||||S^Stat',
      'OBR|1|B1||TSH^促甲状腺素',
      'SPM|1|2026070112||SER^血清',
    ].join('\r'),
  );
  expect(readPatient(oml).patient).toMatchObject({ name: 'John Smith', birthDate: null, sex: 'female' });
  expect(readOrders(oml).orders[0]).toMatchObject({ urgent: true, barcode: '2026070112', number: 'B1' });
});

test('a cancellation needs no item', () => {
  const cancel = message('MSH|^~\\&|HIS||||1||ORM^O01|M3|P|2.4\rPID|1||P1||A^B\rORC|CA|A100\r');
  expect(readOrders(cancel)).toMatchObject({ orders: [{ action: 'cancel', number: 'A100', items: [] }], missing: [] });
});

test('what is missing is named by segment and field', () => {
  const empty = message('MSH|^~\\&|HIS||||1||ORM^O01|M4|P|2.4\rPID|1\rORC|NW\rOBR|1');
  expect(readPatient(empty).missing.map(({ at }) => at)).toEqual(['PID-3', 'PID-5']);
  expect(readOrders(empty).missing.map(({ at }) => at)).toEqual(['ORC 1 ORC-2', 'ORC 1 OBR-4']);
});

test.each([
  ['张', '三', '张三'],
  ['Smith', 'John', 'John Smith'],
  ['欧阳娜娜', '', '欧阳娜娜'],
])('%s^%s is %s', (family, given, name) => expect(personName(family, given)).toBe(name));
