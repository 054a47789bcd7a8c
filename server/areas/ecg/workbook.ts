// The figures as an Excel workbook: one sheet a table, numbers as numbers.
import type { EcgStatistics } from '../../../core/ecg/flow/statistics.ts';
import { type SheetValue, sheet, workbookOf } from '../../kernel/workbook.ts';

const priorities = { emergency: '急诊', urgent: '加急', routine: '普通' } as const;
const yuan = (cent: number) => cent / 100;

export function statisticsWorkbook(figures: EcgStatistics): Promise<Buffer> {
  const { totals, period } = figures;
  const summary: [string, SheetValue][] = [
    ['起始日期', period.from],
    ['截止日期', period.to],
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
    ['阳性率', totals.positiveRate],
    ['危急值', totals.critical],
    ['重大阳性', totals.majorPositive],
    ['采集到报告（分钟，中位数）', totals.medianMinutesToReport],
    ['费用（元）', yuan(totals.feeCent)],
  ];
  return workbookOf([
    sheet('汇总', ['项目', '数值'], summary),
    sheet(
      '机构',
      ['机构', '检查数', '已报告', '阳性', '阴性', '费用（元）'],
      figures.byInstitution.map((row) => [
        row.name || row.institutionId,
        row.exams,
        row.reported,
        row.positive,
        row.negative,
        yuan(row.feeCent),
      ]),
    ),
    sheet(
      '申请科室',
      ['科室', '检查数', '已报告', '阳性', '阴性', '费用（元）'],
      figures.byDepartment.map((row) => [
        row.name || row.departmentId || '未注明',
        row.exams,
        row.reported,
        row.positive,
        row.negative,
        yuan(row.feeCent),
      ]),
    ),
    sheet(
      '报告时限',
      ['优先级', '已报告', '中位数（分钟）', '90%（分钟）', '最长（分钟）'],
      figures.turnaround.map((row) => [
        priorities[row.priority],
        row.reported,
        row.medianMinutes,
        row.p90Minutes,
        row.longestMinutes,
      ]),
    ),
    sheet(
      '日期',
      ['日期', '检查数', '已报告', '阳性'],
      figures.byDay.map((row) => [row.day, row.exams, row.reported, row.positive]),
    ),
    sheet(
      '诊断结论',
      ['结论', '次数'],
      figures.conclusions.map((row) => [row.text, row.count]),
    ),
    sheet(
      '工作量',
      ['姓名', '采集', '书写', '审核'],
      figures.workload.map((row) => [row.name, row.acquired, row.written, row.reviewed]),
    ),
    sheet(
      '检查项目',
      ['项目', '编码', '检查数', '阳性', '费用（元）'],
      figures.items.map((row) => [row.name, row.code, row.count, row.positive, yuan(row.feeCent)]),
    ),
  ]);
}
