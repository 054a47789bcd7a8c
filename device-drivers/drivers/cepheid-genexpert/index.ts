// Cepheid GeneXpert Dx: delimiters @ ^ \, text in component 1 and number in component 2 of R.4, probes as results of their own.

import type { InstrumentProblem, InstrumentResult } from '../../../core/lab/instrument-message.ts';
import { componentsOf, type Delimiters, type Lis02Record } from '../../codecs/lis02/record.ts';
import { lis02FromIso, lis02Time } from '../../codecs/lis02/time.ts';
import { actionCode, commentText, priorityCode, usualTestIds } from '../shared/lis02-common.ts';
import { defineLis02Driver } from '../shared/lis02-driver.ts';

const delimiters: Delimiters = { field: '|', repeat: '@', component: '^', escape: '\\' };

/** panel/assay/analyte/complementary, empty parts skipped: `HIVVL`, `HIVVL/LOG`, `HIVVL/HIV-1/Ct`, `MTB-RIF/Xpert/rpoB1`. */
function testCode(parts: readonly string[]) {
  const [, panel = '', , assay = '', name = '', version = '', analyte = '', part = ''] = parts.map((one) => one.trim());
  const code = [panel, assay, analyte, part].filter((one) => one !== '').join('/');
  return {
    code,
    ...(name === '' ? {} : { name }),
    ...(version === '' ? {} : { qualifiers: { assayVersion: version } }),
  };
}

function value(record: Lis02Record) {
  const [text = '', number = ''] = componentsOf(record, 4);
  if (number.trim() === '') return { value: text };
  return text.trim() === '' ? { value: number } : { value: number, comment: text };
}

/** `Error^2097^Operation terminated^detail^time` behind a result explains why it has none; notes stay comments. */
function errorRecord(result: InstrumentResult, comment: Lis02Record): InstrumentProblem | boolean {
  const [kind = '', number = '', short = '', detail = ''] = componentsOf(comment, 4);
  if (kind.trim() !== 'Error') return false;
  const text = `${result.code}: ${[number, short, detail].filter((part) => part !== '').join(' ')}`;
  return { code: 'INSTRUMENT_ERROR', at: `record ${comment.place} C`, text: text || commentText(comment) };
}

/** An order names the assay; its sub-results come by themselves. */
const assaysOf = (tests: readonly string[]) => [...new Set(tests.map((test) => test.split('/')[0] ?? test))];

export const driver = defineLis02Driver({
  id: 'cepheid-genexpert',
  maker: 'Cepheid',
  model: 'GeneXpert Dx',
  title: { zh: '赛沛 GeneXpert 分子诊断系统', en: 'Cepheid GeneXpert Dx' },
  abilities: { query: true, orders: true },
  delimiters,
  recognise: (message) => {
    const [, definition, , , sender = '', , , , , receiver = ''] = message.header?.fields ?? [];
    if (/GeneXpert/i.test(`${sender} ${receiver}`)) return 0.95;
    return definition === '@^\\' ? 0.6 : 0;
  },
  reading: {
    specimenId: [[3, 1]],
    resultTime: [[13], [12]],
    details: { instrumentSpecimenId: [4], priority: [6], collectedOrOrdered: [7], specimenType: [16] },
    querySpecimen: [2, 1],
    testCode,
    value,
    noValue: /^(?:ERROR|NO RESULT|INVALID)$/i,
    comment: errorRecord,
  },
  writing: {
    header: (now) => ({ 5: 'LIS', 10: 'GeneXpert', 12: 'P', 13: '1394-97', 14: lis02Time(now) }),
    order: (order, { number, query, now }) => [
      ['P', { 2: String(number), 4: order.patient?.id ?? '' }],
      [
        'O',
        {
          2: '1',
          3: order.specimenId,
          5: usualTestIds(assaysOf(order.tests)),
          6: priorityCode(order),
          7: lis02FromIso(order.collectedAt) || lis02Time(now),
          12: actionCode(order, 'A'),
          16: order.specimenType ?? 'ORH',
          26: query === null ? 'O' : 'Q',
        },
      ],
    ],
    unknown: () => [],
    terminator: 'F',
  },
  simulation: {
    header: (now) => ({
      3: `URM-${lis02Time(now)}`,
      5: ['GeneXpert PC', 'GeneXpert', '6.3'],
      10: 'LIS',
      12: 'P',
      13: '1394-97',
      14: lis02Time(now),
    }),
    order: ({ specimenId, instrumentTime, results, control }) => [
      ['P', { 2: '1', 6: ['', '', '', '', ''] }],
      [
        'O',
        {
          2: '1',
          3: specimenId,
          5: ['', '', '', (results[0]?.code ?? '').split('/')[0] ?? ''],
          6: 'R',
          7: lis02Time(instrumentTime),
          12: control ? 'Q' : '',
          16: 'ORH',
          26: 'F',
        },
      ],
    ],
    result: ({ code, value: sent, unit, flag }, number, { instrumentTime }) => {
      const parts = code.split('/');
      const panel = parts.length > 3 ? (parts.shift() ?? '') : '';
      const [assay = '', second = '', third = ''] = parts;
      const [analyte, part] = second === 'LOG' ? ['', 'LOG'] : [second, third];
      const isNumber = /^[-<>\d.]/.test(sent);
      return [
        [
          'R',
          {
            2: String(number),
            3: ['', panel, '', assay, '', '', analyte, part],
            4: isNumber ? ['', sent] : [sent, ''],
            5: unit ?? '',
            7: flag ?? '',
            9: 'F',
            12: lis02Time(instrumentTime),
            13: lis02Time(instrumentTime),
          },
        ],
      ];
    },
    query: (specimenId, number) => ['Q', { 2: String(number), 3: ['', specimenId], 13: 'O' }],
  },
  channels: [
    { code: 'MTB-RIF/Xpert/MTB', name: 'Xpert MTB-RIF Ultra' },
    { code: 'MTB-RIF/RIF/RIF Resistance', name: 'Xpert MTB-RIF Ultra, rifampicin resistance' },
    { code: 'HIVVL', name: 'Xpert HIV-1 Viral Load XC', unit: 'copies/mL' },
    { code: 'HIVVL/LOG', name: 'Xpert HIV-1 Viral Load XC, log', unit: 'copies/mL' },
    { code: 'COVPLUS', name: 'Xpress SARS-CoV-2 plus' },
  ],
});
