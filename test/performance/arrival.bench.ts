// `npm run bench -- arrival`: from the answer to a study's last C-STORE to the exam with all its images on a reader's live feed; 40 studies.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chestFilm } from '../support/chest-film.ts';
import { hasTool } from '../support/dicom-tools.ts';
import { addPeople, command, loggedIn, startTestServer } from '../support/server.ts';
import { atMost, beside, type Figure, notMeasured } from './figure.ts';
import { percentile, rounded } from './lab-ingest/statistics.ts';

const studies = 40;
const warmUp = 3;
const images = 20;
const goalMs = 1000;
const title = 'last C-STORE response to the exam with its images on the feed, 95th percentile';

/** Sends a folder as a device does. @returns when storescu read its last response, ms of performance.now() */
function storescu(port: string, folder: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn('storescu', ['-v', '+sd', '-aec', 'YISHU', '127.0.0.1', port, folder], {
      env: { ...process.env, TCP_NODELAY: '1' },
    });
    let last = 0;
    let said = '';
    const listen = (data: Buffer) => {
      said += data.toString('latin1');
      if (data.includes('Received Store Response')) last = performance.now();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(last) : reject(new Error(said.slice(-500)))));
  });
}

export default async function arrival(): Promise<Figure[]> {
  if (!hasTool('storescu')) return [notMeasured(title, 'dcmtk is not installed', 'ms', `<= ${goalMs}`)];
  const [load = 0] = loadavg();
  const folder = await mkdtemp(join(tmpdir(), 'yishu-arrival-'));
  const started = await startTestServer({ dicom: { port: 0, aet: 'YISHU', anyLoopback: true } });
  const reading = new AbortController();
  try {
    const { server, clock } = started;
    const port = server.listeners.dicom?.split(':')[1] ?? '';
    await addPeople(server, ['radiographer', 'radiologist']);
    const desk = await loggedIn(server, 'radiographer');
    const reader = await loggedIn(server, 'radiologist');
    const exams: { id: string; folder: string }[] = [];
    for (let index = 0; index < studies + warmUp; index += 1) {
      const patient = { number: `B${index}`, name: `ARRIVAL${index}`, sex: 'male' as const, birthDate: null };
      const exam = await desk.api.orders.register({
        command: command(clock),
        exam: {
          ...{
            service: 'radiology',
            patient,
            visit: null,
            modality: 'DX',
            bodyPart: '',
            procedureCode: '',
            method: '',
          },
          ...{ procedureName: '胸部正位', clinicalDiagnosis: '', history: '', purpose: '', priority: 'routine' },
          ...{ requestedBy: '', requestNumber: '', room: '', deviceId: '', scheduledAt: null },
        },
      });
      const into = join(folder, String(index));
      await mkdir(into);
      for (let number = 1; number <= images; number += 1) {
        const { accessionNumber: accession } = exam;
        const film = chestFilm({
          study: `5${index}`,
          accession,
          patientId: patient.number,
          name: patient.name,
          number,
        });
        await writeFile(join(into, `${number}.dcm`), film);
      }
      exams.push({ id: exam.id, folder: into });
    }
    const complete = new Map<string, number>();
    // Cut with the server at the end: nothing waits for it.
    void (async () => {
      const { cursor } = await reader.api.sync.since({ cursor: 0, limit: 1 });
      const live = await reader.api.sync.live({ cursor }, { signal: reading.signal });
      for await (const change of live) {
        if (change.kind !== 'exam') continue;
        // As a station does: the document is fetched before its row is drawn.
        const { changes } = await reader.api.sync.since({ cursor: change.seq - 1, limit: 1 });
        const document = changes[0]?.document;
        if (!document || typeof document !== 'object' || !('objects' in document)) continue;
        const { objects } = document;
        const has = Array.isArray(objects) && objects.some((one) => Object(one).count === images);
        if (has && !complete.has(change.entityId)) complete.set(change.entityId, performance.now());
      }
    })().catch((error: unknown) => {
      if (!reading.signal.aborted) process.stderr.write(`the feed broke: ${String(error)}\n`);
    });
    const sent = new Map<string, number>();
    for (const [index, exam] of exams.entries()) {
      const last = await storescu(port, exam.folder);
      if (index >= warmUp) sent.set(exam.id, last);
      // Devices do not send without a pause; each study is announced on its own.
      const deadline = performance.now() + 10_000;
      while (!complete.has(exam.id) && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const times = [...sent]
      .map(([id, from]) => (complete.get(id) ?? Number.POSITIVE_INFINITY) - from)
      .toSorted((a, b) => a - b);
    return [
      atMost(title, rounded(percentile(times, 0.95), 0), 'ms', goalMs),
      beside('median', rounded(percentile(times, 0.5), 0), 'ms'),
      beside('worst', rounded(times.at(-1) ?? Number.NaN, 0), 'ms'),
      beside('studies', times.length, ''),
      beside('images of each, 0.5 MB', images, ''),
      beside('processors', availableParallelism(), ''),
      beside('load of the machine before the bench', rounded(load, 1), ''),
    ];
  } finally {
    reading.abort();
    await started.close();
    await rm(folder, { recursive: true, force: true });
  }
}
