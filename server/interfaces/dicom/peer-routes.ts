// The administrator's view of DICOM peers: list, change, and a C-ECHO that says whether one is reached.

import { explicitLittleEndian, implicitLittleEndian } from '../../../core/dicom/transfer-syntax.ts';
import { uidOf } from '../../../core/dicom/uids.ts';
import type { DicomPeer } from '../../../core/imaging/peer-contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { institutionsOf } from '../../areas/orders/module.ts';
import type { LiveCertificate } from '../../kernel/live-certificate.ts';
import { literalProblem } from '../../kernel/outgoing-address.ts';
import type { Kernel } from '../../kernel/types.ts';
import type { Implementer } from '../../web/procedures.ts';
import { openClient } from './scu/client.ts';
import type { TlsIdentity } from './tls/profile.ts';
import { transportRoutes } from './tls/routes.ts';
import { tlsFor } from './tls/trust.ts';
import { problemOf } from './transfers/problem.ts';
import { type TransferDoor, transferRoutes } from './transfers/routes.ts';
import { systemTimers } from './ul/timers.ts';

const echoMs = 5000;

export interface OwnDoor {
  aet: string;
  host: string;
  port: number | null;
  tlsPort: number | null;
  /** Never leaves the server. */
  certificate: LiveCertificate | null;
  /** What peers are shown at this moment. */
  identity(): TlsIdentity | null;
}

function ownShown(own: OwnDoor | null): Omit<OwnDoor, 'identity' | 'certificate'> | null {
  return own && { aet: own.aet, host: own.host, port: own.port, tlsPort: own.tlsPort };
}

/** For the audit trail. */
function transportWords({ tls, certificateName, fingerprints, incoming }: DicomPeer): string {
  const called = tls ? `, called over TLS${certificateName ? ` as ${certificateName}` : ''}` : '';
  const calls = { any: '', tls: ', TLS only', certificate: ', TLS with certificate only' }[incoming];
  return `${called}${calls}${fingerprints.length > 0 ? `, pinned ${fingerprints.join(' ')}` : ''}`;
}

export function peerRoutes(
  kernel: Kernel,
  os: Implementer,
  own: () => OwnDoor | null,
  transfers: TransferDoor['transfers'],
) {
  const { dicom } = os;
  return dicom.router({
    ...transferRoutes(kernel, os, { own, transfers }),
    ...transportRoutes(kernel, os, () => own()?.certificate ?? null),
    peers: dicom.peers.handler(({ context }) =>
      kernel.read(context.caller, 'identity.admin', { act: 'dicom.peers', subject: '' }, async (db) => ({
        peers: (await db.selectFrom('dicom_peer').selectAll().orderBy('aet').execute()).map(
          ({ institution_id: institutionId, certificate_name: certificateName, ...peer }) => ({
            ...peer,
            institutionId,
            certificateName,
          }),
        ),
        own: ownShown(own()),
      })),
    ),
    savePeer: dicom.savePeer.handler(({ input, context }) => {
      const request = {
        ...input.command,
        name: 'dicom.savePeer',
        right: 'identity.admin' as const,
        subject: input.peer.aet,
        input,
      };
      return kernel.command(context.caller, request, async (work) => {
        const { aet, institutionId, certificateName, ...rest } = input.peer;
        const values = { ...rest, institution_id: institutionId, certificate_name: certificateName };
        const refusal = literalProblem(values.host);
        if (refusal !== null) throw fail('INPUT_INVALID', { fields: ['host'], what: refusal });
        if (institutionId !== '' && !(await institutionsOf(kernel, work.tx)).some(({ id }) => id === institutionId))
          throw fail('NOT_FOUND', { what: 'institution', institutionId });
        const former = await work.tx
          .selectFrom('dicom_peer')
          .selectAll()
          .where('aet', '=', aet)
          .forUpdate()
          .executeTakeFirst();
        if (former && input.isNew) throw fail('DUPLICATE', { aet });
        if (!former && !input.isNew) throw fail('NOT_FOUND', { aet });
        if (former) await work.tx.updateTable('dicom_peer').set(values).where('aet', '=', aet).execute();
        else
          await work.tx
            .insertInto('dicom_peer')
            .values({ aet, ...values })
            .execute();
        const asks = values.asks.length > 0 ? `, asked ${values.asks.join(' ')}` : '';
        const scope = [institutionId, values.service].filter(Boolean).join(' ');
        const only = scope === '' ? '' : `, exams of ${scope}`;
        const off = values.active ? '' : ' (off)';
        const words = `${values.host}:${values.port} ${values.acts.join(' ')}${asks}${only}${transportWords(input.peer)}${off}`;
        work.audit({ act: 'dicom.savePeer', subject: aet, detail: words });
        return input.peer;
      });
    }),
    removePeer: dicom.removePeer.handler(({ input, context }) => {
      const request = {
        ...input.command,
        name: 'dicom.removePeer',
        right: 'identity.admin' as const,
        subject: input.aet,
        input,
      };
      return kernel.command(context.caller, request, async (work) => {
        const gone = await work.tx.deleteFrom('dicom_peer').where('aet', '=', input.aet).executeTakeFirst();
        if (gone.numDeletedRows === 0n) throw fail('NOT_FOUND', { aet: input.aet });
        work.audit({ act: 'dicom.removePeer', subject: input.aet });
        return { ok: true as const };
      });
    }),
    echo: dicom.echo.handler(({ input, context }) =>
      kernel.read(context.caller, 'identity.admin', { act: 'dicom.echo', subject: input.aet }, async (db) => {
        const peer = await db
          .selectFrom('dicom_peer')
          .select(['host', 'port', 'tls', 'certificate_name', 'fingerprints'])
          .where('aet', '=', input.aet)
          .executeTakeFirst();
        if (!peer) throw fail('NOT_FOUND', { aet: input.aet });
        const tls = await tlsFor(db, peer, own()?.identity() ?? null);
        const began = performance.now();
        const took = () => Math.round(performance.now() - began);
        try {
          const client = await openClient({
            host: peer.host,
            port: peer.port,
            tls,
            calledAe: input.aet,
            callingAe: own()?.aet ?? 'YISHU',
            timers: systemTimers,
            connectMs: echoMs,
            contexts: [
              { abstractSyntax: uidOf('Verification'), transferSyntaxes: [explicitLittleEndian, implicitLittleEndian] },
            ],
          });
          const { status } = await client.echo();
          await client.release();
          const problem = status === 0 ? null : { code: 'status' as const, what: `0x${status.toString(16)}` };
          return { answered: status === 0, milliseconds: took(), problem, channel: client.channel };
        } catch (error) {
          return { answered: false, milliseconds: took(), problem: problemOf(error), channel: '' };
        }
      }),
    ),
  });
}
