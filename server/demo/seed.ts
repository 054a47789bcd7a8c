// Fills an empty hospital for the demo: departments, staff, a workstation, and three days of specimens in every state, all through the
// same commands that a station would send. The clock is moved, so that yesterday's specimens are of yesterday.
import { createPerson, createWorkstation, saveDepartment } from '../areas/identity/module.ts';
import { labServices } from '../areas/lab/module.ts';
import { reportPort } from '../areas/reporting/module.ts';
import { systemCaller } from '../kernel/access.ts';
import type { Caller, Kernel } from '../kernel/types.ts';
import { seedExams } from './exams.ts';
import { demoDepartments, demoGroups, demoPassword, demoStaff } from './people.ts';
import { type AnalyzerVoice, seedSpecimens } from './specimens.ts';

export interface DemoAccount {
  user: string;
  password: string;
  role: string;
}

/** A clock that can be set back while the past is written. */
export interface MovableClock {
  now(): Date;
  setAhead(milliseconds: number): void;
}

export function createMovableClock(): MovableClock {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    setAhead(milliseconds) {
      ahead = milliseconds;
    },
  };
}

const command = (kernel: Kernel) => ({ id: kernel.newId(), at: kernel.clock.now().toISOString() });

/** Accounts with fresh passwords, or null when the hospital has people already. */
export async function seedDemo(
  kernel: Kernel,
  clock: MovableClock,
  speak: AnalyzerVoice,
): Promise<DemoAccount[] | null> {
  const people = await kernel.db.selectFrom('person').select('user_name').execute();
  if (people.some((row) => row.user_name === demoStaff[0]?.user)) return null;
  clock.setAhead(-3 * 86_400_000);
  const system = systemCaller('demo');
  for (const department of demoDepartments)
    await saveDepartment(kernel, system, { command: command(kernel), department });
  const accounts: DemoAccount[] = [];
  const callers: Record<string, Caller> = {};
  for (const { user, name, title, departmentId, role } of demoStaff) {
    const password = demoPassword();
    const laboratory = departmentId === 'LAB' || role === 'phlebotomist';
    const id = await createPerson(kernel, {
      user,
      name,
      title,
      departmentId,
      roles: [role],
      extraRights: [],
      labGroups: laboratory ? demoGroups : [],
      enabled: true,
      password,
    });
    accounts.push({ user, password, role });
    callers[user] = { ...system, person: { id, user, name, departmentId } };
    callers[role] ??= { ...system, person: { id, user, name, departmentId } };
  }
  await seedSpecimens(labServices(kernel, reportPort(kernel)), callers, clock, speak);
  await seedExams(kernel, callers, clock);
  clock.setAhead(0);
  return accounts;
}

/** A workstation of the demo with its one-time code; null when one has enrolled already. */
export async function demoEnrolment(kernel: Kernel): Promise<string | null> {
  const enrolled = await kernel.db
    .selectFrom('workstation')
    .select('id')
    .where('enrolled_at', 'is not', null)
    .executeTakeFirst();
  if (enrolled) return null;
  const { enrolmentCode } = await createWorkstation(kernel, systemCaller('demo'), {
    command: command(kernel),
    name: '检验科 1 号工作站',
    departmentId: 'LAB',
    // Groups of the laboratory, and the two services whose exams the station keeps at hand.
    labGroups: [...demoGroups, 'radiology', 'ecg'],
  });
  return enrolmentCode;
}
