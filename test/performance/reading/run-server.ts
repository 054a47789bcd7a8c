// The server of the reading bench in a process of its own, with the demo's people: `node run-server.ts DATA_DIR`. Prints one line of JSON when it is ready.
import { demoVoice } from '../../../main/cli/demo-voice.ts';
import { logTo, printJson, rendererDir, stopSignal } from '../../../main/cli/options.ts';
import { createServer } from '../../../server/app.ts';
import { issueToken } from '../../../server/areas/imaging/module.ts';
import { createMovableClock, demoEnrolment, seedDemo } from '../../../server/demo/seed.ts';

const [dataDir = ''] = process.argv.slice(2);
const stopped = stopSignal();
const clock = createMovableClock();
const server = await createServer({
  dataDir,
  port: 0,
  rendererDir,
  log: logTo(true),
  clock,
  dicom: { port: 0, aet: 'YISHU', anyLoopback: true },
});
const accounts = await seedDemo(server.kernel, clock, demoVoice);
const token = await issueToken(server.kernel, { label: 'bench', studyUid: null, createdBy: null, lifeMs: 86_400_000 });
const enrolmentCode = await demoEnrolment(server.kernel);
printJson({ server: server.url, dicom: server.listeners.dicom ?? '', token, accounts, enrolmentCode });
await stopped;
await server.close();
