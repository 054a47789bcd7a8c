// The figures as an Excel workbook: one sheet a table, numbers as numbers.
import type { EcgStatistics } from '../../../core/ecg/flow/statistics.ts';
import { priorityWord } from '../../../core/orders/priority.ts';
import { type SheetValue, sheet, workbookOf } from '../../kernel/workbook.ts';

const yuan = (cent: number | null): SheetValue => (cent === null ? null : cent / 100);
const rate = (part: number, whole: number): SheetValue => (whole === 0 ? null : { share: part / whole });

type Counted = Pick<EcgStatistics['byInstitution'][number], 'exams' | 'reported' | 'positive' | 'negative' | 'feeCent'>;

export function statisticsWorkbook(figures: EcgStatistics): Promise<Buffer> {
  const { totals, period } = figures;
  // One who asks for exams sees neither fees nor other people's work.
  const fees = figures.level !== 'requester';
  const concluded = figures.conclusions.reduce((sum, { count }) => sum + count, 0);
  const withFee = (titles: string[]) => (fees ? [...titles, '费用（元）'] : titles);
  const fee = (cent: number | null): SheetValue[] => (fees ? [yuan(cent)] : []);
  const place = (row: Counted, name: string, more: SheetValue[] = []) => [
    name,
    ...more,
    row.exams,
    row.reported,
    row.positive,
    row.negative,
    rate(row.positive, row.positive + row.negative),
    ...fee(row.feeCent),
  ];
  const summary: [string, SheetValue][] = [
    ['起始日期', { day: period.from }],
    ['截止日期', { day: period.to }],
    ['机构', period.institutionId || '全部'],
    [
      '申请科室',
      figures.byDepartment[0]?.name && period.departmentId
        ? figures.byDepartment[0].name
        : period.departmentId || '全部',
    ],
    ['检查数', totals.exams],
    ['记录数', totals.recordings],
    ['已报告', totals.reported],
    ['阳性', totals.positive],
    ['阴性', totals.negative],
    ['阳性率', totals.positiveRate === null ? null : { share: totals.positiveRate }],
    ['危急值', totals.critical],
    ['重大阳性', totals.majorPositive],
    ['采集到报告（分钟，中位数）', totals.medianMinutesToReport],
    ...(fees ? [['费用（元）', yuan(totals.feeCent)] satisfies [string, SheetValue]] : []),
  ];
  return workbookOf([
    sheet('汇总', ['项目', '数值'], summary),
    sheet(
      '机构',
      withFee(['机构', '检查数', '已报告', '阳性', '阴性', '阳性率']),
      figures.byInstitution.map((row) => place(row, row.name || row.institutionId)),
    ),
    sheet(
      '申请科室',
      withFee(['科室', '检查数', '已报告', '阳性', '阴性', '阳性率']),
      figures.byDepartment.map((row) => place(row, row.name || row.departmentId || '未注明')),
    ),
    sheet(
      '心电类型',
      withFee(['心电类型', '编码', '检查数', '已报告', '阳性', '阴性', '阳性率']),
      figures.byType.map((row) => place(row, row.name || row.code || '未注明', [row.code])),
    ),
    sheet(
      '上传点',
      withFee(['上传点', '机构', '记录数', '检查数', '已报告', '阳性', '阴性', '阳性率']),
      figures.byUploadPoint.map((row) =>
        place(row, row.id === '' ? '未经上传点' : row.name || row.id, [row.institutionName, row.recordings]),
      ),
    ),
    sheet(
      '报告时限',
      ['优先级', '已报告', '中位数（分钟）', '90%（分钟）', '最长（分钟）'],
      figures.turnaround.map((row) => [
        priorityWord[row.priority],
        row.reported,
        row.medianMinutes,
        row.p90Minutes,
        row.longestMinutes,
      ]),
    ),
    sheet(
      '日期',
      ['日期', '检查数', '已报告', '阳性', '阴性', '阳性率'],
      figures.byDay.map((row) => [
        ...[{ day: row.day }, row.exams, row.reported, row.positive, row.negative],
        rate(row.positive, row.positive + row.negative),
      ]),
    ),
    sheet(
      '诊断结论',
      ['结论', '次数', '占比'],
      figures.conclusions.map((row) => [row.text, row.count, rate(row.count, concluded)]),
    ),
    sheet(
      '申请诊断',
      ['申请诊断', '检查数', '已报告', '阳性', '阴性', '阳性率'],
      figures.diseases.map((row) => [
        row.text,
        row.exams,
        row.reported,
        row.positive,
        row.negative,
        rate(row.positive, row.positive + row.negative),
      ]),
    ),
    ...(fees
      ? [
          sheet(
            '工作量',
            ['姓名', '采集', '书写', '审核'],
            figures.workload.map((row) => [row.name, row.acquired, row.written, row.reviewed]),
          ),
        ]
      : []),
    sheet(
      '检查项目',
      withFee(['项目', '编码', '检查数', '占比', '阳性']),
      figures.items.map((row) => [
        row.name,
        row.code,
        row.count,
        rate(row.count, totals.exams),
        row.positive,
        ...fee(row.feeCent),
      ]),
    ),
  ]);
}
