// The department's figures against the same figures counted one by one in plain code, over months of exams: reports recalled, amended and handed
// to another doctor, tracings read for others, moments on both sides of the hospital's midnight; and the workbook against the screen.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EcgStatistics, StatisticsPeriod } from '../../../core/ecg/flow/statistics.ts';
import { hospitalDay } from '../../../core/kernel/hospital-time.ts';
import { doctors, institutions, makeOne, type One } from '../../../test/support/ecg-population.ts';
import { type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { loggedIn, testPassword } from '../../../test/support/server.ts';
import { workbook } from '../../../test/support/xlsx.ts';
import { createPerson } from '../identity/module.ts';

const exams = 400;
const whole = { from: '2026-03-10', to: '2026-06-20', institutionId: '', departmentId: '' };

let world: EcgWorld;
let population: One[] = [];
const pointNames = new Map<string, string>();

beforeAll(async () => {
  world = await startEcgWorld();
  const { db } = world.started.server.kernel;
  const { patient } = await world.register('STAT1', '统计');
  for (const [at, name] of ['东院区', '西院区'].entries()) {
    const id = randomUUID();
    pointNames.set(id, name);
    await db
      .insertInto('ecg_upload_point')
      .values({
        ...{ id, version: 1, name, institution_id: institutions[at]?.id ?? '', department_id: '', folders: [] },
        ...{ people: '[]', active: true, changed_at: new Date() },
      })
      .execute();
  }
  population = Array.from({ length: exams }, (_, at) => makeOne(at, patient, [...pointNames.keys()]));
  for (const { exam, reports, recordings } of population) {
    const latest = [exam.requestedAt, exam.registeredAt, exam.acquiredAt, exam.report.releasedAt].flatMap(
      (one) => one ?? [],
    );
    await db
      .insertInto('exam')
      .values({
        ...{ id: exam.id, version: 1, service: 'ecg', accession: exam.accessionNumber, request_number: '' },
        ...{
          patient_id: patient.id,
          patient_number: patient.number,
          name_search: '',
          visit_number: '',
          modality: 'ECG',
        },
        ...{ body_part: '', institution_id: exam.institutionId, department_id: exam.departmentId, state: exam.state },
        ...{ report_state: exam.report.state, priority: exam.priority, risk_level: exam.risk?.level ?? 'unknown' },
        ...{ remote_state: exam.remote?.state ?? null, assigned_to: null, requested_at: new Date(exam.requestedAt) },
        latest_at: new Date(Math.max(...latest.map((one) => Date.parse(one)))),
        desk_at: new Date(exam.requestedAt),
        doc: JSON.stringify(exam),
      })
      .execute();
    for (const [at, report] of reports.entries()) {
      const content = { statements: report.statements.map((text) => ({ text })), impression: report.impression };
      await db
        .insertInto('exam_report')
        .values({
          ...{ id: randomUUID(), exam_id: exam.id, service: 'ecg', edition: at + 1, version: 1, state: report.state },
          ...{ patient_id: patient.id, author_id: randomUUID(), session_fence: null, verification_code: null },
          ...{ content_hash: null, released_at: null, printed_at: null, print_count: 0, head: null },
          doc: JSON.stringify({ content }),
        })
        .execute();
    }
    for (const { by, receivedAt, point } of recordings) {
      const id = randomUUID();
      const source = {
        name: by,
        institutionName: exam.institutionName,
        ...(point ? { uploadPoint: { id: point, name: pointNames.get(point) } } : {}),
      };
      await db
        .insertInto('ecg_recording')
        .values({
          ...{ id, version: 1, state: 'matched', sha256: id, identity: '', exam_id: exam.id, patient_id: patient.id },
          ...{ institution_id: exam.institutionId, received_at: new Date(receivedAt), store: 'ecg', path: id },
          ...{
            instance_id: null,
            samples_path: null,
            samples_header: null,
            said: '{}',
            search: '',
            upload_point_id: point,
          },
          doc: JSON.stringify({ id, source }),
        })
        .execute();
    }
  }
}, 120_000);
afterAll(() => world?.started.close());

const atOf = ({ exam }: One) => exam.acquiredAt ?? exam.registeredAt ?? exam.requestedAt;
const isIn = (instant: string, { from, to }: StatisticsPeriod) => {
  const day = hospitalDay(instant);
  return day >= from && day <= to;
};
/** Interpolated between the two nearest, as a spreadsheet's PERCENTILE.INC. */
function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low === undefined || high === undefined ? null : low + (high - low) * (place - Math.floor(place));
}
const rounded = (value: number | null) => (value === null ? null : Math.round(value));

