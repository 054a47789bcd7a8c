// dcmtk's archive beside the tests: each AE title with a folder of its own, and the peers that it may send to.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunningTool, startTool } from './dicom-tools.ts';

/**
 * @param folder for its configuration and below it what it keeps
 * @param titles its AE titles
 * @param peers ports on this machine by AE title: destinations of C-MOVE
 */
export function startDcmqrscp(
  folder: string,
  titles: readonly string[],
  peers: Record<string, number> = {},
): Promise<RunningTool> {
  for (const title of titles) mkdirSync(join(folder, title), { recursive: true });
  const config = join(folder, `${titles[0]}.cfg`);
  const hosts = Object.entries(peers).map(([aet, port]) => `${aet.toLowerCase()} = (${aet}, 127.0.0.1, ${port})`);
  return startTool(
    'dcmqrscp',
    (port) => {
      const lines = [
        ...[`NetworkTCPPort = ${port}`, 'MaxPDUSize = 16384', 'MaxAssociations = 8'],
        ...['HostTable BEGIN', ...hosts, 'HostTable END', 'VendorTable BEGIN', 'VendorTable END', 'AETable BEGIN'],
        ...titles.map((title) => `${title} ${join(folder, title)} RW (20, 1024mb) ANY`),
        ...['AETable END', ''],
      ];
      writeFileSync(config, lines.join('\n'));
      return ['-c', config];
    },
    folder,
  );
}
