// The tables of the statistics, one a tab; each share also as a bar, so that the eye finds the largest.
import { HTMLTable } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import type { EcgStatistics } from '../../../../core/ecg/flow/statistics.ts';
import { type Locale, pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { type StatisticsTextKey, useStatisticsText } from './texts.ts';

export const tabs = [
  'institution',
  'uploadPoint',
  'department',
  'type',
  'item',
  'conclusion',
  'disease',
  'workload',
  'turnaround',
] as const;
export type Tab = (typeof tabs)[number];

type Text = ReturnType<typeof useStatisticsText>;

interface Grid {
  /** First column is a name, the others are numbers. */
  titles: readonly StatisticsTextKey[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
  /** What all rows add up to, below them. */
  sum?: readonly ReactNode[];
}

/** 12,345: sums of a year are read at a glance. */
export const countText = (count: number): string => count.toLocaleString('en-US');
export const yuanOf = (cent: number | null) =>
  cent === null ? '' : (cent / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
/** A requester sees no fees: the column is not there. */
const feeOf = (cent: number | null): ReactNode[] => (cent === null ? [] : [yuanOf(cent)]);
const rateOf = (part: number, whole: number, none: string) =>
  whole === 0 ? none : `${((100 * part) / whole).toFixed(1)}%`;

/** Minutes up to two hours, hours beyond. */
export function spanText(text: Text, minutes: number | null): string {
  if (minutes === null) return text('none');
  return minutes < 120 ? text('minutes', { count: minutes }) : text('hours', { count: (minutes / 60).toFixed(1) });
}

function Share({ value, of }: { value: number; of: number }) {
  const percent = of === 0 ? 0 : (100 * value) / of;
  return (
    <span className="ecg-share">
      <i style={{ width: `${Math.max(percent > 0 ? 2 : 0, percent * 0.7)}px` }} aria-hidden />
      {percent.toFixed(1)}%
    </span>
  );
}

function gridOf(tab: Tab, figures: EcgStatistics, text: Text, locale: Locale): Grid {
  const none = text('none');
  const fee = figures.level === 'requester' ? [] : (['fee'] as const);
  const place = (
    row: Omit<EcgStatistics['byInstitution'][number], 'institutionId'>,
    key: string,
    more: ReactNode[] = [],
  ) => ({
    key,
    cells: [
      row.name || key || text('unnamed'),
      ...more,
      row.exams,
      row.reported,
      row.positive,
      row.negative,
      rateOf(row.positive, row.positive + row.negative, none),
      ...feeOf(row.feeCent),
    ],
  });
  const titles = ['exams', 'reported', 'positive', 'negative', 'rate', ...fee] as const;
  const sumOf = (
    rows: readonly Omit<EcgStatistics['byInstitution'][number], 'institutionId'>[],
    more: ReactNode[] = [],
  ) => {
    if (rows.length < 2) return {};
    const all = (of: 'exams' | 'reported' | 'positive' | 'negative') => rows.reduce((sum, row) => sum + row[of], 0);
    const fees = rows.every(({ feeCent }) => feeCent === null)
      ? null
      : rows.reduce((sum, { feeCent }) => sum + (feeCent ?? 0), 0);
    return {
      sum: [
        text('sum'),
        ...more,
        all('exams'),
        all('reported'),
        all('positive'),
        all('negative'),
        rateOf(all('positive'), all('positive') + all('negative'), none),
        ...feeOf(fees),
      ],
    };
  };
  switch (tab) {
    case 'institution':
      return {
        titles: ['institution', ...titles],
        rows: figures.byInstitution.map((row) => place(row, row.institutionId)),
        ...sumOf(figures.byInstitution),
      };
    case 'department':
      return {
        titles: ['department', ...titles],
        rows: figures.byDepartment.map((row) => place(row, row.departmentId)),
        ...sumOf(figures.byDepartment),
      };
    case 'type':
      return {
        titles: ['type', ...titles],
        rows: figures.byType.map((row) => place({ ...row, name: pickName(locale, row) }, row.code)),
        ...sumOf(figures.byType),
      };
    case 'uploadPoint':
      return {
        titles: ['uploadPoint', 'institution', 'recordings', ...titles],
        rows: figures.byUploadPoint.map((row) =>
          place(row.id === '' ? { ...row, name: text('noPoint') } : row, row.id, [row.institutionName, row.recordings]),
        ),
        ...sumOf(figures.byUploadPoint, ['', figures.byUploadPoint.reduce((sum, row) => sum + row.recordings, 0)]),
      };
    case 'conclusion': {
      const all = figures.conclusions.reduce((sum, { count }) => sum + count, 0);
      return {
        titles: ['name', 'count', 'share'],
        rows: figures.conclusions.map((row) => ({
          key: row.text,
          cells: [row.text, row.count, <Share key="share" value={row.count} of={all} />],
        })),
      };
    }
    case 'disease':
      return {
        titles: ['name', 'exams', 'share', 'reported', 'positive', 'negative', 'rate'],
        rows: figures.diseases.map((row) => ({
          key: row.text,
          cells: [
            row.text,
            row.exams,
            <Share key="share" value={row.exams} of={figures.totals.exams} />,
            row.reported,
            row.positive,
            row.negative,
            rateOf(row.positive, row.positive + row.negative, none),
          ],
        })),
      };
    case 'workload':
      return {
        titles: ['person', 'acquired', 'written', 'reviewed'],
        rows: figures.workload.map((row) => ({
          key: row.name,
          cells: [row.name, row.acquired, row.written, row.reviewed],
        })),
      };
    case 'item':
      return {
        titles: ['name', 'code', 'exams', 'share', 'positive', ...fee],
        rows: figures.items.map((row) => ({
          key: `${row.code} ${row.name}`,
          cells: [
            row.name,
            row.code,
            row.count,
            <Share key="share" value={row.count} of={figures.totals.exams} />,
            row.positive,
            ...feeOf(row.feeCent),
          ],
        })),
      };
    case 'turnaround':
      return {
        titles: ['priority', 'reported', 'median', 'p90', 'longest'],
        rows: figures.turnaround.map((row) => ({
          key: row.priority,
          cells: [
            text(`priority.${row.priority}`),
            row.reported,
            spanText(text, row.medianMinutes),
            spanText(text, row.p90Minutes),
            spanText(text, row.longestMinutes),
          ],
        })),
      };
    default:
      throw new Error(`unknown tab ${String(tab satisfies never)}`);
  }
}

export function StatisticsTable({ tab, figures }: { tab: Tab; figures: EcgStatistics }) {
  const text = useStatisticsText();
  const locale = useLocale();
  const { titles, rows, sum } = gridOf(tab, figures, text, locale);
  const cellsOf = (cells: readonly ReactNode[]) =>
    cells.map((cell, i) => <td key={titles[i]}>{typeof cell === 'number' ? countText(cell) : cell}</td>);
  return (
    <HTMLTable compact className="plain-table ecg-figures" data-testid={`statistics-${tab}`}>
      <thead>
        <tr>
          {titles.map((title) => (
            <th key={title}>{text(title)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.length === 0 ? (
          <tr>
            <td colSpan={titles.length}>{text('noRows')}</td>
          </tr>
        ) : null}
        {rows.map(({ key, cells }) => (
          <tr key={key}>{cellsOf(cells)}</tr>
        ))}
      </tbody>
      {sum ? (
        <tfoot>
          <tr>{cellsOf(sum)}</tr>
        </tfoot>
      ) : null}
    </HTMLTable>
  );
}
