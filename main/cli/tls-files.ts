// Certificate and private key from files: read once at the start, refused when they do not belong together or others could read the key.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

/** The group may read it, as administrators set it up for services; nobody else may do anything with it. */
const othersAccess = 0o027;

async function textOf(option: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Error(`${option} ${file}: 读不了 / cannot be read (${code})`);
  }
}

/** Windows has no such bits; there the folder's permissions protect it. */
async function requireKept(option: string, file: string): Promise<void> {
  if (process.platform === 'win32') return;
  const mode = (await stat(file)).mode & 0o777;
  if ((mode & othersAccess) === 0) return;
  throw new Error(
    `${option} ${file}: 其他用户可读写该私钥（${mode.toString(8)}），请先 chmod 600 / others can get at this key (${mode.toString(8)}): chmod 600 it first`,
  );
}

/**
 * Undefined when neither file is given. The text of an error never holds any of the key.
 * @param option `--tls` of `--tls-cert` and `--tls-key`
 * @throws when only one is given, one cannot be read, or the key is another certificate's
 */
export async function tlsFiles(
  option: string,
  certFile: string | undefined,
  keyFile: string | undefined,
): Promise<{ key: string; cert: string } | undefined> {
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined || keyFile === undefined)
    throw new Error(`${option}-cert 和 ${option}-key 须同时给出 / ${option}-cert and ${option}-key go together`);
  const cert = await textOf(`${option}-cert`, certFile);
  const key = await textOf(`${option}-key`, keyFile);
  await requireKept(`${option}-key`, keyFile);
  let fits: boolean;
  try {
    fits = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    throw new Error(`${certFile}, ${keyFile}: 不是未加密的 PEM 证书和私钥 / no certificate and unencrypted key in PEM`);
  }
  if (fits) return { key, cert };
  throw new Error(`${keyFile}: 不是 ${certFile} 的私钥 / not the key of ${certFile}`);
}
