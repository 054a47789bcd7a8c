// What the desktop program is started with: attached to a host that runs already, or with a host of its own.
import { parseArgs } from 'node:util';

export type LaunchOptions =
  | { kind: 'attach'; url: string }
  | { kind: 'own'; serverUrl: string; dataDir: string; enrolmentCode: string | undefined };

export interface Surroundings {
  argv: readonly string[];
  env: Record<string, string | undefined>;
  /** Electron's folder for this program's data. */
  userData: string;
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Throws a sentence for the person when there is nothing to show. */
export function launchOptions({ argv, env, userData }: Surroundings): LaunchOptions {
  if (env.YISHU_ATTACH) {
    const url = URL.canParse(env.YISHU_ATTACH) ? new URL(env.YISHU_ATTACH) : undefined;
    if (url?.protocol !== 'http:' || !loopback.has(url.hostname)) {
      throw new Error('YISHU_ATTACH 必须是本机地址 / YISHU_ATTACH must be an address of this machine');
    }
    return { kind: 'attach', url: url.href };
  }
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: { server: { type: 'string' }, data: { type: 'string' }, enrol: { type: 'string' } },
  });
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const serverUrl = text(values.server) ?? env.YISHU_SERVER;
  if (!serverUrl || !URL.canParse(serverUrl)) {
    throw new Error('请用 --server 指定中心服务器地址 / name the central server with --server URL');
  }
  return {
    kind: 'own',
    serverUrl,
    dataDir: text(values.data) ?? env.YISHU_DATA ?? `${userData}/station`,
    enrolmentCode: text(values.enrol) ?? env.YISHU_ENROLMENT_CODE,
  };
}
