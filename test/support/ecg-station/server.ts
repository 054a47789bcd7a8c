// A server of the ECG station's contract in memory, over real recordings: for pictures and browser tests of the screens, never for work.
import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/fetch';
import { stationContract } from '../../../core/contract.ts';
import { packOverview } from '../../../core/ecg/flow/overview.ts';
import { envelopeOf } from '../../../core/ecg/paper/envelope.ts';
import { valuesOf } from '../../../core/ecg/paper/mark-values.ts';
import { rights, shippedRoles } from '../../../core/identity/rights.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { decideRemote, requestRemote } from '../../../core/orders/exam-remote.ts';
import type { InstitutionListed } from '../../../core/orders/institution.ts';
import type { ExamReport } from '../../../core/reporting/exam-report.ts';
import { fixtureRest } from '../../../renderer/testing/fixture-rest.ts';
import { me } from '../../../renderer/testing/fixture-specimens.ts';
import { fixtureState } from '../../../renderer/testing/fixture-state.ts';
import { type EcgCase, ecgCases } from './cases.ts';
import { samplesAnswer } from './samples.ts';
import { fixtureTerms } from './terms.ts';

const { identity, patient, critical, devices, sync, orders, examReports, ecg } = stationContract;
const contract = { identity, patient, critical, devices, sync, orders, examReports, ecg };

function listed(part: Pick<InstitutionListed, 'id' | 'name'> & Partial<InstitutionListed>): InstitutionListed {
  return {
    ...{ nameEn: part.id, reads: ['ecg'], superiorIds: [], openDepartments: [], own: false, mine: false },
    ...{ address: '', level: '', contact: '', phone: '' },
    ...part,
  };
}

export interface EcgStationServer {
  cases: EcgCase[];
  reports: Map<string, ExamReport>;
  fetch: (request: Request) => Promise<Response | null>;
}

