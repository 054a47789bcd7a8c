// The bytes of documents over HTTP: one file in a request, and one out; who is asked for stands in the address, never in a form.

import { CommandMeta } from '../../../../core/kernel/contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { AttachmentKind, attachmentLimits, type ExamAttachment } from '../../../../core/orders/attachment.ts';
import type { PlainRoute } from '../../../kernel/area.ts';
import type { Attachments, OpenedAttachment } from './acts.ts';

const mediaTypes: Readonly<Record<ExamAttachment['type'], string>> = {
  pdf: 'application/pdf',
  jpeg: 'image/jpeg',
  png: 'image/png',
  text: 'text/plain',
};

/** The file as what its bytes were found to be, never as what its name says. */
export function fileAnswer({ attachment, charset, bytes }: OpenedAttachment): Response {
  const type = mediaTypes[attachment.type];
  return new Response(bytes, {
    headers: {
      'content-type': charset === '' ? type : `${type}; charset=${charset}`,
      'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(attachment.name)}`,
      'cache-control': 'private, no-store',
    },
  });
}

/** A little more than a file may have, so that one that is too large is refused by its name and reason. */
const largestBody = attachmentLimits.bytes + 1024 * 1024;

export function attachmentRoutes(attachments: () => Attachments): PlainRoute[] {
  return [
    {
      method: 'POST',
      path: '/exam-attachments',
      public: false,
      largestBody,
      async handle(request, caller) {
        const query = new URL(request.url).searchParams;
        const kind = AttachmentKind.safeParse(query.get('kind'));
        const command = CommandMeta.safeParse({ id: query.get('command'), at: query.get('at') });
        const examId = query.get('exam') ?? '';
        const bad = [
          ...(kind.success ? [] : ['kind']),
          ...(command.success ? [] : ['command, at']),
          ...(/^[0-9a-f-]{36}$/i.test(examId) ? [] : ['exam']),
        ];
        if (!kind.success || !command.success || bad.length > 0) throw fail('INPUT_INVALID', { fields: bad });
        const bytes = new Uint8Array(await request.arrayBuffer());
        const added = await attachments().add(caller, {
          command: command.data,
          examId,
          kind: kind.data,
          name: query.get('name') ?? '',
          bytes,
        });
        return Response.json(added, { status: 201 });
      },
    },
    {
      method: 'GET',
      path: '/exam-attachments/:id',
      public: false,
      async handle(_request, caller, { id = '' }) {
        return fileAnswer(await attachments().open(caller, id));
      },
    },
  ];
}
