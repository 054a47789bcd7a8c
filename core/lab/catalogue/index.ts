// The dictionaries that ship as a start. Unverified: every laboratory confirms ranges, critical limits, units and channels before use.
import type { Dictionaries } from '../dictionary.ts';
import { byCode } from './build.ts';
import { bloodGasTests, chemistryTests } from './chemistry.ts';
import { coagulationTests, haematologyTests } from './haematology.ts';
import { fluidTests, immunologyTests, molecularTests } from './immunology.ts';
import { instruments } from './instruments.ts';
import { containers, orderItems, rejectionReasons, specimenTypes } from './orders.ts';
import { groups, phraseEntries, reportTemplates } from './phrases.ts';

export const shippedDictionaries: Omit<Dictionaries, 'version'> = {
  test: byCode([
    ...haematologyTests,
    ...coagulationTests,
    ...chemistryTests,
    ...bloodGasTests,
    ...immunologyTests,
    ...molecularTests,
    ...fluidTests,
  ]),
  instrument: Object.fromEntries(instruments.map((instrument) => [instrument.id, instrument])),
  orderItem: byCode(orderItems),
  group: byCode(groups),
  specimenType: byCode(specimenTypes),
  container: byCode(containers),
  rejectionReason: byCode(rejectionReasons),
  phrase: byCode(phraseEntries),
  reportTemplate: byCode(reportTemplates),
};
