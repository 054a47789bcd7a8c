// A central server in a process of its own, as `yishu server --demo` starts it, with as many more received blood counts as asked for:
// `node run-server.ts DATA_DIR ROWS`. Prints one line of JSON when it is ready.
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import { demoVoice } from '../../../main/cli/demo-voice.ts';
import { logTo, printJson, rendererDir, stopSignal } from '../../../main/cli/options.ts';
import { createServer, type Server } from '../../../server/app.ts';
import { insertSpecimen } from '../../../server/areas/lab/specimen-store.ts';
import { createMovableClock, demoEnrolment, seedDemo } from '../../../server/demo/seed.ts';
import { systemCaller } from '../../../server/kernel/access.ts';

const commandRows = 250;
const hourMs = 3_600_000;

/** Copies of one received blood count, a few seconds apart over the last two days, each a specimen of its own. */
async function addSpecimens(server: Server, count: number): Promise<void> {
  const { kernel } = server;
  const found = await kernel.db
    .selectFrom('lab_specimen')
    .select('doc')
    .where('group_id', '=', 'haematology')
    .where('state', '=', 'received')
    .where('urgent', '=', false)
    .executeTakeFirstOrThrow();
  const pattern: SpecimenDocument = { ...found.doc, attachments: [], urgent: false };
  const began = kernel.clock.now().getTime() - 48 * hourMs;
  const apart = (47 * hourMs) / count;
  for (let from = 0; from < count; from += commandRows) {
    const at = kernel.clock.now().toISOString();
    const request = { id: kernel.newId(), at, name: 'lab.order', right: null, subject: `bench ${from}`, input: from };
    await kernel.command(systemCaller('bench'), request, async (work) => {
      for (let index = from; index < Math.min(count, from + commandRows); index += 1) {
        const receivedAt = new Date(began + index * apart).toISOString();
        await insertSpecimen(work, {
          ...pattern,
          id: kernel.newId(),
          barcode: `88${String(index).padStart(8, '0')}`,
          sampleNumber: String(index + 1).padStart(5, '0'),
          patient: { ...pattern.patient, name: `${pattern.patient.name}${index}` },
          milestones: { ...pattern.milestones, orderedAt: receivedAt, collectedAt: receivedAt, receivedAt },
        });
      }
    });
  }
}

const [dataDir = '', rows = '0'] = process.argv.slice(2);
const stopped = stopSignal();
const clock = createMovableClock();
const server = await createServer({ dataDir, port: 0, rendererDir, log: logTo(true), clock });
const accounts = await seedDemo(server.kernel, clock, demoVoice);
await addSpecimens(server, Number(rows));
printJson({ server: server.url, accounts, enrolmentCode: await demoEnrolment(server.kernel) });
await stopped;
await server.close();
