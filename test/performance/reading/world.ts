// Server, station and Chromium of the reading bench: three processes as in a hospital, with made-up CT studies on the worklist.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Browser as Chromium, Page } from 'playwright-core';
import { ensureBuilt } from '../../../scripts/build.mjs';
import { launchBrowser } from '../../support/browser.ts';
import { browser } from '../../support/server.ts';
import { startStationProcess } from '../lab-ingest/station-process.ts';
import { watchPictures } from './in-page.ts';
import { makeStudy, type SeriesOptions, type Study, sampleStep } from './series.ts';

export const windowSize = { width: 1600, height: 1000 };

/**
 * How Chromium puts a page on the screen where there is no graphics card. `software`: its software compositor, which it takes there by
 * itself; WebGL is drawn by SwiftShader. `opengl`: the compositor for graphics cards made to work all the same, its OpenGL drawn by
 * SwiftShader; no PC takes it by itself, but comparisons of viewers were made so.
 */
export const drawings = {
  software: ['--disable-gpu', '--enable-unsafe-swiftshader'],
  opengl: ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
} as const;
export type Drawing = keyof typeof drawings;

export interface ReadingWorld {
  chromium: Chromium;
  server: { url: string; token: string };
  /** Registers an exam and sends its study as a modality would. */
  addStudy(options: Omit<SeriesOptions, 'accession' | 'name'>): Promise<Study>;
  /** A new window of the station, logged in, on the worklist. */
  openStation(): Promise<Page>;
  close(): Promise<void>;
}

interface Ready {
  server: string;
  token: string;
  enrolmentCode: string;
  accounts: { user: string; password: string; role: string }[];
}

async function startServer(dataDir: string): Promise<{ ready: Ready; child: ChildProcess; ended: Promise<void> }> {
  const script = fileURLToPath(new URL('./run-server.ts', import.meta.url));
  const child = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'pipe'] });
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = await new Promise<Ready>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) resolve(JSON.parse(line));
    });
    void ended.then(() => reject(new Error(`the server ended early:\n${complaints.slice(-20).join('\n')}`)));
  });
  return { ready, child, ended };
}

/** Objects of one request: enough that requests do not cost, few enough that memory does not grow. */
const together = 20;

async function send(url: string, token: string, files: Iterable<Uint8Array>): Promise<void> {
  const waiting: Uint8Array[] = [];
  async function post(): Promise<void> {
    const parts = waiting
      .splice(0)
      .flatMap((bytes) => [Buffer.from('--x\r\nContent-Type: application/dicom\r\n\r\n'), bytes, Buffer.from('\r\n')]);
    const request = {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'multipart/related; type="application/dicom"; boundary=x',
      },
      body: Buffer.concat([...parts, Buffer.from('--x--\r\n')]),
    };
    // Making the pictures takes longer than an idle connection lives; what is sent twice is stored once.
    const store = () => fetch(`${url}/dicom-web/studies`, request);
    const answer = await store().catch(store);
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`a study was not stored: ${answer.status} ${text.slice(0, 300)}`);
  }
  for (const file of files) {
    waiting.push(file);
    if (waiting.length === together) await post();
  }
  if (waiting.length > 0) await post();
}

export async function openReadingWorld(folder: string, drawing: Drawing): Promise<ReadingWorld> {
  await ensureBuilt();
  const { ready, child, ended } = await startServer(join(folder, 'server'));
  const account = (role: string) => {
    const found = ready.accounts.find((one) => one.role === role);
    if (!found) throw new Error(`the demo has no ${role}`);
    return found;
  };
  const station = await startStationProcess({
    dataDir: join(folder, 'station'),
    serverUrl: ready.server,
    enrolmentCode: ready.enrolmentCode,
  });
  const chromium = await launchBrowser(drawings[drawing]);
  const desk = browser(ready.server);
  await desk.api.identity.login(account('radiographer'));
  let registered = 0;
  return {
    chromium,
    server: { url: ready.server, token: ready.token },
    async addStudy(options) {
      registered += 1;
      const name = `阅片${String(registered).padStart(3, '0')}`;
      const exam = await desk.api.orders.register({
        command: { id: randomUUID(), at: new Date().toISOString() },
        exam: {
          service: 'radiology',
          patient: { number: options.patientId, name, sex: 'female', birthDate: '1980-05-06' },
          visit: null,
          modality: 'CT',
          bodyPart: '颅脑',
          procedureCode: 'CT-HEAD',
          procedureName: '颅脑CT平扫',
          method: '平扫',
          clinicalDiagnosis: '',
          history: '',
          purpose: '',
          // First on the list.
          priority: 'emergency',
          requestedBy: '郑凯',
          requestNumber: '',
          room: 'CT1',
          deviceId: '',
          scheduledAt: null,
        },
      });
      const { study, files } = makeStudy({ ...options, accession: exam.accessionNumber, name: `BENCH^${registered}` });
      await send(ready.server, ready.token, files);
      return study;
    },
    async openStation() {
      const context = await chromium.newContext({ viewport: windowSize, locale: 'zh-CN' });
      const page = await context.newPage();
      await watchPictures(page, sampleStep);
      const { user, password } = account('radiologist');
      await page.goto(`${station.url}#/radiology/worklist`);
      await page.getByTestId('login-user').fill(user);
      await page.getByTestId('login-password').fill(password);
      await page.keyboard.press('Enter');
      await page.getByTestId('exam-row').first().waitFor({ timeout: 120_000 });
      return page;
    },
    async close() {
      await chromium.close();
      await station.stop();
      child.kill('SIGTERM');
      // Its folder is thrown away: what it still had to do for the archive is not waited for.
      const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(late);
    },
  };
}

/** Memory of the browser's processes together, shared pages counted once (PSS), in bytes; null where the system has no /proc. */
export async function browserBytes(chromium: Chromium): Promise<number | null> {
  const session = await chromium.newBrowserCDPSession();
  try {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    let bytes = 0;
    for (const { id } of processInfo) {
      const rollup = readFileSync(`/proc/${id}/smaps_rollup`, 'utf8');
      bytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) * 1024;
    }
    return bytes;
  } catch {
    return null;
  } finally {
    await session.detach();
  }
}
