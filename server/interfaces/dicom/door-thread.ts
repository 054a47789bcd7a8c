// The DICOM door's own thread: it listens, speaks the protocol and writes the objects. Its heap is small, so that the megabytes that
// pass through do not make the collector walk the whole server's. Objects are indexed over its own connection to the database; all
// else is asked of the server.
import { parentPort, workerData } from 'node:worker_threads';
import { openReceiving } from '../../areas/imaging/receiving.ts';
import type { PeerAssociation } from './dimse/services.ts';
import { createDoorLink, sentError } from './door-link.ts';
import type { DoorData, FromDoor, ToDoor } from './door-messages.ts';
import { remoteServices } from './door-services.ts';
import { createDicomServer, type DicomServer } from './scp.ts';
import { policyFor } from './services/policy.ts';
import type { TlsIdentity } from './tls/profile.ts';
import { systemTimers } from './ul/timers.ts';

const port = parentPort;
if (port === null) throw new Error('door-thread.ts runs as a worker thread only');
const { listen, receiving: settings }: DoorData = workerData;
const door: { server: DicomServer | null; identity: TlsIdentity | null } = { server: null, identity: null };
const associations = new Map<number, PeerAssociation>();

const link = createDoorLink(port, (message) => {
  if (message.kind === 'report') report(message);
  else if (message.kind === 'identity') {
    door.identity = message.identity;
    door.server?.setIdentity(message.identity);
  } else if (message.kind === 'stop') void stop(message.graceMs);
});

async function stop(graceMs: number): Promise<void> {
  await door.server?.stop(graceMs);
  await receiving.stop();
  tell();
  port?.close();
}

function report({ id, association, event }: Extract<ToDoor, { kind: 'report' }>): void {
  const found = associations.get(association);
  const sent = found ? found.report(event) : Promise.reject(new Error('the association has ended'));
  sent.then(
    (status) => link.post({ kind: 'reported', id, status }),
    (error: unknown) => link.post({ kind: 'not-reported', id, error: sentError(error) }),
  );
}

function known(association: PeerAssociation): void {
  const { id, ended } = association;
  if (associations.has(id)) return;
  associations.set(id, association);
  function over(): void {
    associations.delete(id);
    link.post({ kind: 'ended', association: id });
  }
  if (ended.aborted) queueMicrotask(over);
  else ended.addEventListener('abort', over, { once: true });
}

/** The server is woken for a group of objects, not for each: on busy processors waking it costs as much as its work, ms. */
const tellMs = 50;
const untold: Extract<FromDoor, { kind: 'stored' }>['objects'] = [];
function tell(): void {
  if (untold.length > 0) link.post({ kind: 'stored', objects: untold.splice(0) });
}

const receiving = await openReceiving(settings, {
  log: (level, message, facts) => link.post({ kind: 'log', level, message, facts: facts ?? {} }),
  alone: () => (door.server?.associations ?? 0) <= 1,
  stored(received, source) {
    if (untold.length === 0) systemTimers.after(tellMs, tell);
    untold.push({ received, source });
  },
});
const server = await createDicomServer({
  listen,
  negotiate: policyFor({ admit: (caller) => link.ask('admit', { ...caller }) }),
  services: remoteServices({
    link,
    objects: receiving.objects,
    receive: receiving.receive,
    now: Date.now,
    known,
  }),
  trust: () => link.ask('trust', {}),
  refused: (address, why, detail) => link.post({ kind: 'refused', address, why, detail }),
  log: (level, message, facts) => link.post({ kind: 'log', level, message, facts }),
  timers: systemTimers,
});
door.server = server;
// It may have come while the ports were being opened.
if (door.identity) server.setIdentity(door.identity);
link.post({ kind: 'listening', host: server.host, port: server.port, tlsPort: server.tlsPort });
