// What identity gives to the other areas: the second person of an act, signatures for reports, departments.
import type { Kysely } from 'kysely';
import { fail, YishuError } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { AuditEntry, Caller, Clock, FieldCrypto, PeopleService } from '../../kernel/types.ts';
import { authenticate } from './authenticate.ts';
import { mustChangePassword, rightsOf } from './people-store.ts';

export interface PeopleParts {
  db: Kysely<Database>;
  clock: Clock;
  fields: FieldCrypto;
  audit(caller: Caller, entry: AuditEntry): Promise<void>;
}

export function makePeopleService(parts: PeopleParts): PeopleService {
  const { db, clock, fields, audit } = parts;
  return {
    async verifyWitness(witness, right, notPersonId, caller) {
      try {
        const person = await authenticate(parts, witness, caller.address);
        if (person.id === notPersonId) throw fail('SAME_PERSON');
        if (mustChangePassword(person, clock.now())) throw fail('PASSWORD_CHANGE_REQUIRED', { user: person.user_name });
        const rights = await rightsOf(db, person);
        if (!rights.includes(right)) throw fail('RIGHT_MISSING', { right, user: person.user_name });
        await audit(caller, { act: 'identity.witness', subject: person.user_name, detail: right });
        return { id: person.id, name: person.name };
      } catch (error) {
        if (error instanceof YishuError) {
          await audit(caller, {
            act: 'identity.witness',
            subject: witness.user,
            outcome: 'refused',
            detail: error.code,
          });
        }
        throw error;
      }
    },
    async signatureOf(reader, personId) {
      const row = await reader.selectFrom('person').select('signature').where('id', '=', personId).executeTakeFirst();
      return row?.signature ? fields.decrypt(row.signature) : null;
    },
    async department(reader, id) {
      const row = await reader.selectFrom('department').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? { id: row.id, name: row.name, nameEn: row.name_en, phone: row.phone } : null;
    },
  };
}
