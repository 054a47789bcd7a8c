// Snibe Maglumi X3: simplified framing, result time in R.13, calibrators that look like patients, controls with a Q record.

import { componentsOf, firstText } from '../../codecs/lis02/record.ts';
import { lis02Date, lis02Time } from '../../codecs/lis02/time.ts';
import { priorityCode, usualPatient, usualTestIds } from '../shared/lis02-common.ts';
import type { OrderContext } from '../shared/lis02-dialect.ts';
import { defineLis02Driver } from '../shared/lis02-driver.ts';

/** P.6 or P.7 holds what kind of material it is when there is no patient. */
const material = ({ patient }: OrderContext) => firstText(patient.record, [[7], [6]]);

const isCalibrator = (context: OrderContext) => /^CALIBRATOR$/i.test(material(context));

const header = (now: Date, from: string, to: string) => ({
  4: 'PSWD',
  5: from,
  10: to,
  12: 'P',
  13: 'E1394-97',
  14: lis02Date(now),
});

export const driver = defineLis02Driver({
  id: 'snibe-maglumi-x3',
  maker: 'Snibe',
  model: 'Maglumi X3',
  title: { zh: '新产业 Maglumi X3 化学发光免疫分析仪', en: 'Snibe Maglumi X3 immunoassay analyzer' },
  link: 'snibe',
  abilities: { query: true, orders: true },
  recognise: (message) => {
    const [, , , password = '', sender = '', , , , , receiver = ''] = message.header?.fields ?? [];
    if (/maglumi/i.test(`${sender} ${receiver}`)) return 0.95;
    return password === 'PSWD' ? 0.5 : 0;
  },
  reading: {
    specimenId: [[3, 1]],
    patientId: [[3], [4]],
    resultTime: [[13], [12]],
    details: { priority: [6], specimenType: [16] },
    // A calibrator run looks like a patient's; as an event it reaches neither a patient nor a control chart.
    kind: (context, usual) => (isCalibrator(context) ? 'event' : usual),
    finish: (message, context) => {
      if (isCalibrator(context)) message.control = { material: 'CALIBRATOR' };
      if (message.kind !== 'qc') return;
      const named = context.message.queries[0] ?? null;
      const [, lot = '', level = ''] = componentsOf(named, 3).map((part) => part.trim());
      message.control = {
        material: material(context) || message.specimenId,
        ...(lot === '' ? {} : { lot }),
        ...(level === '' ? {} : { level }),
      };
    },
  },
  writing: {
    header: (now) => header(now, 'Lis', 'Maglumi X3'),
    order: (order, { number }) => [
      ['P', usualPatient(order, number)],
      ['O', { 2: '1', 3: order.specimenId, 5: usualTestIds(order.tests), 6: priorityCode(order) }],
    ],
    unknown: () => [],
  },
  simulation: {
    header: (now) => header(now, 'Maglumi X3', 'Lis'),
    order: ({ specimenId, results, control }) => [
      ['P', control ? { 2: '1', 7: control.material, 10: 'U' } : { 2: '1' }],
      [
        'O',
        {
          2: '1',
          3: specimenId,
          5: usualTestIds(results.map(({ code }) => code)),
          ...(control ? { 6: 'R', 12: 'Q' } : {}),
        },
      ],
    ],
    result: ({ code, value, unit, flag }, number, { instrumentTime, results, control }) => [
      [
        'R',
        {
          2: String(number),
          3: ['', '', '', code],
          4: value,
          5: unit ?? '',
          7: flag ?? 'N',
          13: lis02Time(instrumentTime),
        },
      ],
      ...(control && number === results.length
        ? ([['Q', { 2: '1', 3: [code, control.lot, control.level] }]] as const)
        : []),
    ],
    query: (specimenId, number) => ['Q', { 2: String(number), 3: ['', specimenId], 5: 'ALL', 12: 'O' }],
  },
  channels: [
    { code: 'TSH II', name: 'Thyroid stimulating hormone', unit: 'uIU/mL' },
    { code: 'FT3', name: 'Free triiodothyronine', unit: 'pmol/L' },
    { code: 'FT4 II', name: 'Free thyroxine', unit: 'ng/dL' },
    { code: 'TSH', name: 'Thyroid stimulating hormone', unit: 'uIU/mL' },
    { code: 'FT4', name: 'Free thyroxine', unit: 'pmol/L' },
    { code: 'AFP', name: 'Alpha-fetoprotein', unit: 'ng/mL' },
    { code: 'CEA', name: 'Carcinoembryonic antigen' },
  ],
});
