// A record of several files (WFDB: header, signals, segments) handed in at once: kept as one archive, so that what arrived stays one object.
import { packZip } from '../../../core/ecg/formats/index.ts';
import { fail } from '../../../core/kernel/errors.ts';

export interface HandedIn {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

const mostFiles = 2000;

const plainName = (name: string) => name.slice(name.search(/[^/\\]*$/)).replaceAll('\0', '');

/**
 * The file of an upload: the body itself, or of `multipart/form-data` its one file, or its files as an archive named like the record.
 * @throws INPUT_INVALID for a form that is none, has no file, too many, or two of one name
 */
export async function handedIn(request: Request, body: Uint8Array<ArrayBuffer>, name: string): Promise<HandedIn> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) return { name, bytes: body };
  const form = await new Response(body, { headers: { 'content-type': type } }).formData().catch(() => null);
  if (!form) throw fail('INPUT_INVALID', { fields: ['body: not multipart/form-data'] });
  const parts = [...form.values()].filter((part) => typeof part !== 'string');
  const files = await Promise.all(
    parts.map(async (part) => ({ name: plainName(part.name), bytes: new Uint8Array(await part.arrayBuffer()) })),
  );
  const [first] = files;
  if (!first) throw fail('INPUT_INVALID', { fields: ['body: the form has no file'] });
  if (files.length > mostFiles) throw fail('INPUT_INVALID', { fields: [`body: more than ${mostFiles} files`] });
  if (new Set(files.map((file) => file.name)).size < files.length)
    throw fail('INPUT_INVALID', { fields: ['body: two files of one name'] });
  if (files.length === 1) return { name: first.name || name, bytes: first.bytes };
  const header = files.find((file) => /\.hea$/i.test(file.name));
  return { name: `${(header ?? first).name.replace(/\.\w+$/, '')}.zip`, bytes: packZip(files) };
}
