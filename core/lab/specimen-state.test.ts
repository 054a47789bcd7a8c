// The state table: no dead ends that are not meant, nothing unreachable, nothing that writes into a signed result.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actor, dictionaries, idMaker, NOW, reviewer, specimen } from '../../test/support/lab.ts';
import { type ActContext, requireVersion } from './act.ts';
import type { SpecimenDocument } from './model.ts';
import { SpecimenDocument as SpecimenSchema, specimenStates } from './model.ts';
import { collect, printLabel, receive, reject } from './reception.ts';
import { addTests, chooseResult, enterResults, setRemark } from './result-entry.ts';
import { markPrinted, recall, review, secondReview, unreview } from './review.ts';
import { canAct, enterState, isPublished, isSigned, requireAct, transitions } from './specimen-state.ts';

const context: ActContext = { now: NOW, actor, newId: idMaker(), dictionaries };

test('every state is reached from `ordered`', () => {
  const reached = new Set<string>(['ordered']);
  for (let size = 0; size !== reached.size; ) {
    size = reached.size;
    for (const row of Object.values(transitions)) {
      for (const [from, to] of Object.entries(row)) if (reached.has(from)) for (const state of to) reached.add(state);
    }
  }
  expect([...reached].sort()).toEqual([...specimenStates].sort());
});

test('only a rejected specimen has no way on', () => {
  const ends = specimenStates.filter((state) => !Object.values(transitions).some((row) => row[state] !== undefined));
  expect(ends).toEqual(['rejected']);
});

test('results are never written into what is signed', () => {
  for (const state of specimenStates.filter(isSigned)) {
    for (const act of ['result', 'addTest', 'remark', 'collect', 'receive', 'reject'] as const)
      expect(canAct(state, act)).toBe(false);
  }
});

test('refusals name state and act', () => {
  expect(() => requireAct(specimen([], { state: 'released' }), 'result')).toThrow('STATE_REFUSED');
  expect(() => requireAct(specimen([], { state: 'rejected' }), 'result')).toThrow('SPECIMEN_REJECTED');
  expect(() => enterState(specimen(), 'receive', 'released')).toThrow('STATE_REFUSED');
  expect(() => requireVersion(specimen(), 2)).toThrow('VERSION_CONFLICT');
  expect(() => requireVersion(specimen(), 3)).not.toThrow();
});

type Step = (document: SpecimenDocument, value: string) => SpecimenDocument;
const sign = { confirmed: true, criticals: [], witness: null };
const other: ActContext = { ...context, actor: reviewer };
const rights = ['lab.unreviewOwn', 'lab.unreviewOthers'] as const;
const steps: Record<string, Step> = {
  label: (d) => printLabel(d, context),
  collect: (d) => collect(d, context),
  receive: (d) => receive(d, { sampleNumber: '0007' }, context),
  reject: (d) => reject(d, { reasonCode: 'haemolysis', reason: '' }, context),
  type: (d, value) => enterResults(d, { results: [{ testCode: 'K', value }], reason: '复查' }, context),
  typeOther: (d, value) => enterResults(d, { results: [{ testCode: 'GLU', value }], reason: '复查' }, context),
  choose: (d) =>
    chooseResult(d, { testCode: 'K', resultId: d.lines[0]?.versions[0]?.id ?? '', reason: '复查' }, context),
  add: (d) => addTests(d, ['HIV'], context),
  remark: (d, value) => setRemark(d, value),
  review: (d) => review(d, sign, context),
  reviewBoth: (d) => review(d, { ...sign, witness: reviewer }, context),
  second: (d) => secondReview(d, other),
  unreview: (d) => unreview(d, { reason: '误审', rights }, context),
  recall: (d) => recall(d, { reason: '结果有误' }, context),
  print: (d) => markPrinted(d, context),
};

describe('any sequence of acts', () => {
  const act = fc.tuple(fc.constantFrom(...Object.keys(steps)), fc.constantFrom('4.1', '7', '', '-1', '阴性'));
  const group = fc.constantFrom('chem', 'double');

  test('keeps the document valid, its versions counted, its results append-only and a published report fixed', () => {
    fc.assert(
      fc.property(group, fc.array(act, { maxLength: 25 }), (groupId, acts) => {
        let document = specimen(['K', 'GLU'], { state: 'ordered', version: 1, groupId });
        for (const [name, value] of acts) {
          let next: SpecimenDocument;
          try {
            next = steps[name]?.(document, value) ?? document;
          } catch (error) {
            expect(error).toHaveProperty('code');
            continue;
          }
          if (next === document) continue;
          expect(next.version).toBe(document.version + 1);
          for (const line of document.lines) {
            const same = next.lines.find((one) => one.testCode === line.testCode);
            expect(same?.versions.slice(0, line.versions.length)).toEqual(line.versions);
          }
          if (isPublished(document.state)) {
            expect({
              lines: next.lines,
              items: next.items,
              attachments: next.attachments,
              patient: next.patient,
              remark: next.remark,
            }).toEqual({
              lines: document.lines,
              items: document.items,
              attachments: document.attachments,
              patient: document.patient,
              remark: document.remark,
            });
          }
          expect(next.reportVersion).toBe(
            document.reportVersion + (!isPublished(document.state) && isPublished(next.state) ? 1 : 0),
          );
          document = next;
        }
        expect(SpecimenSchema.parse(document)).toEqual(document);
      }),
      { numRuns: 150 },
    );
  });

  test('a released report of a double group has two different signers', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
        let document = specimen(['K'], { groupId: 'double' });
        for (const [name, value] of [['type', '4.1'] as const, ...acts]) {
          try {
            document = steps[name]?.(document, value) ?? document;
          } catch {
            continue;
          }
          if (isPublished(document.state)) {
            expect(document.firstReview?.by.id).not.toBe(document.secondReview?.by.id);
            expect(document.secondReview).not.toBeNull();
          }
        }
      }),
    );
  });
});
