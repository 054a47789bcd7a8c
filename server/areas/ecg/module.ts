// The ECG area: recordings from every door, whose they are, how dangerous, who is told; and what the department sets for itself.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { StatisticsPeriod } from '../../../core/ecg/flow/statistics.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { AreaModule, PlainRoute, Running } from '../../kernel/area.ts';
import { uuidsOf } from '../../kernel/ids.ts';
import { startRetention } from '../../kernel/retention.ts';
import type { Kernel } from '../../kernel/types.ts';
import { workbookResponse } from '../../kernel/workbook.ts';
import { type Archive, openObjectStore } from '../imaging/module.ts';
import { sightOf } from './access.ts';
import { escalateOverdue } from './alert-acts.ts';
import { alertSight } from './alert-sight.ts';
import { followArchive } from './archive-waveforms.ts';
import { watchFolder } from './folder.ts';
import { watchedFolders } from './folder-settings.ts';
import { followExams } from './follow-exams.ts';
import { removeOrphans } from './orphans.ts';
import { createAnalyser } from './reader/analyser.ts';
import { createReleaseJob, type ReleaseJob, releaseWaiting } from './release.ts';
import { replayRoutes } from './replay-routes.ts';
import { retryParked } from './retry.ts';
import { ecgRoutes } from './routes.ts';
import { shipRuleSets } from './rule-sets.ts';
import { sampleRoutes } from './sample-routes.ts';
import type { EcgServices } from './services.ts';
import { statistics } from './statistics.ts';
import { uploadRoutes } from './upload-routes.ts';
import { statisticsWorkbook } from './workbook.ts';

export { decideDevice, registerDevice } from './devices.ts';
export { lookThroughLink } from './links.ts';
export { requireLooked } from './looks.ts';
export { takeEcgMessage } from './message-door.ts';
export { recordingForPrint } from './print.ts';
export { openAlertsFor } from './queries.ts';
export { remoteFactsOf } from './remote-facts.ts';
export type { EcgServices } from './services.ts';

const escalationMs = 5_000;
const nonceKeptMs = 15 * 60_000;
const linkKeptMs = 30 * 86_400_000;

export interface EcgArea {
  module: AreaModule;
  /** @throws SERVER_BUSY before the server has started */
  services(): EcgServices;
}

function statisticsRoute(kernel: Kernel): PlainRoute {
  return {
    method: 'GET',
    path: '/ecg/statistics.xlsx',
    public: false,
    async handle(request, caller) {
      const given = StatisticsPeriod.safeParse(Object.fromEntries(new URL(request.url).searchParams));
      if (!given.success) throw fail('INPUT_INVALID', { fields: given.error.issues.map(({ path }) => path.join('.')) });
      const book = await statisticsWorkbook(await statistics(kernel, caller, given.data));
      return workbookResponse(book, `ecg-${given.data.from}-${given.data.to}`);
    },
  };
}

/** Escalates on a timer; one look at a time. */
function startEscalation(kernel: Kernel): Running {
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(() =>
      escalateOverdue(kernel).catch((error: unknown) =>
        kernel.log('error', 'escalation of ECG alarms failed', { error: String(error) }),
      ),
    );
  }, escalationMs);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

/** `archive`: where DICOM waveforms arrive. */
export function ecgArea(archive: () => Archive): EcgArea {
  let started: EcgServices | null = null;
  let release: ReleaseJob | null = null;
  function services(): EcgServices {
    if (!started) throw fail('SERVER_BUSY', { what: 'the ECG area is being started' });
    return started;
  }
  const module: AreaModule = {
    name: 'ecg',
    routes: (kernel, os) => ({ ecg: ecgRoutes(kernel, os, services, () => release?.wake()) }),
    plain: (kernel) => [
      ...uploadRoutes(services),
      ...sampleRoutes(services),
      ...replayRoutes(services),
      statisticsRoute(kernel),
    ],
    documents: (kernel) => [
      {
        kind: 'recording',
        span: 'recent',
        async read(ids, caller) {
          const known = uuidsOf(ids);
          if (known.length === 0) return new Map();
          const rows = await kernel.db.selectFrom('ecg_recording').select('doc').where('id', 'in', known).execute();
          const recordings = rows.map(({ doc }) => doc);
          const sees = await sightOf(kernel, kernel.db, caller, recordings);
          return new Map(recordings.filter(sees).map((recording) => [recording.id, recording]));
        },
      },
      {
        kind: 'ecgAlert',
        span: 'recent',
        async read(ids, caller) {
          const known = uuidsOf(ids);
          if (known.length === 0) return new Map();
          const rows = await kernel.db.selectFrom('ecg_alert').select('doc').where('id', 'in', known).execute();
          const sees = await alertSight(kernel, kernel.db, caller);
          return new Map(rows.filter(({ doc }) => sees(doc)).map(({ doc }) => [doc.id, doc]));
        },
      },
    ],
    async start(kernel, settings) {
      const key = Buffer.from(kernel.fields.blindIndex('ecg objects 1'), 'base64url');
      const objects = await openObjectStore({
        root: join(settings.dataDir, 'ecg'),
        cipher: 'aes-256-ctr',
        key,
        randomBytes,
        now: () => kernel.clock.now(),
        newId: kernel.newId,
      });
      const analyser = createAnalyser({ log: kernel.log });
      const parts: EcgServices = { kernel, objects, archive, analyser };
      started = parts;
      await shipRuleSets(kernel);
      await removeOrphans(parts);
      const running: Running[] = [
        startRetention(kernel, [
          { table: 'ecg_device_nonce', column: 'at', keptMs: nonceKeptMs },
          { table: 'ecg_link', column: 'expires_at', keptMs: linkKeptMs },
        ]),
        startEscalation(kernel),
        followExams(kernel),
        followArchive(parts),
        ...(await watchedFolders(settings.dataDir, kernel.log)).map((folder) => watchFolder(parts, folder)),
      ];
      const releasing = createReleaseJob(kernel.log, (isStopped) => releaseWaiting(parts, isStopped));
      release = releasing;
      const again = retryParked(parts)
        .catch((error: unknown) =>
          kernel.log('warn', 'parked recordings were not read again', { error: String(error) }),
        )
        .then(() => releasing.wake());
      return {
        async stop() {
          const released = releasing.stop();
          // Whoever waits for a reader is refused first, so that nothing below waits for one.
          await analyser.close();
          await again;
          await released;
          for (const one of running.toReversed()) await one.stop();
        },
      };
    },
  };
  return { module, services };
}
