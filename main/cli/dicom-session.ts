// A person's session at a running server for commands about the archive: what they do is done in that person's name, with that person's rights.
import { ORPCError } from '@orpc/client';
import { DicomTrouble } from './dicom-trouble.ts';
import { clientOf, type ServerClient } from './server-client.ts';

export interface ArchiveSession {
  client: ServerClient;
  /** Asks a plain route below the server's address. @throws with the status when it is not 200 */
  get(path: string): Promise<Response>;
  /** Study Instance UIDs of what the user named by UID or accession number. @throws when there is none */
  studyUids(names: readonly string[]): Promise<string[]>;
  allStudyUids(): AsyncGenerator<string>;
  close(): Promise<void>;
}

const pageSize = 500;

function uidsIn(answer: unknown): string[] {
  if (!Array.isArray(answer)) return [];
  return answer.flatMap((entry: Record<string, { Value?: unknown[] }>) => entry['0020000D']?.Value?.map(String) ?? []);
}

/** @throws the server's refusal of the login */
export async function openSession(serverUrl: string, user: string, password: string): Promise<ArchiveSession> {
  const cookie = { value: '' };
  const client = clientOf(serverUrl, cookie);
  await client.identity.login({ user, password }).catch((error: unknown) => {
    if (!(error instanceof ORPCError) || !/^CAPTCHA/.test(error.code)) throw error;
    throw new DicomTrouble(
      error.code,
      '最近输错过密码，请先在本机浏览器中登录一次 / a password was mistyped lately: log in once in a browser here',
    );
  });
  const get = async (path: string) => {
    const response = await fetch(new URL(path, serverUrl), { headers: { cookie: cookie.value } });
    if (response.status !== 200 && response.status !== 204)
      throw new Error(`${path.split('?')[0]}: ${response.status} ${(await response.text()).slice(0, 300)}`);
    return response;
  };
  const query = async (filter: string): Promise<string[]> => {
    const response = await get(`/dicom-web/studies?${filter}`);
    return response.status === 204 ? [] : uidsIn(await response.json());
  };
  return {
    client,
    get,
    async studyUids(names) {
      const found: string[] = [];
      for (const name of names) {
        const isUid = /^\d+(\.\d+)+$/.test(name);
        const uids = await query(`${isUid ? 'StudyInstanceUID' : 'AccessionNumber'}=${encodeURIComponent(name)}`);
        if (uids.length === 0)
          throw new DicomTrouble(
            'NOT_FOUND',
            `没有检查 “${name}”：给出检查 UID 或检查号 / no study “${name}”: give a study UID or an accession number`,
          );
        found.push(...uids);
      }
      return [...new Set(found)];
    },
    async *allStudyUids() {
      for (let offset = 0; ; offset += pageSize) {
        const page = await query(`limit=${pageSize}&offset=${offset}`);
        yield* page;
        if (page.length < pageSize) return;
      }
    },
    async close() {
      await client.identity.logout();
    },
  };
}
