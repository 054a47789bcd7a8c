// The administrator's view of secure transport: trusted authorities, whether callers must show a certificate, and our own certificate.
import { X509Certificate } from 'node:crypto';
import type { DicomTransport } from '../../../../core/imaging/peer-contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import type { LiveCertificate } from '../../../kernel/live-certificate.ts';
import type { Kernel, Tx } from '../../../kernel/types.ts';
import type { Implementer } from '../../../web/procedures.ts';
import { authoritiesIn, describeCertificate, type ReadAuthority } from './authorities.ts';
import { trustOf } from './trust.ts';

const right = 'identity.admin' as const;

const shown = ({ fingerprint, subject, issuer, notBefore, notAfter }: Omit<ReadAuthority, 'pem'>) => ({
  ...{ fingerprint, subject, issuer },
  ...{ notBefore: notBefore.toISOString(), notAfter: notAfter.toISOString() },
});

/** Of the certificate only; its key stays where it is. */
async function transportOf(db: Tx | Kernel['db'], own: LiveCertificate | null): Promise<DicomTransport> {
  const rows = await db.selectFrom('dicom_authority').selectAll().orderBy('added_at').orderBy('subject').execute();
  return {
    clientCertificates: (await trustOf(db)).clientCertificates,
    authorities: rows.map((row) => ({
      ...shown({ ...row, notBefore: row.not_before, notAfter: row.not_after }),
      ...{ addedAt: row.added_at.toISOString(), addedBy: row.added_by },
    })),
    own: own && { ...shown(describeCertificate(new X509Certificate(own.current.cert))), problem: own.problem },
  };
}

export function transportRoutes(kernel: Kernel, { dicom }: Implementer, own: () => LiveCertificate | null) {
  return {
    transport: dicom.transport.handler(({ context }) =>
      kernel.read(context.caller, right, { act: 'dicom.transport', subject: '' }, (db) => transportOf(db, own())),
    ),
    saveTransport: dicom.saveTransport.handler(({ input, context }) => {
      const request = { ...input.command, name: 'dicom.saveTransport', right, subject: '', input };
      return kernel.command(context.caller, request, async (work) => {
        const client_certificates = input.clientCertificates;
        await work.tx
          .insertInto('dicom_transport')
          .values({ client_certificates })
          .onConflict((conflict) => conflict.column('only_one').doUpdateSet({ client_certificates }))
          .execute();
        work.audit({ act: 'dicom.saveTransport', subject: '', detail: `client certificates ${client_certificates}` });
        return transportOf(work.tx, own());
      });
    }),
    addAuthorities: dicom.addAuthorities.handler(({ input, context }) => {
      const request = { ...input.command, name: 'dicom.addAuthorities', right, subject: '', input };
      return kernel.command(context.caller, request, async (work) => {
        const found = authoritiesIn(Buffer.from(input.file, 'base64'), work.now);
        if ('fault' in found) throw fail('INPUT_INVALID', { fields: [`file: ${found.fault}`] });
        for (const { fingerprint, subject, issuer, notBefore, notAfter, pem } of found.authorities) {
          const added = await work.tx
            .insertInto('dicom_authority')
            .values({
              ...{ fingerprint, subject, issuer, certificate: pem },
              ...{ not_before: notBefore, not_after: notAfter },
              ...{ added_at: work.now, added_by: context.caller.person?.name ?? '' },
            })
            .onConflict((conflict) => conflict.column('fingerprint').doNothing())
            .executeTakeFirst();
          if (added.numInsertedOrUpdatedRows !== 1n) continue;
          work.audit({ act: 'dicom.addAuthorities', subject: subject.slice(0, 200), detail: `SHA-256 ${fingerprint}` });
        }
        return transportOf(work.tx, own());
      });
    }),
    removeAuthority: dicom.removeAuthority.handler(({ input, context }) => {
      const request = { ...input.command, name: 'dicom.removeAuthority', right, subject: input.fingerprint, input };
      return kernel.command(context.caller, request, async (work) => {
        const gone = await work.tx
          .deleteFrom('dicom_authority')
          .where('fingerprint', '=', input.fingerprint)
          .returning('subject')
          .executeTakeFirst();
        if (!gone) throw fail('NOT_FOUND', { what: 'authority' });
        work.audit({
          ...{ act: 'dicom.removeAuthority', subject: gone.subject.slice(0, 200) },
          detail: `SHA-256 ${input.fingerprint}: ${input.reason}`,
        });
        return transportOf(work.tx, own());
      });
    }),
  };
}
