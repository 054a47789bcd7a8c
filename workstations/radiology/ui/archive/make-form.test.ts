// What stands in images fills their registration, and never more than it says.
import { expect, test } from 'vitest';
import { shippedExamItems } from '../../../../core/orders/exam-items.ts';
import { exampleStudy } from '../parts/examples.ts';
import { differsFrom, formOfStudy, imagesAgainst, itemMeant } from './make-form.ts';

const items = shippedExamItems.filter(({ service }) => service === 'radiology');

test('name, sex, day of birth, number, modality and part come from the header', () => {
  const study = exampleStudy({
    ...{ patientName: 'ZHANG^SAN=张^三', patientId: ' P7 ', sex: 'F', birthDate: '19800506' },
    ...{ modalities: ['SR', 'CR'], bodyParts: ['CHEST'], description: 'PA' },
  });
  expect(formOfStudy(study, [])).toMatchObject({
    ...{ name: '张三', number: 'P7', sex: 'female', birthDate: '1980-05-06', modality: 'CR', bodyPart: 'CHEST' },
    ...{ visitKind: '', itemCode: '', procedureName: '' },
  });
  const nameless = exampleStudy({ patientName: 'LI^SI', sex: 'O', birthDate: '19800000', modalities: [] });
  expect(formOfStudy(nameless, items)).toMatchObject({ name: 'LI SI', sex: 'unknown', birthDate: '', modality: '' });
});

test.each([
  ['DX', ['KNEE'], '', 'DX-KNEE'],
  ['CR', ['ABDOMEN'], '', 'DX-ABD'],
  ['CT', [], '鼻窦扫描', 'CT-SINUS'],
  ['MG', [], '', 'MG-BILAT'],
  // Several are meant, or none is: a person chooses.
  ['CT', ['CHEST'], '', undefined],
  ['MR', [], 'LOCALIZER', undefined],
  ['RF', ['CHEST'], '', undefined],
])('%s of %j, “%s”: item %s', (modality, bodyParts, description, code) => {
  expect(itemMeant(exampleStudy({ modalities: [modality], bodyParts, description }), items)?.code).toBe(code);
});

test('an item that is switched off is not proposed', () => {
  const off = items.map((item) => ({ ...item, active: item.code !== 'MG-BILAT' }));
  expect(itemMeant(exampleStudy({ modalities: ['MG'] }), off)).toBeNull();
});

test('what one side leaves open contradicts nothing', () => {
  const form = formOfStudy(exampleStudy({ patientName: '张三', sex: 'M', birthDate: '19700102' }), []);
  const patient = {
    id: crypto.randomUUID(),
    number: 'P1',
    name: '张三',
    sex: 'male',
    birthDate: '1970-01-02',
  } as const;
  expect(differsFrom(form, patient)).toEqual([]);
  expect(differsFrom(form, { ...patient, sex: 'unknown', birthDate: null })).toEqual([]);
  expect(differsFrom(form, { ...patient, name: '李四', sex: 'female', birthDate: '1971-01-02' })).toEqual([
    'name',
    'sex',
    'birthDate',
  ]);
});

test('a name in letters says nothing against one in characters, but is not the same', () => {
  const form = formOfStudy(exampleStudy({ patientName: 'ZHANG^SAN', sex: 'M', birthDate: '19700102' }), []);
  const patient = {
    id: crypto.randomUUID(),
    number: 'P1',
    name: '张三',
    sex: 'male',
    birthDate: '1970-01-02',
  } as const;
  expect([differsFrom(form, patient), imagesAgainst(form, patient)]).toEqual([['name'], []]);
  expect(imagesAgainst(form, { ...patient, name: 'LI SI' })).toEqual(['name']);
});