export function createEcgStation(now: Date, cases = ecgCases(now)): EcgStationServer {
  const on = implement(contract);
  const rest = fixtureRest(fixtureState({ specimens: 2, online: true, loggedOut: false, now }));
  const reports = new Map<string, ExamReport>();
  const stamp = () => new Date().toISOString();
  /** The fixture's reader acts for every institution. */
  const context = () => ({
    now: stamp(),
    by: { personId: me.id, personName: '李心怡', stationName: '心电诊断 1 号', institutionId: null },
  });
  const find = (examId: string) => {
    const found = cases.find((one) => one.exam.id === examId);
    if (!found) throw new Error(`no exam ${examId}`);
    return found;
  };
  const recordingOf = (recordingId: string) => {
    const found = cases.find((one) => one.detail.recording.id === recordingId);
    if (!found) throw new Error(`no recording ${recordingId}`);
    return found;
  };
  const put = (exam: ExamDocument): ExamDocument => {
    const next = { ...exam, version: exam.version + 1 };
    find(exam.id).exam = next;
    return next;
  };
  const keep = (report: ExamReport): ExamReport => {
    reports.set(report.id, report);
    const { exam } = find(report.examId);
    put({
      ...exam,
      report: {
        ...exam.report,
        id: report.id,
        state: report.state === 'superseded' ? 'final' : report.state,
        positive: report.content.positive,
        author: report.author,
        reviewer: report.reviewer,
        releasedAt: report.releasedAt,
      },
    });
    return report;
  };
  const reportOf = (id: string): ExamReport => {
    const found = reports.get(id);
    if (!found) throw new Error(`no report ${id}`);
    return found;
  };
  const signed = (report: ExamReport, role: 'author' | 'reviewer') => [
    ...report.signatures,
    { role, personId: me.id, personName: me.name, at: stamp(), picture: null },
  ];
  const session = () => ({
    person: {
      ...me,
      user: 'ecg',
      name: '李心怡',
      title: '主治医师',
      departmentId: 'ECG',
      roles: shippedRoles.map((role) => role.id),
      labGroups: [],
      hasSignature: true,
    },
    rights: [...rights],
    hospital: { name: '示范人民医院', nameEn: 'Demo People’s Hospital' },
    mustChangePassword: false,
    idleTimeoutSeconds: 900,
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    offline: false,
    workstation: { id: 'w1', name: '心电诊断 1 号' },
  });
  const byRisk = (exam: ExamDocument) =>
    ['critical', 'majorPositive', 'attention', 'unknown', 'normal'].indexOf(exam.risk?.level ?? 'unknown');
  const router = {
    identity: { ...rest.identity, me: on.identity.me.handler(() => session()) },
    patient: rest.patient,
    critical: {
      ...rest.critical,
      list: on.critical.list.handler(() => ({ rows: [], counts: { open: 0, notified: 0, overdue: 0 } }) as never),
    },
    devices: {
      ...rest.devices,
      events: on.devices.events.handler(async function* () {
        yield { type: 'hello' as const, at: stamp() };
        await new Promise(() => undefined);
      }),
    },
    sync: rest.sync,
    orders: {
      worklist: on.orders.worklist.handler(() => {
        const rows = cases.map((one) => one.exam).sort((a, b) => byRisk(a) - byRisk(b));
        return {
          rows,
          counts: { waiting: rows.length, draft: 0, submitted: 0, final: 0, critical: 0 },
          asOf: stamp(),
          stale: false,
        };
      }),
      exam: on.orders.exam.handler(({ input }) => find(input.examId).exam),
      priors: on.orders.priors.handler(() => []),
      lock: on.orders.lock.handler(({ input }) => {
        const { exam } = find(input.examId);
        return put({
          ...exam,
          lock: {
            personId: me.id,
            personName: '李心怡',
            stationName: '心电诊断 1 号',
            since: stamp(),
            until: stamp(),
            fence: (exam.lock?.fence ?? 0) + 1,
          },
        });
      }),
      institutions: on.orders.institutions.handler(() => [
        listed({ id: 'own', name: '区域心电诊断中心', own: true, mine: true, superiorIds: ['city'] }),
        listed({ id: 'H1', name: '示范人民医院', reads: [], superiorIds: ['own', 'city'] }),
        listed({ id: 'city', name: '市人民医院' }),
        listed({ id: 'town', name: '清溪镇卫生院', reads: [], superiorIds: ['own', 'city'] }),
      ]),
      requestRemote: on.orders.requestRemote.handler(({ input }) =>
        put(requestRemote(find(input.examId).exam, { ...input, toInstitutionName: '市人民医院' }, context())),
      ),
      decideRemote: on.orders.decideRemote.handler(({ input }) =>
        put(decideRemote(find(input.examId).exam, input.act, input.reason, context())),
      ),
      assign: on.orders.assign.handler(({ input }) =>
        put({
          ...find(input.examId).exam,
          assignedTo: input.personId === null ? null : { personId: input.personId, personName: '李心怡' },
        }),
      ),
      unlock: on.orders.unlock.handler(({ input }) => put({ ...find(input.examId).exam, lock: null })),
      setRisk: on.orders.setRisk.handler(({ input }) =>
        put({
          ...find(input.examId).exam,
          risk: {
            level: input.level,
            by: 'person',
            reasons: [{ code: 'person', text: input.text, textEn: input.text }],
            at: stamp(),
          },
        }),
      ),
    },
    examReports: {
      ofExam: on.examReports.ofExam.handler(({ input }) =>
        [...reports.values()].filter((one) => one.examId === input.examId),
      ),
      saveDraft: on.examReports.saveDraft.handler(({ input }) => {
        const before = reports.get(input.reportId);
        return keep({
          ...(before ?? {
            id: input.reportId,
            examId: input.examId,
            service: 'ecg' as const,
            version: 0,
            edition: 1,
            authorId: me.id,
            author: '李心怡',
            startedAt: stamp(),
            submittedAt: null,
            releasedAt: null,
            reviewer: '',
            returnReason: '',
            amendReason: '',
            corrections: [],
            signatures: [],
            verificationCode: '',
            contentHash: '',
            recall: null,
          }),
          state: 'draft',
          version: (before?.version ?? 0) + 1,
          savedAt: stamp(),
          content: input.content,
        });
      }),
      submit: on.examReports.submit.handler(({ input }) => {
        const report = reportOf(input.reportId);
        return keep({
          ...report,
          version: report.version + 1,
          state: 'submitted',
          submittedAt: stamp(),
          content: input.content,
          signatures: signed(report, 'author'),
        });
      }),
      release: on.examReports.release.handler(({ input }) => {
        const report = reportOf(input.reportId);
        return keep({
          ...report,
          version: report.version + 1,
          state: 'final',
          releasedAt: stamp(),
          reviewer: '李心怡',
          content: input.content,
          signatures: signed(report, 'reviewer'),
        });
      }),
      templates: on.examReports.templates.handler(() => ({ templates: [], phrases: [] })),
    },
    ecg: {
      recordings: on.ecg.recordings.handler(({ input }) =>
        cases
          .map((one) => one.detail.recording)
          .filter((one) => (input.examId ? one.examId === input.examId : !input.states)),
      ),
      recording: on.ecg.recording.handler(({ input }) => recordingOf(input.recordingId).detail),
      previous: on.ecg.previous.handler(({ input }) => {
        const others = cases.filter(
          (one) => one.detail.recording.id !== input.recordingId && one.detail.recording.durationMs < 20_000,
        );
        return others.slice(0, 4).map((one) => one.detail.recording);
      }),
      saveCorrection: on.ecg.saveCorrection.handler(({ input }) => {
        const { detail } = recordingOf(input.recordingId);
        const values = valuesOf(input.marks, detail.measurement?.rrMs ?? null);
        const correction = {
          version: detail.corrections.length + 1,
          at: stamp(),
          personId: me.id,
          personName: '李心怡',
          marks: input.marks,
          values: {
            ...values,
            heartRateBpm: detail.measurement?.heartRateBpm ?? null,
            axisQrsDeg: detail.measurement?.axisDeg.qrs ?? null,
          },
          reason: input.reason,
        };
        detail.corrections.push(correction);
        detail.recording.measurementVersion = correction.version;
        return correction;
      }),
      alerts: on.ecg.alerts.handler(() => []),
      terms: on.ecg.terms.handler(() => fixtureTerms()),
      link: on.ecg.link.handler(() => ({
        url: `/ecg-view/${'f'.repeat(43)}`,
        token: 'f'.repeat(43),
        expiresAt: new Date(Date.now() + 1_800_000).toISOString(),
      })),
    },
  };
  const handler = new RPCHandler(router);
  return {
    cases,
    reports,
    async fetch(request) {
      const url = new URL(request.url);
      const samples = /^\/ecg\/recordings\/([^/]+)\/samples$/.exec(url.pathname);
      if (samples?.[1]) {
        const number = (name: string) => (url.searchParams.has(name) ? Number(url.searchParams.get(name)) : undefined);
        return new Response(
          samplesAnswer(recordingOf(samples[1]).recording, samples[1], number('fromMs'), number('toMs')),
        );
      }
      const strip = /^\/ecg\/recordings\/([^/]+)\/overview$/.exec(url.pathname);
      if (strip?.[1]) {
        const [rhythm] = recordingOf(strip[1]).recording.waveforms;
        const lead = rhythm?.leads.find(({ name }) => name === url.searchParams.get('lead')) ?? rhythm?.leads[0];
        if (!rhythm || !lead) return new Response(null, { status: 404 });
        return Response.json(packOverview(lead.name, envelopeOf(lead.samples, rhythm.sampleRateHz, 2400)));
      }
      const { matched, response } = await handler.handle(request, { prefix: '/rpc', context: {} });
      return matched ? response : null;
    },
  };
}
