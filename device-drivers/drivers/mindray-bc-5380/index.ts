// Mindray BC-5380 blood counter: HL7 2.3.1 with LOINC and 99MRC codes, histograms, work list by ORM^O01.
// Source: a capture of the analyzer, and the HL7 appendix of the BC-5000 series operator's manual.

import { get, isoFromHl7Time } from '../../../core/hl7/index.ts';
import type { InstrumentOrder } from '../../../core/lab/instrument-message.ts';
import type { Driver } from '../../driver.ts';
import { namedResults } from '../shared/hl7-collect.ts';
import type { Collected, Hl7Context, ResultKind } from '../shared/hl7-dialect.ts';
import { defineHl7Driver } from '../shared/hl7-driver.ts';
import type { Hl7Group, Hl7Observation } from '../shared/hl7-groups.ts';
import { answerByWorkList } from '../shared/hl7-worklist-answer.ts';
import { channels } from './channels.ts';
import { attachGraphs, isGraph } from './graphs.ts';
import { simulate, simulateQuery } from './simulate.ts';

/** Modes, reference group, remark, control level: 99MRC codes below 10000; and the patient's age (LOINC 30525-0). */
function isSetting({ obx }: Hl7Observation): boolean {
  const code = get(obx, 3);
  return (get(obx, 3, 3) === '99MRC' && /^0\d{4}$/.test(code)) || code === '30525-0';
}

/** OBR-4: 00001 automated and 00002 manual count are patients, 00003 to 00008 are control runs and their means. */
function kindOf({ obr }: Hl7Group, { header }: Hl7Context): ResultKind {
  const control = get(obr, 4, 3) === '99MRC' && /^0000[3-8]$/.test(get(obr, 4));
  return control || header.processing.toUpperCase() === 'Q' ? 'qc' : 'results';
}

function collect(group: Hl7Group, context: Hl7Context): Collected {
  const settings = group.observations.filter(isSetting);
  const graphs = group.observations.filter((one) => !isSetting(one) && isGraph(one.obx));
  const parameters = group.observations.filter((one) => !isSetting(one) && !isGraph(one.obx));
  const time = isoFromHl7Time(get(group.obr, 7));
  const edited = new Set(parameters.filter(({ obx }) => /^e$/i.test(get(obx, 13))).map(({ obx }) => get(obx, 3)));
  const results = namedResults(parameters, context).map((result) => ({
    ...result,
    ...(result.time === undefined && time !== undefined ? { time } : {}),
    ...(edited.has(result.code) ? { qualifiers: { ...result.qualifiers, edited: 'E' } } : {}),
  }));
  const said = (obx: Hl7Observation['obx']) => [get(obx, 5), get(obx, 6)].filter((text) => text !== '').join(' ');
  const details = Object.fromEntries(
    settings.map(({ obx }) => [get(obx, 3, 2) || get(obx, 3), said(obx)]).filter(([, text]) => text !== ''),
  );
  const level = settings.find(({ obx }) => /level/i.test(get(obx, 3, 2)));
  const recheck = settings.find(({ obx }) => /recheck/i.test(get(obx, 3, 2)));
  const control = {
    ...(get(group.obr, 3) === '' ? {} : { material: get(group.obr, 3) }),
    ...(get(group.pid, 3) === '' ? {} : { lot: get(group.pid, 3) }),
    ...(level === undefined ? {} : { level: said(level.obx) }),
  };
  const graphed = attachGraphs(
    results,
    graphs.map(({ obx }) => obx),
  );
  return {
    results: graphed,
    details,
    control,
    ...(recheck !== undefined && get(recheck.obx, 5) === 'T' ? { rerun: true } : {}),
  };
}

/** The counter takes a mode, not tests: any parameter of the differential asks for CBC+DIFF, and so do no tests at all. */
function testMode({ tests }: InstrumentOrder): string {
  const named = new Set(tests);
  if (named.has('CBC') && !named.has('CBC+DIFF')) return 'CBC';
  const plain =
    tests.length > 0 &&
    tests.every((test) => channels.some(({ code, differential }) => code === test && !differential));
  return plain ? 'CBC' : 'CBC+DIFF';
}

export const driver: Driver = defineHl7Driver({
  id: 'mindray-bc-5380',
  maker: 'Mindray',
  model: 'BC-5380',
  title: { zh: '迈瑞 BC-5380 全自动血液细胞分析仪', en: 'Mindray BC-5380 hematology analyzer' },
  encoding: 'UTF-8',
  abilities: { query: true, orders: false },
  acknowledgement: 'mindray',
  reading: { usualEncoding: 'utf-8', specimenId: ({ obr }) => get(obr, 3) || get(obr, 2), kindOf, collect },
  recognises({ sendingApplication, receivingApplication, type, version, charset }, start) {
    const names = [sendingApplication, receivingApplication];
    if (names.includes('BC-5380')) return 1;
    if (names.some((name) => /^BC-\d/.test(name))) return 0.8;
    if (start.includes('^99MRC')) return 0.7;
    return type === 'ORM' && version === '2.3.1' && charset === 'UNICODE' && /[\r\n]ORC\|RF\|/.test(start) ? 0.6 : 0;
  },
  simulate,
  simulateQuery,
  encodeAnswer: (query, answer, now) => answerByWorkList(query, answer, now, testMode),
  channels: channels.map(({ code, name, unit }) => ({ code, name, ...(unit === '' ? {} : { unit }) })),
});
