// A network of ECG hospitals on one server, and Chromium over it: what the browser tests of several levels and of remote reading begin with.
import { rm } from 'node:fs/promises';
import { createPerson } from '../../server/areas/identity/module.ts';
import { launchBrowser, type StationPages, stationPages } from './browser.ts';
import { type EcgWorld, startEcgWorld } from './ecg-world.ts';
import { type Browser, loggedIn, testPassword } from './server.ts';
import { buildPages } from './viewer-world.ts';

/** One of the network; the first one is this server's own. */
export interface NetworkPlace {
  id: string;
  name: string;
  departmentIds: string[];
  superiorIds: string[];
  /** Reads ECG for others. */
  reads: boolean;
}

export interface NetworkPerson {
  user: string;
  name: string;
  departmentId: string;
  role: string;
}

export interface EcgNetwork {
  world: EcgWorld;
  pages: StationPages;
  /** Errors of any page. */
  faults: string[];
  /** Those that were asked for, in their order, logged in. */
  people: Browser[];
  close(): Promise<void>;
}

export async function startEcgNetwork(
  places: readonly NetworkPlace[],
  people: readonly NetworkPerson[],
): Promise<EcgNetwork> {
  const rendererDir = await buildPages(['index.html']);
  // People's clocks run: the page has its own.
  const world = await startEcgWorld({ rendererDir, clock: { now: () => new Date() } });
  const { server } = world.started;
  await server.kernel.db
    .insertInto('institution')
    .values(
      places.map(({ id, name, departmentIds, superiorIds, reads }, at) => ({
        ...{ id, name, name_en: '', active: true, hl7_peer: '', own: at === 0 },
        ...{ department_ids: departmentIds, superior_ids: superiorIds, reads: reads ? ['ecg'] : [] },
      })),
    )
    .execute();
  const known: Browser[] = [];
  for (const { user, name, departmentId, role } of people) {
    await createPerson(server.kernel, {
      ...{ user, name, departmentId, roles: [role], extraRights: [], labGroups: [] },
      ...{ enabled: true, password: testPassword },
    });
    known.push(await loggedIn(server, user));
  }
  const chromium = await launchBrowser();
  const faults: string[] = [];
  return {
    ...{ world, faults, people: known },
    pages: stationPages(chromium, server.url, 'ecg', faults),
    async close() {
      await chromium.close();
      await world.started.close();
      await rm(rendererDir, { recursive: true, force: true });
    },
  };
}
