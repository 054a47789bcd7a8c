// The layout that ships: what was printed before layouts were administered, to the point. It is code, not a row: reports without a layout have this one.

import type { z } from 'zod';
import type { FieldsBlock, PaperLayout } from './paper-layout.ts';

type Cell = z.infer<typeof FieldsBlock>['cells'][number];

const cell = (field: Cell['field'], columns: number, bold = false): Cell => ({ field, columns, bold, label: '' });

/** A4 upright; every word of it can be changed in a copy. */
export const shippedLayout: PaperLayout = {
  service: 'radiology',
  name: '系统默认版式',
  active: true,
  institutionIds: [],
  modalities: [],
  rank: 99,
  page: {
    paper: 'A4',
    orientation: 'portrait',
    topMm: 7,
    bottomMm: 8.9,
    sideMm: 12.7,
    bodyPt: 9,
    headingPt: 10.5,
  },
  logoId: null,
  qrMm: 19.8,
  head: [
    {
      kind: 'masthead',
      id: 'masthead',
      span: 12,
      hospital: '{hospital}',
      title: '{title}',
      hospitalPt: 16,
      titlePt: 13,
      left: 'barcode',
      right: 'modality',
      logoMm: 14,
    },
    { kind: 'rule', id: 'rule-title', span: 12, weightPt: 1.4, tone: 'ink', abovePt: 4, belowPt: 5 },
    {
      kind: 'fields',
      id: 'patient',
      span: 12,
      cells: [
        ...[cell('name', 3, true), cell('sex', 2, true), cell('age', 3, true), cell('patientNumber', 4, true)],
        ...[cell('department', 3), cell('bed', 2), cell('visitNumber', 3), cell('requestedBy', 4)],
        ...[cell('procedure', 5), cell('bodyPart', 3), cell('acquiredAt', 4)],
        ...[cell('clinicalDiagnosis', 6), cell('institution', 6)],
      ],
    },
    { kind: 'rule', id: 'rule-patient', span: 12, weightPt: 0.5, tone: 'pale', abovePt: 1, belowPt: 0 },
  ],
  body: [
    { kind: 'section', id: 'method', span: 12, part: 'method', heading: '检查方法', showHeading: true, sizePt: 10.2 },
    { kind: 'images', id: 'images', span: 12, across: 0, heightMm: 0 },
    {
      kind: 'section',
      id: 'findings',
      span: 12,
      part: 'findings',
      heading: '检查所见',
      showHeading: true,
      sizePt: 10.2,
    },
    {
      kind: 'table',
      id: 'measurements',
      span: 12,
      source: 'measurements',
      heading: '测量值',
      showHeading: true,
      pairs: 2,
    },
    { kind: 'table', id: 'fields', span: 12, source: 'fields', heading: '结构化项目', showHeading: true, pairs: 2 },
    {
      kind: 'section',
      id: 'impression',
      span: 12,
      part: 'impression',
      heading: '诊断意见',
      showHeading: true,
      sizePt: 10.8,
    },
    {
      kind: 'section',
      id: 'amendment',
      span: 12,
      part: 'amendment',
      heading: '更正说明',
      showHeading: true,
      sizePt: 10.2,
    },
    { kind: 'end', id: 'end', span: 12, text: '—— 以下空白 ——' },
  ],
  foot: [
    { kind: 'rule', id: 'rule-foot', span: 12, weightPt: 0.8, tone: 'ink', abovePt: 0, belowPt: 3 },
    { kind: 'signatures', id: 'signatures', span: 12, author: '报告医师', reviewer: '审核医师' },
    { kind: 'dates', id: 'dates', span: 12, items: ['released', 'printed'] },
    {
      kind: 'text',
      id: 'disclaimer',
      span: 12,
      text: '[诊断机构：{readAt}。]本报告仅供临床医师参考，影像及图形所见须结合临床。',
      sizePt: 7.8,
      bold: false,
      align: 'left',
      tone: 'soft',
      lines: 1,
    },
    { kind: 'verification', id: 'verification', span: 12, hint: '扫描右侧二维码核对报告真伪' },
  ],
};
