// The central server: database, kernel, areas and web put together. The list of areas is the one place that knows them all.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AnyRouter } from '@orpc/server';
import { stationContract } from '../core/contract.ts';
import { fail } from '../core/kernel/errors.ts';
import type { ChangeKind } from '../core/sync/contract.ts';
import { auditModule } from './areas/audit/module.ts';
import {
  type DrawCaptcha,
  drawCaptcha,
  type FirstAdministrator,
  identityModule,
  makeCaptchas,
  makePeopleService,
  makeStationSignatures,
  makeThrottle,
  prepareFirstStart,
} from './areas/identity/module.ts';
import { embeddingOrigins } from './areas/imaging/module.ts';
import { syncModule } from './areas/sync/module.ts';
import { clinicalAreas } from './areas.ts';
import { openDatabase } from './db/open.ts';
import type { AreaModule, AreaRouters, AreaSettings, DocumentSource, Running } from './kernel/area.ts';
import { makeFieldCrypto } from './kernel/field-crypto.ts';
import { requireFieldKey } from './kernel/field-key-check.ts';
import { type CryptoProfile, openFieldKeys } from './kernel/field-keys.ts';
import { makeNewId } from './kernel/ids.ts';
import { type RunningKernel, startKernel } from './kernel/kernel.ts';
import { type LiveCertificate, liveCertificate } from './kernel/live-certificate.ts';
import type { Reached } from './kernel/steps.ts';
import type { Clock, Log } from './kernel/types.ts';
import { makeWebApp } from './web/app.ts';
import { browserDevicesModule } from './web/devices.ts';
import { listen } from './web/listen.ts';
import { os } from './web/procedures.ts';

export interface ServerOptions {
  /** Database, keys and anchors of the audit chain lie here; made with mode 0700. */
  dataDir: string;
  /** 0 takes a free one. */
  port: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** Certificate and key in PEM; without them only loopback is served, unless `allowPlainHttp` says that a proxy does it. */
  tls?: { key: string; cert: string };
  allowPlainHttp?: boolean;
  /** Origins under which people reach this server, e.g. `https://yishu.hospital.cn`; the first one is printed in the codes of reports. */
  publicOrigins?: readonly string[];
  /** Origins of hospital systems (HIS, EMR) that may show the clinicians' pages in a frame, e.g. `https://emr.hospital.cn`. */
  embedOrigins?: readonly string[];
  /** Any PostgreSQL 14 or newer, `?schema=name` for a schema of its own; else the embedded one. */
  databaseUrl?: string;
  /** Folder of the built renderer, for browsers without a station. */
  rendererDir?: string;
  hospital?: { name: string; nameEn: string };
  cryptoProfile?: CryptoProfile;
  /** Port of the HL7 listener; 0 takes a free one, absent means none. */
  hl7Port?: number;
  /** The DICOM listener; absent means none. `port` null: nothing is taken in the clear. */
  dicom?: {
    port: number | null;
    aet: string;
    anyLoopback: boolean;
    /** DICOM over TLS; its certificate is the server's own (`tls`) unless another is given here. */
    tls?: { port: number; key?: string; cert?: string };
  };
  /** Where reports, rejections and critical values go, e.g. the HIS. */
  hl7Peers?: AreaSettings['hl7Peers'];
  log: Log;
  clock?: Clock;
  drawCaptcha?: DrawCaptcha;
  /** Tries to log in per minute and address. */
  loginTriesPerMinute?: number;
  /** Fault tests are told of each named step of the path and end the process there. */
  reached?: Reached;
}

