// How many alarms wait for the person of a locked screen. No row in the trail: the answer is two numbers and names nobody.
import type { Kysely } from 'kysely';
import { waitsFor } from '../../../core/critical/concern.ts';
import type { WaitingCount } from '../../../core/critical/contract.ts';
import { waitingFor } from '../../../core/critical/waiting.ts';
import type { EcgAlert } from '../../../core/ecg/flow/alert.ts';
import type { Right } from '../../../core/identity/rights.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import type { RequestContext } from '../../web/procedures.ts';
import { criticalPerson, type SeenExams, visibleTo } from './sight.ts';

const dayMs = 86_400_000;
/** As far back as the screens themselves look. */
const days = 3;

/** The open danger alerts that are told to somebody. The area of ECGs knows; it stands above this one. */
export type OpenAlerts = (
  kernel: Kernel,
  db: Kysely<Database>,
  caller: Caller,
  days: number,
) => Promise<readonly EcgAlert[]>;

type Asker = Pick<RequestContext, 'caller' | 'locked'>;

/** Whose screen it is; one that is about to be locked asks under its open session. @throws LOGIN_REQUIRED */
export function atScreen(kernel: Kernel, { caller, locked }: Asker): { caller: Caller; since: Date } {
  if (locked) return locked;
  if (!caller.person) throw fail('LOGIN_REQUIRED');
  return { caller, since: kernel.clock.now() };
}

export async function countWaiting(
  kernel: Kernel,
  { caller, since }: { caller: Caller; since: Date },
  { seenExams, openAlerts }: { seenExams: SeenExams; openAlerts: OpenAlerts },
): Promise<WaitingCount> {
  const counted = async (db: Kysely<Database>): Promise<WaitingCount> => {
    const has = (right: Right) => caller.rights.includes(right);
    const person = criticalPerson(caller);
    const rows = await db
      .selectFrom('critical_value')
      .select('doc')
      .where('raised_at', '>=', new Date(kernel.clock.now().getTime() - days * dayMs))
      .where('state', 'in', ['open', 'notified'])
      .execute();
    // Who telephones has those that nobody was told yet; ward and head those that wait for them.
    const telephones = has('lab.view') || has('critical.document');
    const open = telephones
      ? await visibleTo(
          kernel,
          db,
          caller,
          rows.filter(({ doc }) => doc.state === 'open'),
          seenExams,
        )
      : [];
    const concerning = rows.filter(({ doc }) => person !== null && waitsFor(doc, person) !== null);
    const alerts = await openAlerts(kernel, db, caller, days);
    const criticals = [...new Map([...open, ...concerning].map(({ doc }) => [doc.id, doc])).values()];
    const viewer = { name: caller.person?.name ?? '', reads: has('ecg.write') || has('ecg.review') };
    return { ...waitingFor({ alerts, criticals }, viewer, since.toISOString()), known: true };
  };
  return kernel.read(caller, null, { act: 'critical.waiting', subject: '' }, counted, () => true);
}