function counted(some: readonly One[]) {
  const final = some.filter(({ exam }) => exam.report.state === 'final');
  return {
    exams: some.length,
    reported: final.length,
    positive: final.filter(({ exam }) => exam.report.positive === true).length,
    negative: final.filter(({ exam }) => exam.report.positive === false).length,
    feeCent: some.reduce((sum, { exam: { fee } }) => sum + (fee.state === 'paid' ? (fee.amountCent ?? 0) : 0), 0),
  };
}
function grouped<Row>(
  some: readonly One[],
  keyOf: (one: One) => string | null,
  row: (key: string, members: One[]) => Row,
): Row[] {
  const keys = new Set(some.flatMap((one) => keyOf(one) ?? []));
  return [...keys].map((key) =>
    row(
      key,
      some.filter((one) => keyOf(one) === key),
    ),
  );
}
const minutesOf = ({ exam: { report, acquiredAt, registeredAt, requestedAt } }: One): number[] => {
  const took = (Date.parse(report.releasedAt ?? '') - Date.parse(acquiredAt ?? registeredAt ?? requestedAt)) / 60_000;
  return report.state === 'final' && took >= 0 ? [took] : [];
};
const conclusionsOf = ({ reports }: One): string[] =>
  reports
    .filter(({ state }) => state === 'final')
    .flatMap((report) =>
      report.statements.length > 0
        ? report.statements
        : [(report.impression.split('\n')[0] ?? '').replace(/^\d+[.、．]\s*/u, '')],
    );
const tally = (words: readonly string[]) =>
  [...new Set(words)].map((text) => ({ text, count: words.filter((one) => one === text).length }));

function expected(period: StatisticsPeriod) {
  const { institutionId, departmentId } = period;
  const isOfPlace = ({ exam: { institutionId: place, remote } }: One) =>
    institutionId === '' ||
    place === institutionId ||
    (remote?.toInstitutionId === institutionId && ['accepted', 'done'].includes(remote.state));
  const asked = population.filter(
    (one) =>
      one.exam.state !== 'cancelled' &&
      isOfPlace(one) &&
      (departmentId === '' || one.exam.departmentId === departmentId),
  );
  const some = asked.filter((one) => isIn(atOf(one), period));
  const of = counted(some);
  const names = [...doctors, '一号机', '采集技师'].filter(Boolean);
  const final = some.filter(({ exam }) => exam.report.state === 'final');
  return {
    totals: {
      exams: of.exams,
      reported: of.reported,
      positive: of.positive,
      negative: of.negative,
      positiveRate: of.positive / (of.positive + of.negative),
      critical: some.filter(({ exam }) => exam.risk?.level === 'critical').length,
      majorPositive: some.filter(({ exam }) => exam.risk?.level === 'majorPositive').length,
      medianMinutesToReport: rounded(percentile(some.flatMap(minutesOf), 0.5)),
      feeCent: of.feeCent,
    },
    byInstitution: grouped(
      some,
      ({ exam }) => exam.institutionId,
      (id, members) => ({
        institutionId: id,
        name: members[0]?.exam.institutionName,
        ...counted(members),
      }),
    ),
    byDepartment: grouped(
      some,
      ({ exam }) => exam.departmentId,
      (id, members) => ({
        departmentId: id,
        name: members[0]?.exam.departmentName,
        ...counted(members),
      }),
    ),
    byType: grouped(
      some,
      ({ exam }) => exam.ecgType ?? 'resting',
      (code, members) => ({ code, ...counted(members) }),
    ),
    byUploadPoint: grouped(
      some,
      ({ recordings }) => recordings[0]?.point ?? '',
      (id, members) => ({
        id,
        name: pointNames.get(id) ?? '',
        recordings: members.reduce((sum, { recordings }) => sum + recordings.length, 0),
        ...counted(members),
      }),
    ),
    turnaround: (['emergency', 'urgent', 'routine'] as const).map((priority) => {
      const minutes = some.filter(({ exam }) => exam.priority === priority).flatMap(minutesOf);
      return {
        priority,
        reported: minutes.length,
        medianMinutes: rounded(percentile(minutes, 0.5)),
        p90Minutes: rounded(percentile(minutes, 0.9)),
        longestMinutes: rounded(percentile(minutes, 1)),
      };
    }),
    byDay: grouped(
      some,
      (one) => hospitalDay(atOf(one)),
      (day, members) => {
        const { exams: all, reported, positive, negative } = counted(members);
        return { day, exams: all, reported, positive, negative };
      },
    ),
    conclusions: tally(some.flatMap(conclusionsOf)),
    diseases: grouped(
      some,
      ({ exam }) => exam.clinicalDiagnosis.trim() || null,
      (text, members) => {
        const { feeCent: _fee, ...rest } = counted(members);
        return { text, ...rest };
      },
    ),
    workload: names
      .map((name) => ({
        name,
        acquired: some.flatMap(({ recordings }) => recordings).filter(({ by }) => by === name).length,
        written: final.filter(({ exam }) => exam.report.author === name).length,
        reviewed: final.filter(({ exam }) => exam.report.reviewer === name).length,
      }))
      .filter(({ acquired, written, reviewed }) => acquired + written + reviewed > 0),
    items: grouped(
      some,
      ({ exam }) => exam.procedureCode,
      (code, members) => {
        const { positive, feeCent } = counted(members);
        return { code, name: members[0]?.exam.procedureName, count: members.length, positive, feeCent };
      },
    ),
  };
}

