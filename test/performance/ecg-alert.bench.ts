// `npm run bench -- ecg-alert`: from the last byte of an upload to the alarm at the station of everybody whom it names, through the real
// server: who reads, who records, the ward that asked and its head. Each follows the live events that its page follows, asks for
// its own alarms at each change as the page does, and says that they stand on its screen.
import { availableParallelism, loadavg } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createPerson } from '../../server/areas/identity/module.ts';
import { ecgFile } from '../support/ecg-files.ts';
import { startEcgWorld } from '../support/ecg-world.ts';
import { type Browser, command, loggedIn, testPassword } from '../support/server.ts';
import { atLeast, atMost, beside, type Figure } from './figure.ts';
import { percentile, rounded } from './lab-ingest/statistics.ts';

const uploads = 100;
const warmUps = 3;

interface Screen {
  role: string;
  who: Browser;
  /** By exam: when the alarm was there to be shown, and when the server had heard so. */
  shown: Map<string, number>;
  told: Map<string, number>;
}

/** As the page does: events, then the person's own alarms, then the word that they were seen. */
async function follow(screen: Screen, now: () => Date, signal: AbortSignal): Promise<void> {
  const { api } = screen.who;
  for await (const event of await api.devices.events(undefined, { signal })) {
    if (event.type !== 'change' || event.kind !== 'ecgAlert') continue;
    for (const { id, examId } of await api.ecg.alerts({ state: 'mine', days: 3 })) {
      if (examId === null || screen.shown.has(examId)) continue;
      screen.shown.set(examId, performance.now());
      await api.ecg.alertReached({ command: command({ now }), alertId: id });
      screen.told.set(examId, performance.now());
    }
  }
}

export default async function ecgAlert(): Promise<Figure[]> {
  const [load = 0] = loadavg();
  const now = () => new Date();
  const world = await startEcgWorld({ clock: { now } });
  const reading = new AbortController();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  try {
    const { server } = world.started;
    const staff = { extraRights: [], labGroups: [], enabled: true, password: testPassword };
    const { kernel } = server;
    await createPerson(kernel, {
      ...staff,
      user: 'recorder',
      name: '采集技师',
      departmentId: 'ECGROOM',
      roles: ['ecg-technician'],
    });
    const personId = await createPerson(kernel, {
      ...staff,
      user: 'head',
      name: '科主任',
      departmentId: 'CARD',
      roles: [],
    });
    const head = await loggedIn(server, 'head');
    const settings = await world.manager.api.ecg.settings();
    const departmentHeads = [{ departmentId: 'CARD', personId, name: '科主任' }];
    await world.manager.api.ecg.saveSettings({ command: command({ now }), settings: { ...settings, departmentHeads } });
    await world.approveDevice();
    const screens: Screen[] = [
      { role: 'reader', who: world.doctor },
      { role: 'acquisition', who: await loggedIn(server, 'recorder') },
      { role: 'clinician', who: world.clinician },
      { role: 'departmentHead', who: head },
    ].map((one) => ({ ...one, shown: new Map(), told: new Map() }));
    // Cut with the server at the end: nothing waits for it.
    for (const screen of screens) {
      follow(screen, now, reading.signal).catch((error: unknown) => {
        if (!reading.signal.aborted) process.stderr.write(`the station of ${screen.role} broke: ${String(error)}\n`);
      });
    }
    const answered: number[] = [];
    const sent = new Map<string, number>();
    for (let index = 0; index < uploads + warmUps; index += 1) {
      const exam = await world.register(`P${index}`, '急症');
      const patient = { id: `P${index}`, name: '急症' };
      const body = ecgFile({ patient, recordedAt: `${world.day()}T08:00:00`, rrS: 2.1, seed: 1 });
      if (index === warmUps) delay.enable();
      const from = performance.now();
      const arrival = await world.upload(body);
      if (arrival.state !== 'matched') throw new Error(`upload ${index} is ${arrival.state}`);
      if (index < warmUps) continue;
      sent.set(exam.id, from);
      answered.push(performance.now() - from);
    }
    delay.disable();
    const deadline = performance.now() + 30_000;
    const isMissing = () => screens.some(({ told }) => [...sent.keys()].some((id) => !told.has(id)));
    while (isMissing() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    const alerts = await world.doctor.api.ecg.alerts({ state: 'all', days: 3 });
    const recipients = alerts
      .filter(({ examId }) => examId !== null && sent.has(examId))
      .flatMap((alert) => alert.recipients);
    const reached = recipients.filter(({ reachedAt }) => reachedAt !== null).length;
    const timesOf = ({ shown }: Screen) =>
      [...sent].map(([id, from]) => (shown.get(id) ?? Number.POSITIVE_INFINITY) - from).toSorted((a, b) => a - b);
    const worst = screens.flatMap(timesOf).toSorted((a, b) => a - b);
    return [
      atMost('upload to alarm at any named station, 95th percentile', rounded(percentile(worst, 0.95), 0), 'ms', 2000),
      atLeast('recipients on record as reached', rounded((100 * reached) / recipients.length, 1), '%', 100),
      beside('recipients', recipients.length, ''),
      ...screens.map((screen) =>
        beside(`upload to alarm, median, ${screen.role}`, rounded(percentile(timesOf(screen), 0.5), 0), 'ms'),
      ),
      beside('upload to alarm, worst', rounded(worst.at(-1) ?? Number.NaN, 0), 'ms'),
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
      beside('uploads', sent.size, ''),
      // The bench's own clients share the thread.
      beside('longest pause of the server’s thread', rounded(delay.max / 1e6, 1), 'ms'),
      beside('processors', availableParallelism(), ''),
      beside('load of the machine before the bench', rounded(load, 1), ''),
    ];
  } finally {
    reading.abort();
    await world.started.close();
  }
}
