// `npm run bench -- ecg-alert`: from the last byte of an upload to the alarm on a reader's live feed, through the real server; 200 uploads.
import { availableParallelism, loadavg } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { decideDevice, registerDevice } from '../../server/areas/ecg/module.ts';
import { systemCaller } from '../../server/kernel/access.ts';
import { ecgFile } from '../support/ecg-files.ts';
import { addPeople, command, loggedIn, startTestServer } from '../support/server.ts';
import { atMost, beside, type Figure } from './figure.ts';
import { percentile, rounded } from './lab-ingest/statistics.ts';

const uploads = 200;

export default async function ecgAlert(): Promise<Figure[]> {
  const [load = 0] = loadavg();
  // Before the server stands: both share a thread here. Another number of the patient is another file.
  const text = new TextDecoder().decode(ecgFile({ patient: { id: 'BENCH-PATIENT' }, rrS: 2.1, seed: 1 }));
  const files = Array.from({ length: uploads + 3 }, (_, index) =>
    new TextEncoder().encode(text.replace('BENCH-PATIENT', `B${index}`)),
  );
  const started = await startTestServer();
  const reading = new AbortController();
  try {
    const { server, clock } = started;
    await addPeople(server, ['ecg-doctor']);
    const doctor = await loggedIn(server, 'ecg-doctor');
    const admin = { ...systemCaller('bench'), mode: 'system' as const };
    const device = {
      code: 'BENCH',
      name: '',
      manufacturer: '',
      model: '',
      serial: '',
      type: 'resting' as const,
      institutionId: '',
      departmentId: '',
    };
    const made = await registerDevice(server.kernel, admin, { command: command(clock), device });
    await decideDevice(server.kernel, admin, {
      command: command(clock),
      deviceId: made.device.id,
      expectedVersion: made.device.version,
      act: 'approve',
      reason: 'bench',
    });
    const arrivedAt = new Map<string, number>();
    // Cut with the server at the end: nothing waits for it.
    void (async () => {
      const { cursor } = await doctor.api.sync.since({ cursor: 0, limit: 1 });
      const live = await doctor.api.sync.live({ cursor }, { signal: reading.signal });
      for await (const change of live) {
        if (change.kind !== 'ecgAlert') continue;
        // As a station does: the document is fetched before anything is shown.
        const at = doctor.api.sync.since({ cursor: change.seq - 1, limit: 1 }).then(({ changes }) => {
          const alert = changes[0]?.document;
          if (alert && typeof alert === 'object' && 'recordingId' in alert)
            arrivedAt.set(String(alert.recordingId), performance.now());
        });
        await at;
      }
    })().catch((error: unknown) => {
      if (!reading.signal.aborted) process.stderr.write(`the feed broke: ${String(error)}\n`);
    });
    const sentAt = new Map<string, number>();
    const answered: number[] = [];
    const delay = monitorEventLoopDelay({ resolution: 1 });
    for (const [index, body] of files.entries()) {
      if (index === 3) {
        sentAt.clear();
        delay.enable();
      }
      const from = performance.now();
      const response = await fetch(`${server.url}/ecg/upload?name=${index}.json`, {
        method: 'POST',
        headers: { 'x-device': 'BENCH', authorization: `Bearer ${made.key}` },
        body,
      });
      const { recordingId } = (await response.json()) as { recordingId: string };
      sentAt.set(recordingId, from);
      answered.push(performance.now() - from);
    }
    delay.disable();
    const deadline = performance.now() + 30_000;
    while ([...sentAt.keys()].some((id) => !arrivedAt.has(id)) && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
    const times = [...sentAt]
      .map(([id, from]) => (arrivedAt.get(id) ?? Number.POSITIVE_INFINITY) - from)
      .toSorted((a, b) => a - b);
    return [
      atMost('upload to alarm on the reader’s feed, 95th percentile', rounded(percentile(times, 0.95), 0), 'ms', 2000),
      beside('upload to alarm, median', rounded(percentile(times, 0.5), 0), 'ms'),
      beside('upload to alarm, worst', rounded(times.at(-1) ?? Number.NaN, 0), 'ms'),
      beside(
        'upload to answer, median',
        rounded(
          percentile(
            answered.toSorted((a, b) => a - b),
            0.5,
          ),
          0,
        ),
        'ms',
      ),
      beside('uploads', times.length, ''),
      // The bench's own client shares the thread.
      beside('longest pause of the server’s thread', rounded(delay.max / 1e6, 1), 'ms'),
      beside('processors', availableParallelism(), ''),
      beside('load of the machine before the bench', rounded(load, 1), ''),
    ];
  } finally {
    reading.abort();
    await started.close();
  }
}