const sorted = <Row extends object>(rows: readonly Row[]) =>
  rows.map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).toSorted()))).toSorted();

/** A day as workbooks count it, from the last of 1899. */
const serialOf = (day: string) => Date.parse(day) / 86_400_000 + 25_569;

describe.each<[string, StatisticsPeriod]>([
  ['all', whole],
  ['one day', { ...whole, from: '2026-04-15', to: '2026-04-15' }],
  ['of the own institution, with what it read for others', { ...whole, institutionId: 'own' }],
  ['of a town', { ...whole, institutionId: 'town' }],
  ['asked by one department', { ...whole, departmentId: 'CARD' }],
])('figures %s', (_name, period) => {
  let figures: EcgStatistics;
  const other = () => expected(period);
  beforeAll(async () => {
    figures = await world.manager.api.ecg.statistics(period);
  });

  test('are those counted one by one', () => {
    const { recordings: _recordings, positiveRate, ...totals } = figures.totals;
    const { positiveRate: rate, ...expectedTotals } = other().totals;
    expect(totals).toEqual(expectedTotals);
    expect(positiveRate ?? Number.NaN).toBeCloseTo(rate, 12);
    expect(figures.turnaround).toEqual(other().turnaround);
    for (const name of [
      'byInstitution',
      'byDepartment',
      'byDay',
      'conclusions',
      'diseases',
      'workload',
      'items',
    ] as const)
      expect(sorted<object>(figures[name]), name).toEqual(sorted<object>(other()[name]));
    expect(sorted(figures.byType.map(({ name: _n, nameEn: _e, ...row }) => row))).toEqual(sorted(other().byType));
    expect(sorted(figures.byUploadPoint.map(({ institutionName: _i, ...row }) => row))).toEqual(
      sorted(other().byUploadPoint),
    );
  });

  test('stand in the workbook as on the screen', async () => {
    const file = await world.manager.fetch(`/ecg/statistics.xlsx?${new URLSearchParams(period)}`);
    const sheets = workbook(Buffer.from(await file.arrayBuffer()));
    const summary = new Map(sheets.get('汇总')?.map(([title, value]) => [title, value]));
    const { totals } = figures;
    expect(summary.get('起始日期')).toBe(serialOf(period.from));
    expect(summary.get('检查数')).toBe(totals.exams);
    expect(summary.get('记录数')).toBe(totals.recordings);
    expect(summary.get('已报告')).toBe(totals.reported);
    expect(summary.get('阳性率')).toBe(totals.positiveRate);
    expect(summary.get('费用（元）')).toBe((totals.feeCent ?? 0) / 100);
    const part = (positive: number, negative: number) =>
      positive + negative === 0 ? [] : [positive / (positive + negative)];
    const body = (name: string) => sheets.get(name)?.slice(1);
    expect(body('机构')).toEqual(
      figures.byInstitution.map((row) => [
        ...[row.name, row.exams, row.reported, row.positive, row.negative, ...part(row.positive, row.negative)],
        (row.feeCent ?? 0) / 100,
      ]),
    );
    expect(body('日期')).toEqual(
      figures.byDay.map((row) => [
        serialOf(row.day),
        row.exams,
        row.reported,
        row.positive,
        row.negative,
        ...part(row.positive, row.negative),
      ]),
    );
    expect(body('诊断结论')?.map(([text, count]) => [text, count])).toEqual(
      figures.conclusions.map((row) => [row.text, row.count]),
    );
    expect(body('工作量')).toEqual(figures.workload.map((row) => [row.name, row.acquired, row.written, row.reviewed]));
    expect(body('检查项目')?.map(([name, code, count]) => [name, code, count])).toEqual(
      figures.items.map((row) => [row.name, row.code, row.count]),
    );
  });
});

