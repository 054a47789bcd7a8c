// The description of the outward interface (OpenAPI 3.1), made from its endpoints: what is described is what answers.
import { z } from 'zod';
import { OutsideProblem, outsidePath, TokenAnswer } from '../../../core/programs/api.ts';
import { programScopes } from '../../../core/programs/program.ts';
import type { Endpoint } from './endpoint.ts';

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => z.toJSONSchema(schema, { io, unrepresentable: 'any' });
const inJson = (schema: z.ZodType, io: 'input' | 'output') => ({
  'application/json': { schema: schemaOf(schema, io) },
});

function operation(one: Endpoint) {
  const inPath = [...one.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true, schema: { type: 'string' } },
  }));
  const inQuery = Object.entries(one.query ?? {}).map(([name, description]) => ({
    ...{ name, in: 'query', required: true, description, schema: { type: 'string' } },
  }));
  const key = {
    ...{
      name: 'Idempotency-Key',
      in: 'header',
      required: true,
      schema: { type: 'string', minLength: 8, maxLength: 128 },
    },
    description: 'One for each act; the same key with the same content is carried out once.',
  };
  const binary = Object.fromEntries((one.binary ?? []).map((type) => [type.split(';')[0], {}]));
  const good =
    typeof one.answer === 'string'
      ? { [one.answer]: { schema: { type: 'string', format: 'binary' } } }
      : inJson(one.answer, 'output');
  return {
    summary: one.summary,
    ...(one.scope === null ? {} : { description: `Scope: ${one.scope}` }),
    security: [{ program: one.scope === null ? [] : [one.scope] }],
    parameters: [...inPath, ...inQuery, ...(one.keyed ? [key] : [])],
    ...(one.body ? { requestBody: { required: true, content: inJson(one.body, 'input') } } : {}),
    ...(one.binary ? { requestBody: { required: true, content: binary } } : {}),
    responses: {
      200: { description: 'Done', content: good },
      default: { description: 'Refused, with the field and the cure', content: inJson(OutsideProblem, 'output') },
    },
  };
}

const tokenOperation = {
  summary: 'A token for ten minutes, by client credentials (RFC 6749 4.4); the header Basic is taken too',
  security: [],
  requestBody: {
    required: true,
    content: {
      'application/x-www-form-urlencoded': {
        schema: {
          type: 'object',
          required: ['grant_type', 'client_id', 'client_secret'],
          properties: {
            grant_type: { const: 'client_credentials' },
            client_id: { type: 'string' },
            client_secret: { type: 'string' },
          },
        },
      },
    },
  },
  responses: {
    200: { description: 'A token', content: inJson(TokenAnswer, 'output') },
    default: { description: 'Refused', content: inJson(OutsideProblem, 'output') },
  },
};

export function describeInterface(endpoints: readonly Endpoint[]) {
  const paths: Record<string, Record<string, unknown>> = { '/token': { post: tokenOperation } };
  for (const one of endpoints) {
    const path = `/${one.path.replaceAll(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [one.method.toLowerCase()]: operation(one) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Yishu 医枢: programs of other systems',
      version: '1',
      description:
        'JSON over HTTPS. A program gets a token with the id and the secret that the hospital gave it, and sends it as a bearer. Within version 1 fields are only added.',
    },
    servers: [{ url: outsidePath }],
    components: {
      securitySchemes: {
        program: {
          type: 'oauth2',
          flows: {
            clientCredentials: {
              tokenUrl: `${outsidePath}/token`,
              scopes: Object.fromEntries(programScopes.map((scope) => [scope, scope])),
            },
          },
        },
      },
    },
    paths,
  };
}
