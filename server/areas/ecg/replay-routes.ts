// Routes of the clinicians' replay (在线回放): signed links in; one exam's recording, samples and overview out. The page itself is a file of the renderer (viewer/ecg.html).

import { forLink, type LinkedEcg, maskedNumber } from '../../../core/ecg/flow/linked.ts';
import type { RecordingDocument } from '../../../core/ecg/flow/recording.ts';
import { ageText } from '../../../core/kernel/age.ts';
import { errorTable, fail, YishuError } from '../../../core/kernel/errors.ts';
import { instantAt } from '../../../core/kernel/hospital-time.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { saysSex } from '../../../core/patient/sex-code.ts';
import type { PlainRoute } from '../../kernel/area.ts';
import type { Caller } from '../../kernel/types.ts';
import { bearerOf } from '../imaging/module.ts';
import { examById } from '../orders/module.ts';
import { lookThroughLink, type OpenedLink } from './links.ts';
import { overview } from './overview.ts';
import { detailOf } from './queries.ts';
import { rawFile, samples } from './sample-routes.ts';
import type { EcgServices } from './services.ts';
import { exchangeEcgLink } from './signed-links.ts';

function patientOf(exam: ExamDocument | null, { patientSaid, recordedAt }: RecordingDocument): LinkedEcg['patient'] {
  if (exam) {
    const { patient } = exam;
    const on = exam.acquiredAt ?? exam.requestedAt;
    const age = { zh: ageText(patient.birthDate, on, 'zh'), en: ageText(patient.birthDate, on, 'en') };
    return { name: patient.name, sex: patient.sex, age, number: maskedNumber(patient.number) };
  }
  const on = instantAt(recordedAt.slice(0, 10));
  const born = patientSaid.birthDate;
  return {
    name: patientSaid.name,
    sex: saysSex(patientSaid.sex) ? patientSaid.sex : 'unknown',
    age: { zh: on ? ageText(born, on, 'zh') : '', en: on ? ageText(born, on, 'en') : '' },
    number: maskedNumber(patientSaid.id),
  };
}

async function linkedEcg({ kernel }: EcgServices, { row, examId, expiresAt }: OpenedLink): Promise<LinkedEcg> {
  const exam = examId === null ? null : await examById(kernel.db, examId);
  const siblings =
    examId === null
      ? [row]
      : await kernel.db
          .selectFrom('ecg_recording')
          .selectAll()
          .where('exam_id', '=', examId)
          .where('state', '=', 'matched')
          .orderBy('received_at', 'desc')
          .execute();
  return {
    expiresAt: expiresAt.toISOString(),
    now: kernel.clock.now().toISOString(),
    hospital: kernel.hospital,
    patient: patientOf(exam, row.doc),
    exam: exam && {
      accession: maskedNumber(exam.accessionNumber),
      procedureName: exam.procedureName,
      departmentName: exam.departmentName,
      bed: exam.visit?.bed ?? '',
    },
    detail: forLink(await detailOf(kernel.db, row.doc)),
    recordings: siblings.map(({ id, doc }) => ({
      id,
      recordedAt: doc.recordedAt,
      durationMs: doc.durationMs,
      level: doc.risk.level,
    })),
  };
}

/** Nothing that fails behind a link is logged with its address: the token may be part of it. */
function refusal(services: EcgServices, error: unknown): Response {
  const known = error instanceof YishuError ? error : fail('INTERNAL', { what: 'ECG behind a link' });
  if (known !== error)
    services.kernel.log('error', 'an ECG behind a link could not be shown', { error: String(error) });
  const { code, message, detail } = known;
  return Response.json({ code, message, detail }, { status: errorTable[code].http });
}

type Answer = (services: EcgServices, request: Request, opened: OpenedLink) => Promise<Response>;

export function replayRoutes(services: () => EcgServices): PlainRoute[] {
  const open = async (act: string, request: Request, caller: Caller, token: string, answer: Answer) => {
    const parts = services();
    try {
      const recordingId = new URL(request.url).searchParams.get('recording');
      return await answer(parts, request, await lookThroughLink(parts.kernel, caller, { token, act, recordingId }));
    } catch (error) {
      return refusal(parts, error);
    }
  };
  /** The token in a header, never in an address that other programs log. */
  const behind = (path: string, act: string, answer: Answer): PlainRoute => ({
    method: 'GET',
    path,
    public: true,
    tokens: true,
    handle: (request, caller) => open(act, request, caller, bearerOf(request) ?? '', answer),
  });
  return [
    {
      method: 'GET',
      path: '/ecg-view',
      public: true,
      async handle(request, caller) {
        const answer = await exchangeEcgLink(services().kernel, caller, new URL(request.url).searchParams);
        const location = 'token' in answer ? `/ecg-view/${answer.token}` : `/ecg-view/refused-${answer.refused}`;
        return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
      },
    },
    behind('/ecg/replay/recording', 'ecg.replay', async (parts, _request, opened) =>
      Response.json(await linkedEcg(parts, opened), { headers: { 'cache-control': 'no-store' } }),
    ),
    behind('/ecg/replay/samples', 'ecg.replaySamples', (parts, request, { row }) => samples(parts, request, row)),
    behind('/ecg/replay/overview', 'ecg.replayOverview', (parts, request, { row }) => overview(parts, request, row)),
    {
      // A picture or PDF of a cart is shown by the browser itself, which sends no header.
      method: 'GET',
      path: '/ecg-view/:token/file',
      public: true,
      tokens: true,
      handle: (request, caller, { token = '' }) =>
        open('ecg.replayFile', request, caller, token, (parts, _request, { row }) => rawFile(parts, row)),
    },
  ];
}