test('recordings are counted where their exams are: a centre’s with those that it read for others', async () => {
  for (const institutionId of ['', 'own', 'town']) {
    const period = { ...whole, institutionId };
    const { totals } = await world.manager.api.ecg.statistics(period);
    const mine = population.filter(({ exam: { institutionId: place, remote } }) => {
      const isRead = remote?.toInstitutionId === institutionId && ['accepted', 'done'].includes(remote.state);
      return institutionId === '' || place === institutionId || isRead;
    });
    expect(totals.recordings, institutionId).toBe(
      mine.flatMap(({ recordings }) => recordings).filter(({ receivedAt }) => isIn(receivedAt, period)).length,
    );
  }
});

test('two people of one name are two lines; each sees the own one', async () => {
  const { kernel } = world.started.server;
  const people = [];
  for (const user of ['wangwei1', 'wangwei2']) {
    await createPerson(kernel, {
      ...{ user, name: '王伟', departmentId: 'XDT', roles: ['ecg-doctor'], extraRights: [], labGroups: [] },
      ...{ enabled: true, password: testPassword },
    });
    people.push(await loggedIn(world.started.server, user));
  }
  const [first, second] = people;
  const ids = await kernel.db.selectFrom('person').select(['id', 'user_name']).where('name', '=', '王伟').execute();
  const idOf = (user: string) => ids.find(({ user_name }) => user_name === user)?.id ?? '';
  const day = '2026-07-07';
  const { patient } = await world.register('STAT2', '同名');
  for (const [user, times] of [
    ['wangwei1', 3],
    ['wangwei2', 1],
  ] as const)
    for (let at = 0; at < times; at += 1) {
      const { exam } = makeOne(1000 + at + times * 10, patient, []);
      const report = { ...exam.report, state: 'final', author: '王伟', authorId: idOf(user), reviewer: '', id: null };
      const acquiredAt = `${day}T02:00:00.000Z`;
      const doc = { ...exam, state: 'acquired', acquiredAt, report };
      await kernel.db
        .insertInto('exam')
        .values({
          ...{ id: exam.id, version: 1, service: 'ecg', accession: `${user}-${at}`, request_number: '' },
          ...{ patient_id: patient.id, patient_number: patient.number, name_search: '', visit_number: '' },
          ...{ modality: 'ECG', body_part: '', institution_id: exam.institutionId, department_id: exam.departmentId },
          ...{ state: 'acquired', report_state: 'final', priority: exam.priority, risk_level: 'unknown' },
          ...{ remote_state: null, assigned_to: null, requested_at: new Date(acquiredAt) },
          ...{ latest_at: new Date(acquiredAt), desk_at: new Date(acquiredAt), doc: JSON.stringify(doc) },
        })
        .execute();
    }
  const written = async (by: typeof first) => {
    const figures = await by?.api.ecg.statistics({ ...whole, from: day, to: day });
    return figures?.workload.map((row) => `${row.name} ${row.written}`);
  };
  expect(await written(world.manager)).toEqual(['王伟（wangwei1） 3', '王伟（wangwei2） 1']);
  expect([await written(first), await written(second)]).toEqual([['王伟 3'], ['王伟 1']]);
});
