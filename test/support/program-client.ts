// A program of another system as its makers would write it: gets a token, sends JSON and files, knows nothing of the server but its answers.
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { OutsideRequest } from '../../core/programs/api.ts';
import type { ProgramEntry } from '../../core/programs/program.ts';

export const programEntry = (part: Partial<ProgramEntry> = {}): ProgramEntry => ({
  code: 'TOWN-RIS',
  name: '甲镇卫生院放射系统',
  institutionId: 'town-a',
  purpose: '远程诊断申请与报告查询',
  contact: '',
  scopes: ['requests.submit', 'images.upload', 'text.upload', 'reports.radiology'],
  reach: 'own',
  ownNumbers: true,
  addresses: ['127.0.0.1', '::1'],
  validUntil: null,
  active: true,
  ...part,
});

export const requestBody = (part: Partial<z.input<typeof OutsideRequest>> = {}): z.input<typeof OutsideRequest> => ({
  patient: {
    number: 'ID1',
    name: '王秀兰',
    sex: 'female',
    birthDate: '1957-06-01',
    identityNumber: '110101195706010022',
  },
  visit: { kind: 'outpatient', number: 'MZ1', departmentCode: 'NK', departmentName: '内科' },
  exam: { modality: 'CT', bodyPart: '胸部', name: '胸部CT平扫' },
  clinicalDiagnosis: '咳嗽待查',
  requestedBy: '周医生',
  ...part,
});

const boundary = 'part-of-it';

/** multipart/related as PS3.18 8.6.1.2 has it. */
export function multipart(objects: readonly Uint8Array[]): { type: string; body: Uint8Array<ArrayBuffer> } {
  const parts = objects.flatMap((bytes) => [
    Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
    Buffer.from(bytes),
    Buffer.from('\r\n'),
  ]);
  return {
    type: `multipart/related; type="application/dicom"; boundary=${boundary}`,
    body: new Uint8Array(Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)])),
  };
}

export interface ProgramClient {
  token: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  images(number: string, objects: readonly Uint8Array[]): Promise<Response>;
}

export const askToken = (url: string, id: string, secret: string) =>
  fetch(`${url}/outside/v1/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret }),
  });

export async function programClient(url: string, id: string, secret: string): Promise<ProgramClient> {
  const answer = await askToken(url, id, secret);
  const { access_token: token } = await answer.json();
  if (answer.status !== 200) throw new Error(`no token: ${answer.status}`);
  const authorization = `Bearer ${token}`;
  return {
    token,
    call: (method, path, body, headers = {}) => {
      const isBytes = body instanceof Uint8Array;
      return fetch(`${url}/outside/v1/${path}`, {
        method,
        headers: {
          authorization,
          'idempotency-key': randomUUID(),
          ...(body === undefined || isBytes ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isBytes ? new Uint8Array(body) : JSON.stringify(body) }),
      });
    },
    images: (number, objects) => {
      const { type, body } = multipart(objects);
      return fetch(`${url}/outside/v1/requests/${number}/images`, {
        method: 'POST',
        headers: { authorization, 'content-type': type },
        body,
      });
    },
  };
}
