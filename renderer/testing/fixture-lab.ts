// The laboratory's procedures of the fixture server: enough behaviour that every screen can be used and looked at.
import { implement } from '@orpc/server';
import type { ReviewFinding } from '../../core/lab/contract.ts';
import type { ResultVersion, SpecimenDocument } from '../../core/lab/model.ts';
import { buildWorklist, specimenRow, worklistEntry } from '../../core/lab/worklist.ts';
import { fixtureContract } from './fixture-contract.ts';
import { fail } from './fixture-fail.ts';
import { fixtureId, fixtureSpecimen, me } from './fixture-specimens.ts';
import type { FixtureState } from './fixture-state.ts';

export function fixtureLab(state: FixtureState) {
  const on = implement(fixtureContract).lab;
  const now = () => new Date().toISOString();
  const get = (id: string): SpecimenDocument => {
    const found = state.specimens.get(id);
    if (!found) throw fail('NOT_FOUND');
    return found;
  };
  const withVersion = (input: { specimenId: string; expectedVersion: number }): SpecimenDocument => {
    const found = get(input.specimenId);
    if (found.version !== input.expectedVersion) throw fail('VERSION_CONFLICT', { by: '王芳', at: now() });
    return found;
  };
  const findings = (document: SpecimenDocument): ReviewFinding[] =>
    document.lines.flatMap((line): ReviewFinding[] => {
      const version = line.versions.find((each) => each.id === line.currentId);
      const about = { specimenId: document.id, testCode: line.testCode };
      if (line.versions.length > 1 && !line.currentId)
        return [
          { ...about, level: 'block', kind: 'undecidedRerun', text: `${line.name} 有两个结果，请选择上报哪一个` },
        ];
      if (!version) return [{ ...about, level: 'block', kind: 'missing', text: `${line.name} 没有结果` }];
      if (version.noValue) return [{ ...about, level: 'block', kind: 'noValue', text: `${line.name} 仪器未给出数值` }];
      if (version.abnormality.startsWith('critical'))
        return [
          {
            ...about,
            level: 'confirm',
            kind: 'criticalNotCalled',
            text: `${line.name} ${version.value} 为危急值，尚未电话通知`,
          },
        ];
      return [];
    });
  return {
    dictionaries: on.dictionaries.handler(() => state.dictionaries),
    worklist: on.worklist.handler(({ input }) => {
      const entries = [...state.specimens.values()].map((document) =>
        worklistEntry(document, document.milestones.testedAt ?? document.milestones.orderedAt ?? now()),
      );
      const instrumentGroupOf = (id: string) => state.dictionaries.instrument[id]?.instrumentGroup ?? null;
      return buildWorklist(entries, input, { now: now(), asOf: now(), stale: !state.link.online, instrumentGroupOf });
    }),
    specimen: on.specimen.handler(({ input }) => {
      const document = get(input.id);
      return { document, findings: findings(document), asOf: now(), stale: !state.link.online };
    }),
    byBarcode: on.byBarcode.handler(({ input }) => {
      const found = [...state.specimens.values()].find((document) => document.barcode === input.barcode);
      if (!found) throw fail('SPECIMEN_UNKNOWN', { barcode: input.barcode });
      return found;
    }),
    history: on.history.handler(({ input }) => {
      const own = [...state.specimens.values()].find((document) => document.patient.id === input.patientId);
      const points = (own?.lines ?? []).flatMap((line) => {
        const current = line.versions.at(-1);
        if (!current || current.numeric === null || !line.previous) return [];
        return [420, 300, 180, 90, 40, 12, 0].map((days, index) => {
          const numeric = Number(
            ((current.numeric ?? 0) * (1 + ((index * 37) % 11) / 40 - (days ? 0.12 : 0.15))).toFixed(2),
          );
          const value = days === 0 ? current.value : String(numeric);
          return {
            testCode: line.testCode,
            specimenId: days === 0 ? (own?.id ?? '') : fixtureId(1, 800_000 + index),
            barcode: `2600${days}`,
            at: new Date(state.options.now.getTime() - days * 86_400_000).toISOString(),
            value,
            numeric: Number(value),
            unit: line.unit,
            abnormality: current.abnormality,
          };
        });
      });
      return { points, asOf: now() };
    }),
    unplaced: on.unplaced.handler(({ input }) => ({
      rows: state.unplaced.filter((row) => Boolean(row.resolved) === input.resolved),
      asOf: now(),
    })),
    rows: on.rows.handler(({ input }) => ({
      rows: input.ids.flatMap((id) => {
        const document = state.specimens.get(id);
        return document ? [specimenRow(document, document.milestones.testedAt ?? now())] : [];
      }),
      asOf: now(),
      stale: false,
    })),
    worklistForInstrument: on.worklistForInstrument.handler(() => []),
    register: on.register.handler(({ input }) => {
      const made = fixtureSpecimen({ index: 5000, now: new Date(), dictionaries: state.dictionaries });
      const items = input.itemCodes.flatMap((code) => state.dictionaries.orderItem[code] ?? []);
      const document: SpecimenDocument = {
        ...made,
        id: input.specimenId,
        barcode: input.barcode,
        state: 'collected',
        urgent: input.urgent,
        sampleNumber: null,
        groupId: items[0]?.groupId ?? 'CHEM',
        patient: { ...made.patient, ...input.patient },
        items: items.map((each, place) => ({
          orderId: fixtureId(5, 9_000_000 + place),
          itemCode: each.code,
          itemName: each.name,
          testCodes: each.testCodes,
          fee: each.fee,
        })),
        lines: [],
      };
      return state.changed(document);
    }),
    printLabel: on.printLabel.handler(({ input }) => state.changed(withVersion(input))),
    collect: on.collect.handler(({ input }) => state.changed({ ...withVersion(input), state: 'collected' })),
    receive: on.receive.handler(({ input }) => {
      const document = withVersion(input);
      if (document.state === 'rejected') throw fail('SPECIMEN_REJECTED', { reason: document.rejection?.reason ?? '' });
      if (document.state !== 'collected' && document.state !== 'ordered')
        throw fail('STATE_REFUSED', { state: document.state });
      return state.changed({
        ...document,
        state: 'received',
        sampleNumber: '0977',
        urgent: input.urgent ?? document.urgent,
        receivedBy: me,
        milestones: { ...document.milestones, receivedAt: now() },
      });
    }),
    reject: on.reject.handler(({ input }) =>
      state.changed({
        ...withVersion(input),
        state: 'rejected',
        rejection: { reasonCode: input.reasonCode, reason: input.reason, by: me, at: now() },
      }),
    ),
    ingest: on.ingest.handler(() => ({ placed: 0, repeats: 0, parked: [], specimenId: null })),
    enterResults: on.enterResults.handler(({ input }) => {
      const document = withVersion(input);
      const lines = document.lines.map((line) => {
        const entered = input.results.find((each) => each.testCode === line.testCode);
        if (!entered) return line;
        if (line.currentId && !input.reason) throw fail('REASON_REQUIRED');
        const version: ResultVersion = {
          id: crypto.randomUUID(),
          testCode: line.testCode,
          value: entered.value,
          unit: line.unit,
          numeric: Number.isNaN(Number(entered.value)) ? null : Number(entered.value),
          noValue: false,
          abnormality: 'normal',
          range: line.versions[0]?.range ?? null,
          instrumentFlags: [],
          source: 'manual',
          instrumentId: null,
          channel: null,
          messageId: null,
          instrumentTime: null,
          clockSuspect: false,
          receivedAt: now(),
          enteredBy: me,
          supersedes: line.currentId,
          reason: input.reason ?? null,
          comments: [],
          qualifiers: {},
        };
        return { ...line, versions: [...line.versions, version], currentId: version.id };
      });
      const complete = lines.every((line) => line.currentId);
      return state.changed({ ...document, lines, state: complete ? 'tested' : 'testing' });
    }),
    chooseResult: on.chooseResult.handler(({ input }) => {
      const document = withVersion(input);
      return state.changed({
        ...document,
        lines: document.lines.map((line) =>
          line.testCode === input.testCode ? { ...line, currentId: input.resultId } : line,
        ),
      });
    }),
    addTest: on.addTest.handler(({ input }) => {
      const document = withVersion(input);
      const added = input.testCodes.flatMap((code) => state.dictionaries.test[code] ?? []);
      return state.changed({
        ...document,
        lines: [
          ...document.lines,
          ...added.map((test) => ({
            testCode: test.code,
            name: test.name,
            nameEn: test.nameEn,
            unit: test.unit,
            printOrder: 99,
            origin: 'added' as const,
            versions: [],
            currentId: null,
            previous: null,
          })),
        ],
      });
    }),
    setRemark: on.setRemark.handler(({ input }) => state.changed({ ...withVersion(input), remark: input.remark })),
    findings: on.findings.handler(({ input }) => input.specimenIds.flatMap((id) => findings(get(id)))),
    review: on.review.handler(({ input }) => {
      const reviewed: SpecimenDocument[] = [];
      const refused: { specimenId: string; code: string; findings: ReviewFinding[] }[] = [];
      for (const each of input.specimens) {
        const document = withVersion(each);
        const found = findings(document);
        if (found.some((finding) => finding.level === 'block') || (found.length > 0 && !input.confirmed)) {
          refused.push({ specimenId: document.id, code: 'REVIEW_BLOCKED', findings: found });
          continue;
        }
        const second = state.dictionaries.group[document.groupId]?.requireSecondReview && !input.witness;
        reviewed.push(
          state.changed({
            ...document,
            state: second ? 'reviewed' : 'released',
            reportVersion: second ? 0 : 1,
            firstReview: { by: me, at: now() },
          }),
        );
      }
      return { reviewed, refused };
    }),
    secondReview: on.secondReview.handler(({ input }) =>
      state.changed({
        ...withVersion(input),
        state: 'released',
        reportVersion: 1,
        secondReview: { by: me, at: now() },
      }),
    ),
    unreview: on.unreview.handler(({ input }) =>
      state.changed({ ...withVersion(input), state: 'tested', firstReview: null }),
    ),
    recall: on.recall.handler(({ input }) => {
      const document = withVersion(input);
      return state.changed({
        ...document,
        state: 'recalled',
        recall: { reason: input.reason, by: me, at: now(), reportVersion: document.reportVersion },
      });
    }),
    resolveUnplaced: on.resolveUnplaced.handler(({ input }) => {
      const row = state.unplaced.find((each) => each.id === input.unplacedId);
      if (!row) throw fail('NOT_FOUND');
      row.resolved = { how: input.how === 'place' ? 'placed' : 'dismissed', by: me, at: now(), reason: input.reason };
      state.tell({ type: 'change', kind: 'unplaced', entityId: row.id });
      return row;
    }),
    unconfirmedTests: on.unconfirmedTests.handler(() => []),
    saveDictionaryEntry: on.saveDictionaryEntry.handler(({ input }) => {
      Object.assign(state.dictionaries[input.kind], { [input.key]: input.entry });
      state.dictionaries = { ...state.dictionaries, version: state.dictionaries.version + 1 };
      state.tell({ type: 'change', kind: 'dictionary', entityId: input.key });
      return { kind: input.kind, key: input.key, version: (input.expectedVersion ?? 0) + 1 };
    }),
    dictionaryEntry: on.dictionaryEntry.handler(({ input }) => {
      const entry: unknown = state.dictionaries[input.kind][input.key];
      return {
        entry,
        version: 2,
        history: [
          { version: 2, at: now(), by: '陈主任', entry },
          { version: 1, at: state.options.now.toISOString(), by: '系统', entry },
        ],
      };
    }),
  };
}
