// Made-up specimens in every state for tests and pictures of the screens; the same seed gives the same people.
import type { Dictionaries } from '../../core/lab/dictionary.ts';
import type { Abnormality, ResultVersion, SpecimenDocument, SpecimenState, TestLine } from '../../core/lab/model.ts';
import { normalWord } from './fixture-dictionaries.ts';

const surnames = [...'张王李赵陈杨黄周吴徐孙马朱胡林何高梁'];
const given = ['*', '**', '*', '**'];
const wards = [
  ['ER', '急诊科', 'emergency'],
  ['ICU', '重症医学科', 'inpatient'],
  ['NEPH', '肾内科', 'inpatient'],
  ['ENDO', '内分泌科', 'outpatient'],
  ['PED', '儿科门诊', 'outpatient'],
  ['CHK', '体检中心', 'checkup'],
] as const;
const doctors = ['刘志远', '郑欣', '钱文博', '冯雪'];
const stateCycle: readonly SpecimenState[] = [
  'testing',
  'tested',
  'tested',
  'tested',
  'released',
  'received',
  'printed',
  'recalled',
  'reviewed',
  'collected',
  'rejected',
  'tested',
];

export const me = { id: '00000000-0000-4000-8000-000000000001', name: '李敏' };

/** A small generator with a seed: no chance of its own. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

export function fixtureId(kind: number, index: number): string {
  return `0000000${kind}-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

function judge(
  numeric: number,
  low: number,
  high: number,
  criticalLow: number | null,
  criticalHigh: number | null,
): Abnormality {
  if (criticalLow !== null && numeric <= criticalLow) return 'criticalLow';
  if (criticalHigh !== null && numeric >= criticalHigh) return 'criticalHigh';
  return numeric < low ? 'low' : numeric > high ? 'high' : 'normal';
}

interface Make {
  index: number;
  now: Date;
  dictionaries: Dictionaries;
}

export function fixtureSpecimen({ index, now, dictionaries }: Make): SpecimenDocument {
  const random = seeded(index * 7919 + 17);
  for (let i = 0; i < 5; i++) random();
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
  const state = stateCycle[index % stateCycle.length] ?? 'tested';
  const ward = pick(wards);
  const itemCode = pick(['CBC', 'CBC', 'LYTE', 'RENAL', 'LIVER', 'URINE'] as const);
  const items = itemCode === 'LYTE' ? ['LYTE', 'RENAL', 'GLU'] : [itemCode];
  const entries = items.flatMap((code) => dictionaries.orderItem[code] ?? []);
  const first = entries[0];
  if (!first) throw new Error('fixture without item');
  const at = (minutesAgo: number) => new Date(now.getTime() - minutesAgo * 60_000).toISOString();
  const age = 60 + (index % 240) + Math.floor(random() * 60);
  const measured = !['collected', 'received', 'rejected', 'ordered'].includes(state);
  const id = fixtureId(1, index + 1);
  const codes = entries.flatMap((entry) => entry.testCodes);
  const lines = codes.map((code, place): TestLine => {
    const test = dictionaries.test[code];
    const rule = test?.ranges[0];
    const words = test?.kind === 'text';
    const low = rule?.low ?? 0;
    const high = rule?.high ?? 1;
    const spread = (high - low) * 0.42;
    const wild = random() < 0.16 ? (random() - 0.4) * 3.2 : 0;
    let number = (low + high) / 2 + (random() - 0.5) * spread + wild * spread;
    if (index === 1 && code === 'K') number = 6.8;
    if (index % 9 === 1 && code === 'PLT') number = 21;
    const digits = test?.decimals ?? 1;
    const value = words ? (random() < 0.2 ? '阳性(1+)' : normalWord) : Math.max(0, number).toFixed(digits);
    const missing = state === 'testing' && place % 3 === 2;
    const noValue = index === 0 && place === 1;
    const make = (version: number, shown: string): ResultVersion => ({
      id: fixtureId(2, index * 1000 + place * 10 + version),
      testCode: code,
      value: noValue ? '***.**' : shown,
      unit: test?.unit ?? '',
      numeric: words || noValue ? null : Number(shown),
      noValue,
      abnormality: noValue
        ? 'unknown'
        : words
          ? shown === normalWord
            ? 'normal'
            : 'abnormal'
          : judge(Number(shown), low, high, rule?.criticalLow ?? null, rule?.criticalHigh ?? null),
      range: {
        text: words ? normalWord : `${low}–${high}`,
        low: words ? null : low,
        high: words ? null : high,
        criticalLow: rule?.criticalLow ?? null,
        criticalHigh: rule?.criticalHigh ?? null,
        dictionaryVersion: 7,
      },
      instrumentFlags: wild > 0.4 ? ['H', 'PLT Clumps?'].slice(0, place % 2 === 0 ? 1 : 2) : [],
      source: words ? 'manual' : code === 'GLB' ? 'calculated' : 'instrument',
      instrumentId: words ? null : first.groupId === 'HEM' ? 'xn-1' : 'c311-1',
      channel: words ? null : code,
      messageId: words ? null : `m-${index}`,
      instrumentTime: at(age - 41).slice(0, 19),
      clockSuspect: false,
      receivedAt: at(age - 40 - version * 6),
      enteredBy: words ? me : null,
      supersedes: version > 0 ? fixtureId(2, index * 1000 + place * 10 + version - 1) : null,
      reason: version > 0 ? '复检' : null,
      comments: [],
      qualifiers: {},
    });
    const rerun = measured && !words && !missing && index % 5 === 2 && place === 3;
    const versions =
      !measured || missing
        ? []
        : rerun
          ? [make(0, value), make(1, (Number(value) * 1.08).toFixed(digits))]
          : [make(0, value)];
    const before = ((low + high) / 2 + (random() - 0.5) * (high - low) * 0.8).toFixed(digits);
    return {
      testCode: code,
      name: test?.name ?? code,
      nameEn: test?.nameEn ?? code,
      unit: test?.unit ?? '',
      printOrder: place + 1,
      origin: 'ordered',
      versions,
      currentId: rerun ? null : (versions.at(-1)?.id ?? null),
      previous:
        index % 3 === 0 || words
          ? null
          : {
              value: before,
              unit: test?.unit ?? '',
              abnormality: judge(Number(before), low, high, null, null),
              at: at(60 * 24 * 40),
              specimenId: fixtureId(1, 900_000 + index),
            },
    };
  });
  const reviewed = ['reviewed', 'released', 'printed', 'recalled'].includes(state);
  const released = ['released', 'printed', 'recalled'].includes(state);
  const birthYear = index % 11 === 4 ? 2025 : 1938 + Math.floor(random() * 76);
  return {
    id,
    version: 3,
    barcode: `26${String(11_200_000 + index * 37).padStart(10, '0')}`,
    sampleNumber: state === 'collected' || state === 'ordered' ? null : String((index % 9000) + 301).padStart(4, '0'),
    state,
    urgent: index % 13 === 1 || index % 17 === 4,
    groupId: first.groupId,
    instrumentGroup: first.groupId,
    specimenType: first.specimenType,
    container: first.container,
    patient: {
      id: fixtureId(3, index + 1),
      number: `P${String(70_310 + index * 3)}`,
      name: pick(surnames) + pick(given),
      sex: random() < 0.5 ? 'male' : 'female',
      birthDate: `${birthYear}-${String(1 + Math.floor(random() * 9)).padStart(2, '0')}-1${Math.floor(random() * 9)}`,
      identityNumberMasked: '430***********421X',
      allergies: index % 6 === 1 ? ['青霉素', '碘造影剂'] : [],
    },
    visit: {
      id: fixtureId(4, index + 1),
      kind: ward[2],
      number: `${ward[2] === 'inpatient' ? 'ZY' : 'MZ'}${String(260_400 + index)}`,
      departmentId: ward[0],
      departmentName: ward[1],
      bed: ward[2] === 'inpatient' ? String(1 + (index % 42)) : undefined,
      diagnosis: pick(['发热待查', '2 型糖尿病', '慢性肾脏病 4 期', '急性胃肠炎', '健康体检']),
    },
    orderingDoctor: pick(doctors),
    clinicalNote: index % 4 === 0 ? '采血前空腹 8 小时' : '',
    items: entries.map((entry, place) => ({
      orderId: fixtureId(5, index * 10 + place),
      itemCode: entry.code,
      itemName: entry.name,
      testCodes: entry.testCodes,
      fee: entry.fee,
    })),
    lines,
    attachments: measured && first.groupId === 'HEM' ? histograms(random, at(age - 40), `m-${index}`) : [],
    milestones: {
      orderedAt: at(age + 55),
      labelPrintedAt: at(age + 50),
      collectedAt: at(age + 32),
      receivedAt: state === 'collected' ? null : at(age),
      firstResultAt: measured ? at(age - 38) : null,
      testedAt: measured && state !== 'testing' ? at(age - 40) : null,
      reviewedAt: reviewed ? at(age - 55) : null,
      releasedAt: released ? at(age - 58) : null,
      printedAt: state === 'printed' ? at(age - 59) : null,
    },
    collectedBy: { id: 'n1', name: '护士站' },
    receivedBy: state === 'collected' ? null : me,
    firstReview: reviewed ? { by: state === 'reviewed' ? { id: 'x', name: '王芳' } : me, at: at(age - 55) } : null,
    secondReview: null,
    rejection: state === 'rejected' ? { reasonCode: 'HEMOLYSIS', reason: '溶血', by: me, at: at(age - 4) } : null,
    recall: state === 'recalled' ? { reason: '样本采错，重新采样', by: me, at: at(age - 60), reportVersion: 1 } : null,
    reportVersion: released ? 1 : 0,
    remark: index % 7 === 3 ? '标本轻度溶血，结果仅供参考' : '',
  };
}

/** Counts of two overlapping bells, as a cell counter sends them. */
function histograms(random: () => number, receivedAt: string, messageId: string): SpecimenDocument['attachments'] {
  const bell = (channels: number, humps: readonly (readonly [number, number, number])[]) =>
    Array.from({ length: channels }, (_, x) =>
      Math.round(
        humps.reduce((sum, [centre, width, top]) => sum + top * Math.exp(-(((x - centre) / width) ** 2)), 0) *
          (0.94 + random() * 0.12),
      ),
    );
  const make = (code: string, counts: number[]) => ({
    kind: 'histogram' as const,
    code,
    name: code,
    mediaType: 'text/plain',
    encoding: 'text' as const,
    data: counts.join(','),
    messageId,
    receivedAt,
  });
  return [
    make(
      'WBC',
      bell(128, [
        [28, 10, 90],
        [60, 8, 25],
        [92, 16, 140],
      ]),
    ),
    make('RBC', bell(128, [[62, 11, 220]])),
    make(
      'PLT',
      bell(64, [
        [14, 8, 180],
        [30, 12, 22],
      ]),
    ),
  ];
}
