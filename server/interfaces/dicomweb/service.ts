// The DICOMweb service: one route that sends a path to search, retrieval or storage.
import { errorTable, fail, YishuError } from '../../../core/kernel/errors.ts';
import { type Archive, createVisitors } from '../../areas/imaging/module.ts';
import type { PlainRoute } from '../../kernel/area.ts';
import type { Kernel } from '../../kernel/types.ts';
import { allBulk, bulkData } from './bulk.ts';
import { servicePath, type Visitor, visitorOf } from './door.ts';
import type { Scope } from './instances.ts';
import { qido } from './qido.ts';
import { rendered, type Thumbnails, thumbnail } from './rendered.ts';
import { stow } from './stow.ts';
import { frames, metadata, retrieve, type Wado } from './wado.ts';

interface Target {
  scope: Partial<Scope>;
  rest: readonly string[];
}

/** `studies/S/series/E/instances/I/rest…` */
function targetOf(path: readonly string[]): Target {
  const scope: Partial<Scope> = {};
  let at = 0;
  for (const [word, key] of [
    ['studies', 'study'],
    ['series', 'series'],
    ['instances', 'instance'],
  ] as const) {
    if (path[at] !== word || path[at + 1] === undefined) break;
    scope[key] = path[at + 1];
    at += 2;
  }
  return { scope, rest: path.slice(at) };
}

async function get(parts: Wado, request: Request, kept: Thumbnails): Promise<Response> {
  const { visitor } = parts;
  const { scope, rest } = targetOf(visitor.path);
  const { study, series, instance } = scope;
  const [word, ...more] = rest;
  const { searchParams } = new URL(request.url);
  const accept = searchParams.get('accept') ?? request.headers.get('accept') ?? '';
  const range = request.headers.get('range');
  if (word === 'studies' && !study) return qido(parts, 'study', {}, searchParams, accept);
  if (word === 'series' && !series) return qido(parts, 'series', study ? { study } : {}, searchParams, accept);
  if (word === 'instances' && !instance) {
    const within = { ...(study ? { study } : {}), ...(series ? { series } : {}) };
    return qido(parts, 'instance', within, searchParams, accept);
  }
  if (!study) throw fail('NOT_FOUND', { what: visitor.path.join('/') });
  const named: Scope = { study, ...(series ? { series } : {}), ...(instance ? { instance } : {}) };
  switch (word) {
    case undefined:
      return retrieve(parts, named, accept, range);
    case 'metadata':
      return metadata(parts, named, accept);
    case 'bulkdata':
    case 'pixeldata':
      if (more.length > 0) throw fail('NOT_FOUND', { what: visitor.path.join('/') });
      return allBulk(parts, named, word, { accept, range });
    case 'bulk':
      return bulkData(parts, named, more, { accept, range });
    case 'frames': {
      const [list, view] = more;
      if (!instance) throw fail('NOT_FOUND', { what: visitor.path.join('/') });
      if (view === 'rendered') return rendered(parts, named, request, list ?? null);
      if (view === 'thumbnail') return thumbnail(parts, named, request, { frame: list ?? null, kept });
      if (view) throw fail('NOT_FOUND', { what: visitor.path.join('/') });
      return frames(parts, named, list ?? null, { accept, range });
    }
    case 'rendered':
      return rendered(parts, named, request, null);
    case 'thumbnail':
      return thumbnail(parts, named, request, { frame: null, kept });
    default:
      throw fail('NOT_FOUND', { what: visitor.path.join('/') });
  }
}

function refusal(error: unknown): Response {
  if (!(error instanceof YishuError)) throw error;
  return Response.json(
    { code: error.code, message: error.message, detail: error.detail },
    { status: errorTable[error.code].http },
  );
}

export function dicomWebRoutes(kernel: Kernel, archive: () => Archive): PlainRoute[] {
  const kept: Thumbnails = new Map();
  const visitors = createVisitors(kernel);
  const route = (method: PlainRoute['method']): PlainRoute => ({
    method,
    path: `${servicePath}/*`,
    public: true,
    tokens: true,
    async handle(request, caller) {
      try {
        const visitor: Visitor = await visitorOf(visitors, request, caller);
        const parts: Wado = { kernel, archive: archive(), visitor, visitors };
        if (method === 'GET') return await get(parts, request, kept);
        const { scope, rest } = targetOf(visitor.path);
        const last = rest[0] ?? (scope.study && !scope.series ? 'studies' : undefined);
        if (last !== 'studies') throw fail('NOT_FOUND', { what: visitor.path.join('/') });
        return await stow(parts.archive, visitor, request, {
          studyUid: scope.study,
          accept: request.headers.get('accept') ?? '',
        });
      } catch (error) {
        return refusal(error);
      }
    },
  });
  return [route('GET'), route('POST')];
}
