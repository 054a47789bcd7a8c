// Routes of the embedded request form: signed links in; the one exam's form, its documents and the request itself. The page is a file of the renderer.
import type { z } from 'zod';
import { maskedNumber } from '../../../../core/ecg/flow/linked.ts';
import { CommandMeta } from '../../../../core/kernel/contract.ts';
import { errorTable, fail, YishuError } from '../../../../core/kernel/errors.ts';
import { AttachmentKind, attachmentLimits } from '../../../../core/orders/attachment.ts';
import type { ExamDocument, RemoteEcg } from '../../../../core/orders/exam.ts';
import { superiorsFor } from '../../../../core/orders/network.ts';
import { type RemoteForm, RemoteFormRemove, RemoteFormSend } from '../../../../core/orders/remote-link.ts';
import { requireAccess } from '../../../kernel/access.ts';
import type { PlainRoute } from '../../../kernel/area.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import { readBody } from '../../../web/requests.ts';
import { bearerOf } from '../../imaging/module.ts';
import type { Attachments } from '../attachments/acts.ts';
import { fileAnswer } from '../attachments/routes.ts';
import { listedNetwork } from '../institutions.ts';
import { askRemote } from '../remote-acts.ts';
import { examOfVisitor, exchangeRemoteLink, type RemoteVisitor, remoteVisitor } from './links.ts';

/** What an ECG's request is filled in with; the ECG area knows its recordings. */
export type EcgFactsOf = (db: Kernel['db'], exam: ExamDocument, now: string) => Promise<RemoteEcg>;

export interface RemoteLinkParts {
  kernel: Kernel;
  attachments(): Attachments;
  ecgFactsOf: EcgFactsOf;
}

/** Numbers masked as on every screen; what the form has no use for stays here. */
function forForm(exam: ExamDocument): ExamDocument {
  const { patient } = exam;
  return {
    ...exam,
    patient: {
      id: patient.id,
      number: maskedNumber(patient.number),
      name: patient.name,
      sex: patient.sex,
      birthDate: patient.birthDate,
    },
    objects: exam.objects.map((one) => ({ ...one, id: '' })),
    assignedTo: null,
    lock: null,
  };
}

async function formOf(
  { kernel, attachments, ecgFactsOf }: RemoteLinkParts,
  visitor: RemoteVisitor,
): Promise<RemoteForm> {
  const exam = await examOfVisitor(kernel, visitor);
  const entry = {
    act: 'orders.requestForm',
    subject: exam.accessionNumber,
    patientId: exam.patient.id,
    detail: `${visitor.system} ${visitor.user}`,
  };
  const now = kernel.clock.now().toISOString();
  return kernel.read(visitor.caller, null, entry, async (db) => ({
    exam: forForm(exam),
    system: visitor.system,
    user: visitor.user,
    institutions: superiorsFor(
      await listedNetwork(kernel, db, visitor.by.institutionId),
      exam.institutionId,
      exam.service,
    ),
    attachments: await attachments().list(visitor.caller, exam.id, visitor.by),
    ecg: exam.service === 'ecg' ? await ecgFactsOf(db, exam, now) : null,
    now,
    expiresAt: visitor.expiresAt.toISOString(),
  }));
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw fail('INPUT_INVALID', { fields: read.error.issues.slice(0, 20).map(({ path }) => path.join('.')) });
}

async function jsonOf(request: Request): Promise<unknown> {
  const bytes = await readBody(request, 64 * 1024);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw fail('INPUT_INVALID', { what: 'no JSON' });
  }
}

/** The token may stand in the log of nobody: errors behind it are answered here, without the address. */
function refusal(kernel: Kernel, error: unknown): Response {
  const known = error instanceof YishuError ? error : fail('INTERNAL', { what: 'a request form' });
  if (known !== error) kernel.log('error', 'a request form behind a link failed', { error: String(error) });
  const { code, message, detail } = known;
  return Response.json({ code, message, data: detail }, { status: errorTable[code].http });
}

export function remoteLinkRoutes(parts: RemoteLinkParts): PlainRoute[] {
  const { kernel, attachments } = parts;
  const behind = (
    method: 'GET' | 'POST',
    path: string,
    answer: (visitor: RemoteVisitor, request: Request) => Promise<unknown>,
  ): PlainRoute => ({
    method,
    path: `/remote-request/api/${path}`,
    public: true,
    tokens: true,
    async handle(request: Request, caller: Caller) {
      try {
        // Of another site's page neither a form nor a script has this header, nor the token.
        if (method === 'POST' && request.headers.get('x-yishu') !== '1')
          throw fail('REQUEST_REFUSED', { what: 'header' });
        const visitor = await remoteVisitor(kernel, caller.address, bearerOf(request) ?? '');
        requireAccess(visitor.caller, null);
        const said = await answer(visitor, request);
        return said instanceof Response ? said : Response.json(said, { headers: { 'cache-control': 'no-store' } });
      } catch (error) {
        return refusal(kernel, error);
      }
    },
  });
  /** The token is of one exam: another one's document is none here. @throws NOT_FOUND */
  const requireOfForm = async (visitor: RemoteVisitor, attachmentId: string) => {
    const own = await attachments().list(visitor.caller, visitor.examId, visitor.by);
    if (!own.some(({ id }) => id === attachmentId)) throw fail('NOT_FOUND', { what: 'attachment' });
  };
  return [
    {
      method: 'GET',
      path: '/remote-request',
      public: true,
      async handle(request, caller) {
        const answer = await exchangeRemoteLink(kernel, caller, new URL(request.url).searchParams);
        const location =
          'token' in answer ? `/remote-request/${answer.token}` : `/remote-request/refused-${answer.refused}`;
        return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
      },
    },
    behind('GET', 'form', (visitor) => formOf(parts, visitor)),
    behind('POST', 'send', async (visitor, request) => {
      const input = parsed(RemoteFormSend, await jsonOf(request));
      await askRemote(kernel, visitor.caller, { ...input, examId: visitor.examId }, visitor.by);
      return formOf(parts, visitor);
    }),
    behind('GET', 'document', async (visitor, request) => {
      const id = new URL(request.url).searchParams.get('id') ?? '';
      await requireOfForm(visitor, id);
      return fileAnswer(await attachments().open(visitor.caller, id, visitor.by));
    }),
    behind('POST', 'attachments', async (visitor, request) => {
      const query = new URL(request.url).searchParams;
      return attachments().add(
        visitor.caller,
        {
          command: parsed(CommandMeta, { id: query.get('command'), at: query.get('at') }),
          examId: visitor.examId,
          kind: parsed(AttachmentKind, query.get('kind')),
          name: query.get('name') ?? '',
          bytes: await readBody(request, attachmentLimits.bytes + 1024 * 1024),
        },
        visitor.by,
      );
    }),
    behind('POST', 'remove', async (visitor, request) => {
      const input = parsed(RemoteFormRemove, await jsonOf(request));
      await requireOfForm(visitor, input.attachmentId);
      return attachments().remove(visitor.caller, input, visitor.by);
    }),
  ];
}
