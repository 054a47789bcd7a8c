// An ECG department for tests of the server: its people, a recorder and its key, exams at the desk, uploads as a recorder signs them.

import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { Arrival } from '../../core/ecg/contract.ts';
import { deviceHeaders, deviceSigningText } from '../../core/ecg/flow/device-signature.ts';
import { hospitalDay } from '../../core/kernel/hospital-time.ts';
import type { ExamDocument } from '../../core/orders/exam.ts';
import type { ServerOptions } from '../../server/app.ts';
import { createPerson, saveDepartment } from '../../server/areas/identity/module.ts';
import { systemCaller } from '../../server/kernel/access.ts';
import {
  addPeople,
  awayFromMidnight,
  type Browser,
  command,
  loggedIn,
  startTestServer,
  testPassword,
} from './server.ts';

export type EcgWorld = Awaited<ReturnType<typeof startEcgWorld>>;

export const deviceEntry = {
  code: 'CART-1',
  name: '一号机',
  manufacturer: 'M',
  model: 'ECG-12',
  serial: 'S1',
  type: 'resting' as const,
  institutionId: '',
  departmentId: 'ECGROOM',
};

export async function startEcgWorld(overrides: Partial<ServerOptions> = {}) {
  const started = await startTestServer({ dicom: { port: 0, aet: 'YISHU', anyLoopback: true }, ...overrides });
  if (!overrides.rendererDir) awayFromMidnight(started);
  const { server } = started;
  for (const [id, name] of [
    ['CARD', '心内科'],
    ['ECGROOM', '心电图室'],
    ['TOWN', '清溪镇卫生院'],
  ] as const)
    await saveDepartment(server.kernel, systemCaller('test'), {
      command: command(started.clock),
      department: { id, name, nameEn: id, kind: 'ward', phone: '8001' },
      expectedVersion: null,
    });
  await addPeople(server, ['ecg-technician', 'ecg-doctor', 'ecg-reviewer']);
  await createPerson(server.kernel, {
    user: 'ward',
    name: '病房医生',
    departmentId: 'CARD',
    roles: [],
    extraRights: [],
    labGroups: [],
    enabled: true,
    password: testPassword,
  });
  const people = {
    technician: await loggedIn(server, 'ecg-technician'),
    doctor: await loggedIn(server, 'ecg-doctor'),
    manager: await loggedIn(server, 'ecg-reviewer'),
    /** On the ward, without any ECG right. */
    clinician: await loggedIn(server, 'ward'),
  };
  const device = { code: deviceEntry.code, key: '' };

  const day = () => hospitalDay(started.clock.now());

  async function register(
    number: string,
    name: string,
    more: Partial<{ departmentId: string; requestNumber: string }> = {},
    desk: Browser = people.technician,
  ): Promise<ExamDocument> {
    return desk.api.orders.register({
      command: command(started.clock),
      exam: {
        service: 'ecg',
        patient: { number, name, sex: 'male', birthDate: '1960-02-03' },
        visit: {
          kind: 'inpatient',
          number: `V${number}`,
          departmentId: more.departmentId ?? 'CARD',
          bed: '12',
          diagnosis: '胸闷',
        },
        modality: 'ECG',
        bodyPart: '心脏',
        procedureCode: 'ECG-12',
        procedureName: '常规十二导联心电图',
        method: '12导联',
        clinicalDiagnosis: '胸闷',
        history: '',
        purpose: '',
        priority: 'routine',
        requestedBy: '王医生',
        requestNumber: more.requestNumber ?? '',
        room: '',
        deviceId: '',
        scheduledAt: null,
      },
    });
  }

  function signedHeaders(
    path: string,
    body: Uint8Array,
    options: { key?: string; nonce?: string; at?: number; code?: string } = {},
  ): Record<string, string> {
    const timestamp = String(options.at ?? started.clock.now().getTime());
    const nonce = options.nonce ?? randomUUID();
    const digest = createHash('sha256').update(body).digest('hex');
    const text = deviceSigningText({ method: 'POST', pathAndQuery: path, timestamp, nonce, bodySha256Hex: digest });
    return {
      [deviceHeaders.device]: options.code ?? device.code,
      [deviceHeaders.timestamp]: timestamp,
      [deviceHeaders.nonce]: nonce,
      [deviceHeaders.digest]: digest,
      [deviceHeaders.signature]: createHmac('sha256', options.key ?? device.key)
        .update(text)
        .digest('hex'),
    };
  }

  async function send(
    body: Uint8Array<ArrayBuffer>,
    path = '/ecg/upload?name=a.json',
    headers = signedHeaders(path, body),
  ): Promise<Response> {
    return fetch(`${started.server.url}${path}`, { method: 'POST', headers, body });
  }

  async function upload(body: Uint8Array<ArrayBuffer>, path?: string): Promise<Arrival> {
    const response = await send(body, path);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return response.json();
  }

  async function until<T>(what: string, look: () => Promise<T | undefined | null | false>): Promise<T> {
    for (let turn = 0; turn < 200; turn += 1) {
      const found = await look();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`never: ${what}\n${started.logged.slice(-8).join('\n')}`);
  }

  async function approved(entry: Parameters<typeof people.manager.api.ecg.registerDevice>[0]['device']) {
    const { manager } = people;
    const made = await manager.api.ecg.registerDevice({ command: command(started.clock), device: entry });
    const { id: deviceId, version: expectedVersion } = made.device;
    const act = { act: 'approve' as const, reason: '' };
    await manager.api.ecg.decideDevice({ command: command(started.clock), deviceId, expectedVersion, ...act });
    return made;
  }

  async function approveDevice(): Promise<void> {
    device.key = (await approved(deviceEntry)).key;
  }

  /** A recorder that hands in over DICOM under this title. */
  async function approveAe(aeTitle: string): Promise<void> {
    await approved({ ...deviceEntry, code: `AE-${aeTitle}`, serial: '', manufacturer: '', aeTitle });
  }

  return { started, ...people, device, day, register, signedHeaders, send, upload, until, approveDevice, approveAe };
}
