// What the demo's analyzers know of the world: which tubes stand in their rack, asked of the server like any other client would.
import type { Dictionaries } from '../../core/lab/dictionary.ts';
import type { AnalyzerWorld } from './demo-analyzers.ts';
import { clientOf } from './server-client.ts';

export function demoWorld(
  serverUrl: string,
  account: { user: string; password: string } | undefined,
  log: AnalyzerWorld['log'],
): AnalyzerWorld {
  const cookie = { value: '' };
  const client = clientOf(serverUrl, cookie);
  let dictionaries: Dictionaries | null = null;

  let login: Promise<unknown> | null = null;

  /** One login for all analyzers; a session that ended is opened again at the next turn. */
  async function signedIn<Output>(ask: () => Promise<Output>): Promise<Output> {
    if (!account) throw new Error('no technician account');
    login ??= client.identity.login({ user: account.user, password: account.password });
    try {
      await login;
      return await ask();
    } catch (error) {
      login = null;
      throw error;
    }
  }

  return {
    log,
    async dictionaries() {
      dictionaries ??= await signedIn(() => client.lab.dictionaries());
      return dictionaries;
    },
    async rack(instrumentId) {
      const known = await this.dictionaries();
      const instrument = known.instrument[instrumentId];
      if (!instrument) return [];
      const { rows } = await signedIn(() =>
        client.lab.worklist({ days: 3, groupId: instrument.groupId, states: ['received', 'testing'], limit: 100 }),
      );
      const documents = await Promise.all(
        rows.slice(0, 12).map((row) => signedIn(() => client.lab.specimen({ id: row.id }))),
      );
      return documents.map(({ document }) => document);
    },
  };
}
