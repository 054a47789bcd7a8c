// The repeated head of a report page: hospital, title, barcode, and whose report it is.
import type { Content, ContentCanvas } from 'pdfmake/interfaces.js';
import type { LabReport } from '../../../../core/reporting/model.ts';
import { code128 } from './codes.ts';
import { contentWidth, type Sheet } from './paper.ts';
import { fitText, minute, sizeFor } from './text.ts';
import { ink, pale, soft } from './tone.ts';

export const sexWord = { male: '男', female: '女', unknown: '未知', unspecified: '未说明' } as const;
export const visitWord: Record<string, string> = {
  outpatient: '门诊号',
  emergency: '急诊号',
  inpatient: '住院号',
  checkup: '体检号',
};

export interface Field {
  label: string;
  value: string;
  bold?: boolean;
}

function titleBlock(report: LabReport, sheet: Sheet): Content {
  const flank = 122;
  const middle = contentWidth(sheet) - 2 * flank;
  const svg = code128(report.barcode);
  const large = sheet.body + 7;
  const bars: Content[] =
    svg === null ? [] : [{ svg, width: 112, height: sheet.body * 2.1, margin: [0, sheet.body * 0.55, 0, 1] }];
  const version: Content[] =
    report.version > 1
      ? [
          {
            text: `\u00a0更正报告 第${report.version}版\u00a0`,
            bold: true,
            color: 'white',
            background: ink,
            fontSize: sheet.body,
            alignment: 'right',
            preserveTrailingSpaces: true,
          },
        ]
      : [];
  return {
    columns: [
      {
        width: flank,
        stack: [...bars, { text: report.barcode, fontSize: sheet.body - 1, characterSpacing: 0.8, noWrap: true }],
      },
      {
        width: middle,
        alignment: 'center',
        stack: [
          {
            text: fitText(report.hospital, middle, sizeFor(report.hospital, middle, large, 9)),
            fontSize: sizeFor(report.hospital, middle, large, 9),
            bold: true,
            noWrap: true,
          },
          {
            text: fitText(report.title, middle, sizeFor(report.title, middle, sheet.body + 4, 8)),
            fontSize: sizeFor(report.title, middle, sheet.body + 4, 8),
            noWrap: true,
            characterSpacing: 1,
          },
        ],
      },
      {
        width: flank,
        alignment: 'right',
        stack: [
          {
            text: [
              { text: '样本号 ', color: soft, fontSize: sheet.body - 1 },
              { text: report.sampleNumber || '—', bold: true, fontSize: sheet.body + 5 },
            ],
            noWrap: true,
            margin: [0, sheet.body * 0.2, 0, 2],
          },
          ...version,
        ],
      },
    ],
  };
}

/** Rows of the patient block: each field with its share of the width in twelfths. */
function patientRows(report: LabReport): [Field, number][][] {
  const { patient, visit } = report;
  return [
    [
      [{ label: '姓名', value: patient.name, bold: true }, 3],
      [{ label: '性别', value: sexWord[patient.sex], bold: true }, 2],
      [{ label: '年龄', value: patient.age, bold: true }, 3],
      [{ label: '病历号', value: patient.number, bold: true }, 4],
    ],
    [
      [{ label: '科室', value: visit.departmentName }, 3],
      [{ label: '床号', value: visit.bed }, 2],
      [{ label: visitWord[visit.kind] ?? '就诊号', value: visit.number }, 3],
      [{ label: '申请医生', value: report.orderingDoctor }, 4],
    ],
    [
      [{ label: '标本类型', value: report.specimenType }, 3],
      [{ label: '采集时间', value: minute(report.collectedAt) }, 5],
      [{ label: '接收时间', value: minute(report.receivedAt) }, 4],
    ],
    [
      [{ label: '临床诊断', value: visit.diagnosis }, 5],
      [{ label: '检验项目', value: report.items }, 7],
    ],
  ];
}

export function patientRow(cells: [Field, number][], sheet: Sheet): Content {
  const size = sheet.body;
  const small = size - 1;
  return {
    columns: cells.map(([field, twelfths]) => {
      const width = (contentWidth(sheet) * twelfths) / 12;
      const room = width - (field.label.length + 1) * small - 4;
      const own = field.bold
        ? sizeFor(field.value, room, size + 1, size - 2)
        : sizeFor(field.value, room, size, size - 2);
      return {
        width,
        noWrap: true,
        text: [
          { text: `${field.label}  `, color: soft, fontSize: small },
          { text: fitText(field.value, room, own) || '—', fontSize: own, bold: field.bold ?? false },
        ],
      };
    }),
    margin: [0, 0, 0, sheet.paper === 'A5' ? 0.4 : 2],
  };
}

export const rule = (sheet: Sheet, weight: number, colour: string): ContentCanvas => ({
  canvas: [{ type: 'line', x1: 0, y1: 0, x2: contentWidth(sheet), y2: 0, lineWidth: weight, lineColor: colour }],
});

/** What stands at the top of every page of one report. */
export function pageHead(report: LabReport, sheet: Sheet): Content {
  const tight = sheet.paper === 'A5';
  return {
    margin: [sheet.side, tight ? 14 : 20, sheet.side, 0],
    stack: [
      titleBlock(report, sheet),
      { ...rule(sheet, 1.4, ink), margin: [0, tight ? 2 : 4, 0, tight ? 3 : 5] },
      ...patientRows(report).map((cells) => patientRow(cells, sheet)),
      { ...rule(sheet, 0.5, pale), margin: [0, 1, 0, 0] },
    ],
  };
}
