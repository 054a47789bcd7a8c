// Reception and result entry as commands: each names its right and its rule, the rest is the same for all.

import type { Right } from '../../../core/identity/rights.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { hospitalDay } from '../../../core/kernel/hospital-time.ts';
import { collect, printLabel, receive, reject } from '../../../core/lab/reception.ts';
import { addTests, chooseResult, enterResults, setRemark } from '../../../core/lab/result-entry.ts';
import type { ActSpec, SpecimenInput } from './acts.ts';
import { placeHeld } from './release-held.ts';
import { nextSampleNumber } from './specimen-store.ts';

type With<Fields> = SpecimenInput & Fields;

export const printLabelAct: ActSpec<With<{ copies: number }>> = {
  name: 'lab.printLabel',
  right: 'lab.print',
  apply: (document, _input, context) => printLabel(document, context),
};

export const collectAct: ActSpec<SpecimenInput> = {
  name: 'lab.collect',
  right: 'lab.register',
  apply: (document, _input, context) => collect(document, context),
};

export const receiveAct: ActSpec<With<{ urgent?: boolean }>> = {
  name: 'lab.receive',
  right: 'lab.receive',
  async apply(document, { urgent }, context, work) {
    if (document.state === 'rejected')
      throw fail('SPECIMEN_REJECTED', { barcode: document.barcode, reason: document.rejection?.reason ?? '' });
    const sampleNumber =
      document.sampleNumber ?? (await nextSampleNumber(work.tx, document.groupId, hospitalDay(work.now)));
    return placeHeld(work, receive(document, { sampleNumber, urgent }, context), context);
  },
};

export const rejectAct: ActSpec<With<{ reasonCode: string; reason: string }>> = {
  name: 'lab.reject',
  right: 'lab.reject',
  apply: (document, input, context) => reject(document, input, context),
  // LAB-28: the reason travels to the ward.
  async after(work, _before, document) {
    work.outgoing({
      interface: 'hl7',
      peer: 'HIS',
      type: 'ORU^R01',
      subject: document.barcode,
      payload: { kind: 'rejection', specimenId: document.id },
    });
  },
};

const entry: Right = 'lab.enterResult';

export const enterResultsAct: ActSpec<With<{ results: { testCode: string; value: string }[]; reason?: string }>> = {
  name: 'lab.enterResults',
  right: entry,
  apply: (document, input, context) => enterResults(document, input, context),
};

export const chooseResultAct: ActSpec<With<{ testCode: string; resultId: string; reason: string }>> = {
  name: 'lab.chooseResult',
  right: entry,
  apply: (document, input, context) => chooseResult(document, input, context),
};

export const addTestAct: ActSpec<With<{ testCodes: string[] }>> = {
  name: 'lab.addTest',
  right: entry,
  apply: (document, input, context) => addTests(document, input.testCodes, context),
};

export const setRemarkAct: ActSpec<With<{ remark: string }>> = {
  name: 'lab.setRemark',
  right: entry,
  apply: (document, input) => setRemark(document, input.remark),
};
