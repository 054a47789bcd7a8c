// Fills the demo's ECG room: two approved recorders that hand in published tracings over the same door as real ones, some of them nobody's.
import { readFile } from 'node:fs/promises';
import { writeAecg } from '../../core/ecg/formats/aecg/write.ts';
import { readEcg } from '../../core/ecg/formats/index.ts';
import type { EcgPatient } from '../../core/ecg/recording.ts';
import { localMinute } from '../../core/kernel/hospital-time.ts';
import { decideDevice, registerDevice } from '../areas/ecg/module.ts';
import { registerExam } from '../areas/orders/module.ts';
import { systemCaller } from '../kernel/access.ts';
import type { Kernel } from '../kernel/types.ts';
import { demoPatients } from './people.ts';

interface DemoRecording {
  file: string;
  device: 'XDT-01' | 'LHZ-01';
  /** Index of the demo's patients; null: the cart was not told whose it is. */
  patient: number | null;
  /** Number of the request that stood on the slip. */
  request?: string;
  /** Without a request: the desk registers the person first. */
  register?: boolean;
  minutesAgo: number;
}

const recordings: readonly DemoRecording[] = [
  { file: 'HR06000', device: 'XDT-01', patient: 0, request: 'HIS-E02', minutesAgo: 2870 },
  { file: 'HR06004', device: 'XDT-01', patient: 0, request: 'HIS-E03', minutesAgo: 100 },
  { file: 'JS00001', device: 'XDT-01', patient: 13, request: 'HIS-E04', minutesAgo: 45 },
  { file: 'HR06002', device: 'LHZ-01', patient: 10, request: 'HIS-E06', minutesAgo: 30 },
  { file: 'E07506', device: 'XDT-01', patient: 2, register: true, minutesAgo: 80 },
  { file: 'E07500', device: 'XDT-01', patient: 3, register: true, minutesAgo: 60 },
  { file: 'JS20000', device: 'XDT-01', patient: 5, register: true, minutesAgo: 25 },
  { file: 'E07516', device: 'XDT-01', patient: null, minutesAgo: 20 },
  { file: 'JS20012', device: 'LHZ-01', patient: null, minutesAgo: 15 },
  { file: 'JS20005', device: 'XDT-01', patient: 8, request: 'HIS-E01', minutesAgo: 5 },
];

const devices = [
  {
    code: 'XDT-01',
    name: '心电图室 1 号机',
    manufacturer: '示范',
    model: 'ECG-12',
    serial: 'X0001',
    type: 'resting',
    institutionId: 'own',
    departmentId: 'XDT',
  },
  {
    code: 'LHZ-01',
    name: '莲花镇卫生院心电图机',
    manufacturer: '示范',
    model: 'ECG-12',
    serial: 'L0001',
    type: 'resting',
    institutionId: 'lianhua',
    departmentId: 'LHZ',
  },
] as const;

const folder = new URL('./recordings-ecg/', import.meta.url);
const command = (kernel: Kernel) => ({ id: kernel.newId(), at: kernel.clock.now().toISOString() });

async function enterDevices(kernel: Kernel): Promise<Map<string, string>> {
  const system = systemCaller('demo');
  const keys = new Map<string, string>();
  for (const device of devices) {
    const made = await registerDevice(kernel, system, { command: command(kernel), device });
    await decideDevice(kernel, system, {
      command: command(kernel),
      deviceId: made.device.id,
      expectedVersion: made.device.version,
      act: 'approve',
      reason: '演示设备',
    });
    keys.set(device.code, made.key);
  }
  return keys;
}

function patientOf({ patient }: DemoRecording): EcgPatient {
  const person = patient === null ? undefined : demoPatients[patient];
  if (!person || patient === null) return {};
  const [name, sex, birthDate] = person;
  return { id: `P${100_001 + patient}`, name, ...(sex === 'male' || sex === 'female' ? { sex } : {}), birthDate };
}

async function registerWalkIn(kernel: Kernel, { patient }: DemoRecording): Promise<void> {
  const person = patient === null ? undefined : demoPatients[patient];
  if (!person || patient === null) return;
  const [name, sex, birthDate] = person;
  await registerExam(kernel, systemCaller('demo'), {
    command: command(kernel),
    exam: {
      service: 'ecg',
      patient: { number: `P${100_001 + patient}`, name, sex, birthDate },
      visit: null,
      modality: 'ECG',
      bodyPart: '心脏',
      procedureCode: 'ECG-12',
      procedureName: '常规十二导联心电图',
      method: '12导联',
      clinicalDiagnosis: '',
      history: '',
      purpose: '体检',
      priority: 'routine',
      requestedBy: '',
      requestNumber: '',
      room: '心电图室',
      deviceId: '',
      scheduledAt: null,
    },
  });
}

/** The published tracing as a cart would send it: HL7 aECG with the name of a person who does not exist. */
async function fileOf(kernel: Kernel, recording: DemoRecording): Promise<Uint8Array<ArrayBuffer>> {
  const signals = new Uint8Array(await readFile(new URL(`${recording.file}.mat`, folder)));
  const header = new Uint8Array(await readFile(new URL(`${recording.file}.hea`, folder)));
  const name = `${recording.file}.hea`;
  const read = readEcg(header, { name, companion: (asked) => (asked === name ? header : signals) });
  const { model, manufacturer, serial } = devices.find(({ code }) => code === recording.device) ?? devices[0];
  const instant = new Date(kernel.clock.now().getTime() - recording.minutesAgo * 60_000).toISOString();
  const recordedAt = `${localMinute(instant).replace(' ', 'T')}:00`;
  const sent = {
    ...read,
    patient: patientOf(recording),
    recordedAt,
    remarks: [],
    device: { model, manufacturer, serial },
  };
  return Uint8Array.from(writeAecg(sent, { documentId: kernel.newId() }));
}

/** Hands the recordings in, one after the other; once, whatever is tried again. `url` is the server's own. */
export async function seedEcg(kernel: Kernel, url: string, stopped: () => boolean): Promise<void> {
  const known = await kernel.db.selectFrom('ecg_device').select('id').executeTakeFirst();
  if (known) return;
  const keys = await enterDevices(kernel);
  for (const recording of recordings) {
    if (stopped()) return;
    if (recording.register) await registerWalkIn(kernel, recording);
    const query = new URLSearchParams({ name: `${recording.file}.xml`, request: recording.request ?? '' });
    const response = await fetch(`${url}/ecg/upload?${query}`, {
      method: 'POST',
      headers: { 'x-device': recording.device, authorization: `Bearer ${keys.get(recording.device)}` },
      body: await fileOf(kernel, recording),
    });
    if (!response.ok) throw new Error(`${recording.file}: ${response.status} ${await response.text()}`);
    await response.body?.cancel();
  }
}
