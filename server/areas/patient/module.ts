// The patient area: search with masked numbers, the logged act of showing one in full, merging records and taking it back.
import type { Kysely, RawBuilder } from 'kysely';
import type { Right } from '../../../core/identity/rights.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { AreaModule } from '../../kernel/area.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { maskIdentityNumber } from './mask.ts';
import { listMerges, mergeByPerson, unmerge } from './merge.ts';
import { compareRecords, mergeDetail } from './records.ts';
import { searchPatients } from './search.ts';
import { findPatient, patientBrief } from './store.ts';

export { maskIdentityNumber, normaliseNumber } from './mask.ts';
export { mergePatient, patientShown, recordsOf } from './merge.ts';
export { likeText } from './search.ts';
export {
  contradictions,
  findPatient,
  type PatientFields,
  type PatientRow,
  type PatientSource,
  patientBrief,
  savePatient,
  saveVisit,
  type VisitFields,
  visitBrief,
} from './store.ts';

/** Who registers has to find whom the register knows, or makes a second one of the same person; the laboratory and who merges, too. */
const searchRights: readonly Right[] = ['patient.merge', 'lab.view', 'ecg.register', 'radiology.register'];
const searchRight = ({ rights }: Caller): Right => searchRights.find((right) => rights.includes(right)) ?? 'lab.view';

/** Whom a part of a name finds for the caller. The area of exams knows; it stands above this one. */
export type KnownTo = (kernel: Kernel, db: Kysely<Database>, caller: Caller) => Promise<RawBuilder<boolean> | null>;

/** A number that was searched for goes into the trail masked: the trail is not encrypted. */
function searchSubject(text: string): string {
  return /\d{8,}/.test(text.replaceAll(/[\s-]/g, '')) ? maskIdentityNumber(text.trim()) : text;
}

export const patientArea = (knownTo: KnownTo): AreaModule => ({
  name: 'patient',
  routes: (kernel, os) => ({
    patient: os.patient.router({
      search: os.patient.search.handler(({ input, context }) =>
        kernel.read(
          context.caller,
          searchRight(context.caller),
          { act: 'patient.search', subject: searchSubject(input.text) },
          async (db) => {
            const known = await knownTo(kernel, db, context.caller);
            const rows = await searchPatients(db, kernel.fields, input.text, known);
            return rows.map((row) => patientBrief(row, kernel.fields));
          },
        ),
      ),
      reveal: os.patient.reveal.handler(({ input, context }) => {
        const { command, patientId, reason } = input;
        const request = {
          ...command,
          name: 'patient.reveal',
          right: 'patient.revealIdentity' as const,
          subject: patientId,
          input,
        };
        return kernel.command(context.caller, request, async (work) => {
          const row = await findPatient(work.tx, { id: patientId });
          if (!row) throw fail('NOT_FOUND', { patientId });
          work.audit({ act: 'patient.reveal', subject: row.number ?? row.id, patientId: row.id, detail: reason });
          return {
            identityNumber: row.identity_number === null ? null : kernel.fields.decrypt(row.identity_number),
            phone: row.phone === null ? null : kernel.fields.decrypt(row.phone),
            revealedAt: work.now.toISOString(),
          };
        });
      }),
      compare: os.patient.compare.handler(({ input, context }) => {
        const subject = `${input.fromId} | ${input.intoId}`;
        const entry = { act: 'patient.compare', subject, patientId: input.intoId };
        return kernel.read(context.caller, 'patient.merge', entry, (db) => compareRecords(db, kernel.fields, input));
      }),
      merge: os.patient.merge.handler(({ input, context }) => mergeByPerson(kernel, context.caller, input)),
      merges: os.patient.merges.handler(({ context }) =>
        kernel.read(context.caller, 'patient.merge', { act: 'patient.merges', subject: '' }, (db) =>
          listMerges(db, kernel.fields),
        ),
      ),
      mergeDetail: os.patient.mergeDetail.handler(({ input, context }) =>
        kernel.read(context.caller, 'patient.merge', { act: 'patient.mergeDetail', subject: input.id }, (db) =>
          mergeDetail(db, kernel.fields, input.id),
        ),
      ),
      unmerge: os.patient.unmerge.handler(({ input, context }) => unmerge(kernel, context.caller, input)),
    }),
  }),
});
