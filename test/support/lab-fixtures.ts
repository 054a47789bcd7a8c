// A small laboratory for tests: one group, one instrument, two tests, and specimens on demand.
import { randomUUID } from 'node:crypto';
import type { SessionInfo } from '../../core/identity/contract.ts';
import { rights } from '../../core/identity/rights.ts';
import type { Dictionaries } from '../../core/lab/dictionary.ts';
import type { SpecimenDocument } from '../../core/lab/model.ts';
import { oneTube, specimenForTube } from '../../core/lab/registration.ts';

const test = (code: string): Dictionaries['test'][string] => ({
  code,
  name: code,
  nameEn: code,
  groupId: 'G',
  unit: '10^9/L',
  printOrder: 1,
  method: '',
  kind: 'numeric',
  decimals: 1,
  defaultResult: '',
  commonResults: [],
  clinicalMeaning: '',
  negativeIsSuspicious: true,
  formula: null,
  ranges: [],
  enabled: true,
});

const named = (code: string) => ({ code, name: code, nameEn: code, enabled: true });

export function testDictionaries(): Dictionaries {
  const channel = (testCode: string) => ({
    channel: testCode,
    testCode,
    unit: null,
    factor: 1,
    decimals: null,
    ignore: false,
  });
  return {
    version: 1,
    test: { WBC: test('WBC'), RBC: test('RBC') },
    instrument: {
      fake1: {
        id: 'fake1',
        name: 'Fake 1',
        driverId: 'fake',
        groupId: 'G',
        instrumentGroup: 'IG',
        channels: [channel('WBC'), channel('RBC')],
        clockToleranceHours: 24,
        enabled: true,
      },
    },
    orderItem: {
      CBC: {
        code: 'CBC',
        name: '血常规',
        groupId: 'G',
        testCodes: ['WBC', 'RBC'],
        specimenType: 'blood',
        container: 'purple',
        barcodeGroup: 'B',
        fee: null,
        enabled: true,
      },
    },
    group: { G: { ...named('G'), departmentId: 'lab', requireSecondReview: false, printOrder: 1 } },
    specimenType: { blood: named('blood') },
    container: { purple: { ...named('purple'), colour: '#808', colourName: '紫' } },
    rejectionReason: { clot: named('clot') },
    phrase: {},
    reportTemplate: {},
  };
}

export function testSpecimen(barcode: string, state: 'ordered' | 'received' = 'received'): SpecimenDocument {
  const at = new Date().toISOString();
  const dictionaries = testDictionaries();
  const document = specimenForTube(
    oneTube(['CBC'], dictionaries),
    {
      specimenId: randomUUID(),
      barcode,
      patient: { id: randomUUID(), number: 'P1', name: '张三', sex: 'male', birthDate: '1980-01-01' },
      visit: { id: randomUUID(), kind: 'outpatient', number: 'V1', departmentId: 'D1', departmentName: '内科' },
      orderingDoctor: '李四',
      clinicalNote: '',
      urgent: false,
      orderedAt: at,
      orderIdOf: () => randomUUID(),
    },
    dictionaries,
  );
  return { ...document, state, milestones: { ...document.milestones, receivedAt: state === 'received' ? at : null } };
}

export function testSession(): SessionInfo {
  return {
    person: {
      id: '7a1b2c3d-0000-4000-8000-000000000001',
      user: 'tech',
      name: '检验员',
      departmentId: 'lab',
      roles: ['lab-technician'],
      labGroups: ['G'],
      hasSignature: false,
    },
    rights: [...rights],
    hospital: { name: '示范医院', nameEn: 'Demonstration Hospital' },
    mustChangePassword: false,
    idleTimeoutSeconds: 900,
    expiresAt: new Date(Date.now() + 12 * 3_600_000).toISOString(),
    offline: false,
    workstation: null,
  };
}
