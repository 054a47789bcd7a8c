// Exams of a department over months, as they lie in the database: recalled, amended, read for others, recorded around midnight; the same each time.
import { randomUUID } from 'node:crypto';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { sampleExam } from './exam-samples.ts';

export interface Report {
  state: 'final' | 'superseded' | 'recalled' | 'draft';
  statements: string[];
  impression: string;
}
export interface One {
  exam: ExamDocument;
  reports: Report[];
  recordings: { by: string; receivedAt: string; point: string | null }[];
}

/** A repeatable source of chance (mulberry32). */
function chance(from: number): (limit: number) => number {
  let state = from;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit);
  };
}
const below = chance(20260601);
const pick = <Value>(values: readonly Value[]): Value => {
  const value = values[below(values.length)];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
};

export const institutions = [
  { id: 'own', name: '本院' },
  { id: 'town', name: '清溪镇卫生院' },
  { id: 'hill', name: '石岭镇卫生院' },
] as const;
const departments = [
  { id: 'CARD', name: '心内科' },
  { id: 'ECGROOM', name: '心电图室' },
  { id: 'TOWN', name: '清溪镇卫生院' },
] as const;
const items = [
  { code: 'ECG-12', name: '常规十二导联心电图', type: 'resting' },
  { code: 'ECG-H', name: '动态心电图', type: 'holter' },
] as const;
export const doctors = ['张医生', '李医生', '王主任', ''] as const;
const statements = ['窦性心律', '心房颤动', '完全性右束支传导阻滞', '正常心电图'] as const;
const diseases = ['胸闷', ' 胸闷 ', '心悸', ''] as const;
const times = ['T15:59:59.999Z', 'T16:00:00.000Z', 'T02:30:00.000Z', 'T08:15:00.000Z'] as const;
const minutesLater = (at: string, minutes: number) => new Date(Date.parse(at) + minutes * 60_000).toISOString();

export function makeOne(at: number, patient: ExamDocument['patient'], points: readonly string[]): One {
  const day = new Date(Date.UTC(2026, 2, 1) + below(125) * 86_400_000).toISOString().slice(0, 10);
  const acquired = `${day}${pick(times)}`;
  const institution = pick(institutions);
  const department = pick(departments);
  const item = pick(items);
  const isAcquired = below(10) > 0;
  const state = isAcquired
    ? pick(['final', 'final', 'final', 'draft', 'submitted', 'recalled', 'none'] as const)
    : 'none';
  const positive = state === 'none' || state === 'draft' ? null : below(3) === 0;
  const isRemote = institution.id !== 'own' && below(2) === 0;
  const text = () => ({
    statements: below(3) === 0 ? [] : [pick(statements), ...(below(2) ? ['ST段改变'] : [])],
    impression: `1. ${pick(statements)}\n2. 请结合临床`,
  });
  const reports: Report[] =
    state === 'none'
      ? []
      : [
          ...(below(5) === 0 && state === 'final' ? [{ state: 'superseded' as const, ...text() }] : []),
          { state: state === 'submitted' ? 'draft' : state, ...text() },
        ];
  const base = sampleExam({
    service: 'ecg',
    patient,
    clinicalDiagnosis: pick(diseases),
    priority: pick(['routine', 'urgent', 'emergency']),
  });
  const exam: ExamDocument = {
    ...base,
    id: randomUUID(),
    accessionNumber: `S${String(at).padStart(8, '0')}`,
    institutionId: institution.id,
    institutionName: institution.name,
    departmentId: department.id,
    departmentName: department.name,
    procedureCode: item.code,
    procedureName: item.name,
    ...(below(4) ? { ecgType: item.type } : { procedureCode: 'ECG-12', procedureName: items[0].name }),
    requestedAt: minutesLater(acquired, -90),
    registeredAt: below(8) ? minutesLater(acquired, -20) : null,
    acquiredAt: isAcquired ? acquired : null,
    state: below(15) === 0 ? 'cancelled' : isAcquired ? 'acquired' : 'registered',
    risk: below(4)
      ? { level: pick(['critical', 'majorPositive', 'attention', 'normal']), by: 'machine', reasons: [], at: acquired }
      : null,
    report: {
      ...base.report,
      state,
      positive,
      author: state === 'none' ? '' : pick(doctors),
      reviewer: state === 'final' ? pick(doctors) : '',
      releasedAt: state === 'final' ? minutesLater(acquired, below(20) === 0 ? -5 : below(2000) / 7) : null,
    },
    remote: isRemote
      ? ({ state: pick(['waiting', 'accepted', 'done', 'returned']), toInstitutionId: 'own' } as ExamDocument['remote'])
      : null,
    fee: {
      state: pick(['unknown', 'unpaid', 'paid', 'refunded']),
      amountCent: below(3) ? 2500 + below(9) * 1000 : null,
    },
  };
  const recordings = isAcquired
    ? Array.from({ length: 1 + below(2) }, (_, n) => ({
        by: pick(['一号机', '采集技师']),
        receivedAt: minutesLater(acquired, n),
        point: pick([...points, null]),
      }))
    : [];
  return { exam, reports, recordings };
}
