// Identity and patients of the fixture server: people, departments, workstations, sessions.
import { implement } from '@orpc/server';
import { shippedRoles } from '../../core/identity/rights.ts';
import { fixtureContract } from './fixture-contract.ts';
import { fail } from './fixture-fail.ts';
import { fixtureId, me } from './fixture-specimens.ts';
import type { FixtureState } from './fixture-state.ts';

const ok = { ok: true as const };

export function fixtureIdentity(state: FixtureState) {
  const on = implement(fixtureContract);
  const now = () => new Date().toISOString();
  const ago = (minutes: number) => new Date(state.options.now.getTime() - minutes * 60_000).toISOString();
  const people = [
    'limin|李敏|lab-reviewer',
    'wangfang|王芳|lab-technician',
    'chenjg|陈建国|lab-manager',
    'audit|周审计|auditor',
  ].map((text, index) => {
    const [user = '', name = '', role = ''] = text.split('|');
    return {
      id: fixtureId(9, index + 1),
      user,
      name,
      title: '技师',
      departmentId: 'LAB',
      roles: [role],
      extraRights: [],
      labGroups: index === 1 ? ['HEM'] : [],
      enabled: true,
      mustChangePassword: index === 1,
      passwordChangedAt: ago(9000),
      lockedUntil: index === 1 ? ago(-20) : null,
      version: 1,
    };
  });
  const departments = [
    { id: 'LAB', name: '检验科', nameEn: 'Laboratory', kind: 'laboratory' as const, phone: '0731-8435 2000' },
    { id: 'ER', name: '急诊科', nameEn: 'Emergency', kind: 'clinic' as const, phone: '0731-8435 2110' },
    { id: 'ICU', name: '重症医学科', nameEn: 'ICU', kind: 'ward' as const, phone: '0731-8435 2120' },
    { id: 'NEPH', name: '肾内科', nameEn: 'Nephrology', kind: 'ward' as const },
  ];
  const workstation = {
    id: fixtureId(9, 50),
    name: '检验科 血球 1 号台',
    departmentId: 'LAB',
    labGroups: ['HEM', 'CHEM'],
    enrolledAt: ago(40_000),
    lastSeenAt: ago(0),
    enabled: true,
    version: 1,
  };
  return {
    identity: {
      sessions: on.identity.sessions.handler(() => [
        {
          id: 's1',
          personId: me.id,
          personName: me.name,
          user: 'fixture',
          startedAt: ago(50),
          lastSeenAt: now(),
          address: '192.168.10.31',
          workstation: workstation.name,
          current: true,
        },
        {
          id: 's2',
          personId: me.id,
          personName: me.name,
          user: 'fixture',
          startedAt: ago(900),
          lastSeenAt: ago(610),
          address: '192.168.10.44',
          workstation: null,
          current: false,
        },
      ]),
      endSession: on.identity.endSession.handler(() => ok),
      people: on.identity.people.handler(() => people),
      photo: on.identity.photo.handler(() => ({ photo: null })),
      savePerson: on.identity.savePerson.handler(({ input }) => ({
        person: { ...input.person, mustChangePassword: false, version: (input.expectedVersion ?? 0) + 1 },
        initialPassword: input.expectedVersion === null ? 'kT7-vemo-48' : null,
      })),
      resetPassword: on.identity.resetPassword.handler(() => ({ initialPassword: 'mB2-suri-19' })),
      unlock: on.identity.unlock.handler(({ input }) => {
        const found = people.find((person) => person.id === input.personId);
        if (!found) throw fail('NOT_FOUND');
        return { ...found, lockedUntil: null };
      }),
      roles: on.identity.roles.handler(() =>
        shippedRoles.map((role) => ({ ...role, rights: [...role.rights], version: 1 })),
      ),
      saveRole: on.identity.saveRole.handler(({ input }) => ({
        ...input.role,
        version: (input.expectedVersion ?? 0) + 1,
      })),
      removeRole: on.identity.removeRole.handler(() => ok),
      departments: on.identity.departments.handler(() => departments.map((one) => ({ ...one, version: 1 }))),
      saveDepartment: on.identity.saveDepartment.handler(({ input }) => ({
        ...input.department,
        version: (input.expectedVersion ?? 0) + 1,
      })),
      removeDepartment: on.identity.removeDepartment.handler(() => ok),
      endSessionsOf: on.identity.endSessionsOf.handler(() => ({ ended: 1 })),
      saveWorkstation: on.identity.saveWorkstation.handler(({ input }) => ({
        ...workstation,
        ...input.workstation,
        version: input.expectedVersion + 1,
      })),
      renewEnrolment: on.identity.renewEnrolment.handler(() => ({ workstation, enrolmentCode: 'YS-2M8Q-71KD-PT' })),
      workstations: on.identity.workstations.handler(() => [workstation]),
      serverCertificates: on.identity.serverCertificates.handler(() => []),
      createWorkstation: on.identity.createWorkstation.handler(({ input }) => ({
        workstation: { ...workstation, name: input.name, enrolledAt: null, lastSeenAt: null },
        enrolmentCode: 'YS-7Q4K-29MD-XH',
      })),
      enrol: on.identity.enrol.handler(() => ({ workstation, secret: 'fixture' })),
    },
    patient: {
      search: on.patient.search.handler(({ input }) =>
        [...state.specimens.values()]
          .map((document) => document.patient)
          .filter((patient) => `${patient.name}${patient.number}`.includes(input.text))
          .slice(0, 8),
      ),
      reveal: on.patient.reveal.handler(() => ({
        identityNumber: '430102198007014210',
        phone: '13900001111',
        revealedAt: now(),
      })),
      merges: on.patient.merges.handler(() => []),
      compare: on.patient.compare.handler(() => {
        throw fail('NOT_FOUND');
      }),
      merge: on.patient.merge.handler(() => {
        throw fail('NOT_FOUND');
      }),
      mergeDetail: on.patient.mergeDetail.handler(() => {
        throw fail('NOT_FOUND');
      }),
      unmerge: on.patient.unmerge.handler(() => {
        throw fail('NOT_FOUND');
      }),
    },
  };
}
