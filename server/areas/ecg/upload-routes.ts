// The two doors over HTTP: a registered device, and a person who picks a file.
import { formMostBytes, recordingMostBytes } from '../../../core/ecg/flow/handed-in.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { cutText } from '../../../core/kernel/storable-text.ts';
import { requireAccess, systemCaller } from '../../kernel/access.ts';
import type { PlainRoute } from '../../kernel/area.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { actorOf, institutionsOf } from '../orders/module.ts';
import { requireAcquiring } from './access.ts';
import { sourceOfDevice } from './admission.ts';
import { readWhole } from './body.ts';
import { deviceOfRequest } from './device-door.ts';
import { takeIn } from './intake.ts';
import { makeRefusalTrail, type RefusalTrail } from './refusal-trail.ts';
import type { EcgServices } from './services.ts';
import { handedIn } from './several-files.ts';
import { pointOf } from './upload-points.ts';

/** Text of a header or of the address; percent-encoded where it is not ASCII. */
function textOf(request: Request, query: string, header: string): string {
  const value = new URL(request.url).searchParams.get(query) ?? request.headers.get(header) ?? '';
  try {
    return cutText(decodeURIComponent(value).trim(), 200);
  } catch {
    return cutText(value.trim(), 200);
  }
}

function givenBy(request: Request) {
  return {
    accession: cutText(textOf(request, 'accession', 'x-accession'), 64),
    requestNumber: cutText(textOf(request, 'request', 'x-request'), 64),
    patientNumber: cutText(textOf(request, 'patient', 'x-patient'), 64),
    recordingId: cutText(textOf(request, 'recording', 'x-recording-id'), 64),
  };
}

const fileName = (request: Request) => textOf(request, 'name', 'x-file-name').replaceAll(/[/\\]/g, '_') || 'recording';

async function institutionNamed(kernel: Kernel, id: string) {
  const institutions = await institutionsOf(kernel, kernel.db);
  const found = institutions.find((one) => one.id === id) ?? institutions.find(({ own }) => own);
  return { institutionId: found?.id ?? 'own', institutionName: found?.name ?? '' };
}

async function byDevice(
  services: EcgServices,
  request: Request,
  caller: Caller,
  trail: RefusalTrail,
): Promise<Response> {
  const { kernel } = services;
  const { device, bodySha256Hex } = await deviceOfRequest(kernel, request, caller.address, trail);
  const body = await readWhole(request, bodySha256Hex);
  const { name: file, bytes } = await handedIn(request, body, fileName(request));
  const arrival = await takeIn(services, bytes, {
    fileName: cutText(file, 200),
    source: await sourceOfDevice(kernel, device, 'upload'),
    given: givenBy(request),
    caller: systemCaller(caller.address),
  });
  return Response.json(arrival, { status: arrival.outcome === 'stored' ? 201 : 200 });
}

async function byPerson(services: EcgServices, request: Request, caller: Caller): Promise<Response> {
  const { kernel } = services;
  requireAccess(caller, 'ecg.acquire');
  const { person } = caller;
  if (!person) throw fail('LOGIN_REQUIRED');
  const body = await readWhole(request, null);
  const { name: file, bytes } = await handedIn(request, body, fileName(request));
  const actor = await actorOf(kernel, kernel.db, caller);
  const point = await pointOf(kernel.db, { personId: person.id });
  const examId = textOf(request, 'examId', 'x-exam');
  if (examId !== '' && !/^[0-9a-f-]{36}$/i.test(examId)) throw fail('INPUT_INVALID', { fields: ['examId'] });
  await requireAcquiring(kernel, caller, examId === '' ? null : examId);
  const arrival = await takeIn(services, bytes, {
    fileName: cutText(file, 200),
    source: {
      door: 'manual',
      deviceId: null,
      name: person.name,
      personId: person.id,
      departmentId: person.departmentId,
      ...(await institutionNamed(kernel, actor.institutionId ?? '')),
      ...(point ? { uploadPoint: { id: point.id, name: point.name } } : {}),
    },
    given: givenBy(request),
    ...(examId === '' ? {} : { examId }),
    caller,
  });
  return Response.json(arrival, { status: arrival.outcome === 'stored' ? 201 : 200 });
}

export function uploadRoutes(services: () => EcgServices): PlainRoute[] {
  const trail = makeRefusalTrail(() => services().kernel.clock.now().getTime());
  return [
    {
      method: 'POST',
      path: '/ecg/upload',
      public: true,
      tokens: true,
      handle: (request, caller) => byDevice(services(), request, caller, trail),
    },
    {
      method: 'POST',
      path: '/ecg/manual',
      public: false,
      largestBody: recordingMostBytes + formMostBytes,
      handle: (request, caller) => byPerson(services(), request, caller),
    },
  ];
}
