// The one way to a token: client credentials as a form, as JSON, or in the header Basic (RFC 6749 2.3.1, 4.4).
import { z } from 'zod';
import { fail } from '../../../core/kernel/errors.ts';
import { outsidePath, type TokenAnswer } from '../../../core/programs/api.ts';
import type { PlainRoute } from '../../kernel/area.ts';
import type { Kernel } from '../../kernel/types.ts';
import { readBody } from '../../web/requests.ts';
import { json, parsed, refusal } from './answer.ts';
import type { Door } from './door.ts';

const Credentials = z.object({
  grant_type: z.literal('client_credentials'),
  client_id: z.string().min(1).max(64),
  client_secret: z.string().min(1).max(200),
});

function basic(header: string | null): { client_id?: string; client_secret?: string } {
  const coded = /^Basic\s+(\S+)$/i.exec(header ?? '')?.[1];
  if (coded === undefined) return {};
  const [id = '', ...secret] = Buffer.from(coded, 'base64').toString('utf8').split(':');
  return { client_id: id, client_secret: secret.join(':') };
}

async function credentials(request: Request): Promise<z.output<typeof Credentials>> {
  const text = new TextDecoder().decode(await readBody(request, 16 * 1024));
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  let said: object = {};
  try {
    said = type === 'application/json' ? Object(JSON.parse(text)) : Object.fromEntries(new URLSearchParams(text));
  } catch {
    throw fail('INPUT_INVALID', { fields: ['body: no JSON'] });
  }
  return parsed(Credentials, { ...said, ...basic(request.headers.get('authorization')) });
}

export function tokenRoute(kernel: Kernel, door: Door): PlainRoute {
  return {
    method: 'POST',
    path: `${outsidePath}/token`,
    public: true,
    tokens: true,
    async handle(request, { address }) {
      try {
        const { client_id, client_secret } = await credentials(request);
        const { token, seconds, scopes } = await door.token(request, address, { id: client_id, secret: client_secret });
        return json({
          access_token: token,
          token_type: 'Bearer',
          expires_in: seconds,
          scope: scopes.join(' '),
        } satisfies z.input<typeof TokenAnswer>);
      } catch (error) {
        return refusal(kernel, error, `POST ${outsidePath}/token`);
      }
    },
  };
}
