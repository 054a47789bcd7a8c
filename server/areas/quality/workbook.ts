// The indicators as an Excel workbook: all, by each dimension, by month; each with numerator and denominator.
import { priorityWord } from '../../../core/orders/priority.ts';
import { indicatorWords } from '../../../core/quality/indicator-words.ts';
import {
  type IndicatorAnswer,
  type IndicatorDimension,
  IndicatorId,
  type IndicatorRow,
  type IndicatorScope,
  rateOf,
  type Share,
} from '../../../core/quality/indicators.ts';
import type { QualitySettings } from '../../../core/quality/limits.ts';
import { type SheetValue, sheet, workbookOf } from '../../kernel/workbook.ts';
import { unknownKey } from './facts.ts';

const dimensions: Readonly<Record<IndicatorDimension, string>> = {
  modality: '检查类型',
  device: '设备',
  technician: '技师',
  reader: '报告医师',
  institution: '机构',
};
const priorities = { ...priorityWord, '': '任意' } as const;

/** No rate where there is nothing to take a share of. */
function shown(share: Share): SheetValue {
  const rate = rateOf(share);
  return rate === null ? '—' : { share: rate };
}

function figures(row: IndicatorRow): SheetValue[] {
  return [
    row.exams,
    row.reported,
    row.medianMinutes,
    row.p90Minutes,
    row.untimed,
    ...IndicatorId.options.flatMap((id) => [shown(row.values[id]), row.values[id].counts, row.values[id].of]),
  ];
}

const titles = [
  '检查数',
  '已报告',
  '报告时长中位数（分钟）',
  '报告时长90%（分钟）',
  '先于影像报告（不计时长）',
  ...IndicatorId.options.flatMap((id) => {
    const { name } = indicatorWords[id].zh;
    return [name, `${name}·分子`, `${name}·分母`];
  }),
];

export interface WorkbookParts {
  scope: IndicatorScope;
  total: IndicatorRow;
  groups: readonly { by: IndicatorDimension; rows: IndicatorAnswer['groups'] }[];
  choices: IndicatorAnswer['choices'];
  months: readonly IndicatorRow[];
  settings: QualitySettings;
  asOf: string;
}

export function indicatorWorkbook(parts: WorkbookParts): Promise<Buffer> {
  const { scope, total, settings } = parts;
  const chosen = (dimension: IndicatorDimension): string => {
    const key = scope[dimension];
    if (key === '') return '全部';
    return parts.choices[dimension].find((one) => one.key === key)?.name || (key === unknownKey ? '未登记' : key);
  };
  const head: SheetValue[][] = [
    ['起始日期', scope.from],
    ['截止日期', scope.to],
    ...(Object.keys(dimensions) as IndicatorDimension[]).map((one) => [dimensions[one], chosen(one)]),
    ['统计时间（UTC）', parts.asOf],
    ['检查数', total.exams],
    ['已报告', total.reported],
    ['报告时长中位数（分钟）', total.medianMinutes],
    ['报告时长90%（分钟）', total.p90Minutes],
    ['先于影像报告（不计时长）', total.untimed],
    ['重拍次数', total.repeats],
    ['甲级 / 乙级 / 丙级 / 废片', `${total.grades.A} / ${total.grades.B} / ${total.grades.C} / ${total.grades.reject}`],
  ];
  return workbookOf([
    sheet('范围', ['项目', '数值'], head),
    sheet(
      '指标',
      ['指标', '数值', '分子', '分母', '定义'],
      IndicatorId.options.map((id) => {
        const { name, definition } = indicatorWords[id].zh;
        const share = total.values[id];
        return [name, shown(share), share.counts, share.of, definition];
      }),
    ),
    ...parts.groups.map(({ by, rows }) =>
      sheet(
        dimensions[by],
        [dimensions[by], ...titles],
        rows.map((row) => [row.name || (row.key === unknownKey ? '未登记' : row.key), ...figures(row)]),
      ),
    ),
    sheet(
      '月份',
      ['月份', ...titles],
      parts.months.map((row) => [row.key, ...figures(row)]),
    ),
    sheet(
      '时限',
      ['优先级', '检查类型', '分钟', settings.confirmed ? `由 ${settings.confirmed.by} 确认` : '出厂值，未经确认'],
      [
        ...settings.limits.map(({ priority, modality, minutes }) => [
          priorities[priority],
          modality || '任意',
          minutes,
        ]),
        ['危急值通报', '', settings.criticalMinutes],
      ],
    ),
  ]);
}
