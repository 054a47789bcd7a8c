// The audit area: reading the trail and verifying it, both of which stand in the trail themselves.
import type { AuditRow } from '../../../core/audit/contract.ts';
import type { AreaModule } from '../../kernel/area.ts';
import { readAnchors } from '../../kernel/audit-anchor.ts';
import { verifyAuditChain } from '../../kernel/audit-verify.ts';
import { likeText } from '../patient/module.ts';
import { idsCalled, namesOf } from './names.ts';

export function auditModule(dataDir: string): AreaModule {
  return {
    name: 'audit',
    routes: (kernel, os) => ({
      audit: os.audit.router({
        list: os.audit.list.handler(({ input, context }) =>
          kernel.read(context.caller, 'audit.view', { act: 'audit.list', subject: input.text ?? '' }, async (db) => {
            let query = db
              .selectFrom('audit_link')
              .innerJoin('audit', 'audit.id', 'audit_link.audit_id')
              .selectAll('audit')
              .select('audit_link.pos')
              .orderBy('audit_link.pos', 'desc')
              .limit(input.limit);
            if (input.before !== undefined) query = query.where('audit_link.pos', '<', input.before);
            if (input.text) {
              const text = input.text.trim();
              const pattern = `%${likeText(text)}%`;
              const called = await idsCalled(db, text);
              query = query.where((at) =>
                at.or([
                  ...(['act', 'subject', 'person_name', 'workstation', 'patient_id', 'detail', 'outcome'] as const).map(
                    (column) => at(`audit.${column}`, 'ilike', pattern),
                  ),
                  ...(called.subjects.length > 0 ? [at('audit.subject', 'in', [...called.subjects])] : []),
                  ...(called.patients.length > 0 ? [at('audit.patient_id', 'in', [...called.patients])] : []),
                ]),
              );
            }
            const rows = await query.execute();
            const names = await namesOf(
              db,
              rows.flatMap(({ subject, patient_id }) => [subject, patient_id ?? '']),
            );
            return rows.map(
              (row): AuditRow => ({
                pos: row.pos,
                at: row.at.toISOString(),
                personName: row.person_name,
                workstation: row.workstation,
                address: row.address,
                act: row.act,
                subject: row.subject,
                subjectName: names.get(row.subject)?.name ?? '',
                patientId: row.patient_id,
                patientNumber: names.get(row.patient_id ?? row.subject)?.patientNumber ?? '',
                outcome: row.outcome,
                detail: row.detail,
              }),
            );
          }),
        ),
        verify: os.audit.verify.handler(({ context }) =>
          kernel.read(context.caller, 'audit.view', { act: 'audit.verify', subject: '' }, async (db) =>
            verifyAuditChain(db, await readAnchors(dataDir)),
          ),
        ),
      }),
    }),
  };
}