export interface Server {
  url: string;
  port: number;
  kernel: RunningKernel;
  /** Shown once: made when the database had no people. */
  firstAdministrator: FirstAdministrator | null;
  /** Addresses of the areas' own listeners by name, e.g. `mllp`. */
  listeners: Record<string, string>;
  /** Null where nothing is secured by one; the two are the same where DICOM has none of its own. */
  certificates: { web: LiveCertificate | null; dicom: LiveCertificate | null };
  /** The fetch handler itself, for use in process. */
  fetch(request: Request): Response | Promise<Response>;
  close(): Promise<void>;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** @throws INTERNAL when DICOM over TLS is wanted without a certificate, or with half of one */
function dicomTlsOf(
  { dicom, tls }: ServerOptions,
  web: LiveCertificate | null,
): { port: number; identity: LiveCertificate } | null {
  if (!dicom?.tls) return null;
  const { port, key, cert } = dicom.tls;
  const own = key !== undefined && cert !== undefined ? { key, cert } : null;
  if (!(own ?? tls) || (key === undefined) !== (cert === undefined)) {
    throw fail('INTERNAL', {
      what: 'DICOM over TLS needs a certificate and its key',
      remedy: 'give --tls-cert and --tls-key, or --dicom-tls-cert and --dicom-tls-key',
    });
  }
  const identity = own ? liveCertificate(own) : web;
  return identity && { port, identity };
}

/** Every part of the contract is answered by exactly one area. */
function assembleRouter(kernel: RunningKernel, modules: readonly AreaModule[]): AnyRouter {
  const parts: Partial<AreaRouters> = {};
  for (const area of modules) {
    for (const [part, router] of Object.entries(area.routes?.(kernel, os) ?? {})) {
      if (part in parts) throw fail('INTERNAL', { what: `two areas answer ${part}` });
      Object.assign(parts, { [part]: router });
    }
  }
  const missing = Object.keys(stationContract).filter((part) => !(part in parts));
  if (missing.length > 0) kernel.log('error', `no area answers ${missing.join(', ')}`);
  return { ...parts };
}

async function programVersion(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  const found: unknown = JSON.parse(text);
  return found && typeof found === 'object' && 'version' in found ? String(found.version) : '0';
}

/**
 * Starts the server. Whatever was started before an error is stopped again.
 * @throws INTERNAL with `what` and `remedy`
 */
export async function createServer(options: ServerOptions): Promise<Server> {
  const { dataDir, log, tls, publicOrigins = [], hl7Peers, reached } = options;
  const host = options.host ?? '127.0.0.1';
  if (!isLoopback(host) && !tls && !options.allowPlainHttp) {
    throw fail('INTERNAL', {
      what: `plain HTTP is served on loopback only, not on ${host}`,
      remedy: 'give a certificate, or let a reverse proxy do HTTPS and allow plain HTTP behind it',
    });
  }
  const clock: Clock = options.clock ?? { now: () => new Date() };
  const now = () => clock.now().getTime();
  const newId = makeNewId(now, randomBytes);
  const stops: (() => Promise<void>)[] = [];
  async function close(): Promise<void> {
    for (const stop of stops.splice(0).reverse()) await stop();
  }
  try {
    const database = await openDatabase({ dataDir, databaseUrl: options.databaseUrl, log });
    stops.push(database.close);
    const { db } = database;
    const fields = makeFieldCrypto(
      await openFieldKeys(dataDir, options.cryptoProfile ?? 'aes', randomBytes),
      randomBytes,
    );
    await requireFieldKey(db, fields);
    const hospital = options.hospital ?? { name: '示范医院', nameEn: 'Demonstration Hospital' };
    const kernel = await startKernel({
      db,
      clock,
      newId,
      random: Math.random,
      fields,
      log,
      hospital,
      publicOrigin: publicOrigins[0] ?? null,
      people: (audit) => makePeopleService({ db, clock, fields, audit }),
      dataDir,
      reached,
    });
    stops.push(kernel.stop);
    const firstAdministrator = await prepareFirstStart(kernel);

    const version = await programVersion();
    const web = tls ? liveCertificate(tls) : null;
    const dicomTls = dicomTlsOf(options, web);
    const certificates = { web, dicom: dicomTls?.identity ?? null };
    const sources = new Map<ChangeKind, DocumentSource>();
    const assembled: { router: AnyRouter } = { router: {} };
    const throttle = makeThrottle({ tries: options.loginTriesPerMinute ?? 30, perMs: 60_000, now });
    const captchas = makeCaptchas({ draw: options.drawCaptcha ?? drawCaptcha, newId, now });
    const modules = [
      identityModule({ captchas, throttle, certificates: () => certificates }),
      auditModule(dataDir),
      ...clinicalAreas(),
      syncModule(
        kernel,
        () => sources,
        () => assembled.router,
      ),
      browserDevicesModule(kernel, () => sources, version),
    ];
    for (const area of modules) for (const source of area.documents?.(kernel) ?? []) sources.set(source.kind, source);
    assembled.router = assembleRouter(kernel, modules);

    const app = makeWebApp({
      kernel,
      router: assembled.router,
      signatures: makeStationSignatures({ db, clock, fields }),
      plain: modules.flatMap((area) => area.plain?.(kernel) ?? []),
      rendererDir: options.rendererDir ?? null,
      version,
      origins: { publicOrigins, loopback: isLoopback(host) },
      embedders: async () => [...(options.embedOrigins ?? []), ...(await embeddingOrigins(db))],
    });
    const hl7 = options.hl7Port === undefined ? null : { host, port: options.hl7Port };
    const dicom = options.dicom ? { host, ...options.dicom, tls: dicomTls } : null;
    const listeners = await startAreas(
      kernel,
      modules,
      { dataDir, database: database.target, hl7, dicom, hl7Peers, reached },
      stops,
    );
    const listening = await listen({ host, port: options.port, tls: web, fetch: app.fetch });
    stops.push(listening.close);
    const everywhere = host === '0.0.0.0' || host === '::';
    const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
    const url = `${tls ? 'https' : 'http'}://${name}:${listening.port}`;
    log('info', `server ready at ${url}`);
    return { url, port: listening.port, kernel, firstAdministrator, listeners, certificates, fetch: app.fetch, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startAreas(
  kernel: RunningKernel,
  modules: readonly AreaModule[],
  settings: AreaSettings,
  stops: (() => Promise<void>)[],
): Promise<Record<string, string>> {
  const listeners: Record<string, string> = {};
  for (const area of modules) {
    const running: Running | undefined = await area.start?.(kernel, settings);
    if (!running) continue;
    stops.push(running.stop);
    Object.assign(listeners, running.listeners);
  }
  return listeners;
}
