// The identity area: its procedures, and people as documents of the feed, by which a host knows who may do what while it is offline.
import type { Person } from '../../../core/identity/contract.ts';
import { stationHeaders } from '../../../core/identity/station-signature.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { requireAccess } from '../../kernel/access.ts';
import type { AreaModule, DocumentSource } from '../../kernel/area.ts';
import { startRetention } from '../../kernel/retention.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import type { RequestContext } from '../../web/procedures.ts';
import { administers, isSuper } from './administrators.ts';
import { cookieHeader } from './callers.ts';
import type { Captchas } from './captcha.ts';
import { departmentDocuments, listDepartments, removeDepartment, saveDepartment } from './departments.ts';
import { identityRetention } from './housekeeping.ts';
import { changePassword, currentSession, type LoggedIn, lock, logIn, logOut } from './login.ts';
import { resetPassword, savePerson, unlock } from './people-commands.ts';
import { rightsOf, toPeople } from './people-store.ts';
import { photoOf } from './photos.ts';
import { institutionIdOf, placesOfPerson } from './reaches.ts';
import { listRoles, removeRole, saveRole } from './roles.ts';
import { type DoorCertificates, serverCertificates } from './server-certificates.ts';
import { endSession, endSessionsOf, listSessions } from './session-list.ts';
import type { Throttle } from './throttle.ts';
import { createWorkstation, enrol, listWorkstations, renewEnrolment, saveWorkstation } from './workstations.ts';

export { administers } from './administrators.ts';
export { callerNow, callerOf, queuedCaller } from './callers.ts';
export { type DrawCaptcha, drawCaptcha, makeCaptchas } from './captcha.ts';
export { saveDepartment } from './departments.ts';
export { createPerson, type FirstAdministrator, prepareFirstStart } from './first-start.ts';
export {
  beginTry,
  failuresOf,
  lockAfter,
  tryAbandoned,
  tryFailed,
  trySucceeded,
} from './login-failures.ts';
export { makePeopleService } from './people-service.ts';
export { findPerson, peopleWithRight, rightsOf } from './people-store.ts';
export { holdersOfGroups, placesOfPerson } from './reaches.ts';
export { isOpen } from './sessions.ts';
export { makeStationSignatures, type StationSignatures } from './station-signatures.ts';
export { makeThrottle } from './throttle.ts';
export { createWorkstation, enrol } from './workstations.ts';

export interface IdentityParts {
  captchas: Captchas;
  /** Tries to log in, to enrol and to draw captchas, by address. */
  throttle: Throttle;
  certificates(): DoorCertificates;
}

/** A signed station keeps the token itself; a browser gets a cookie that its scripts cannot read. */
function handOver(context: RequestContext, { info, token }: LoggedIn): LoggedIn['info'] {
  if (context.caller.station) context.resHeaders?.set(stationHeaders.session, token);
  else context.resHeaders?.append('set-cookie', cookieHeader(context.secure, token));
  return info;
}

/** Whoever keeps people or roles sees both. */
const peopleRight = (caller: Caller) => administers(caller, 'user.edit', 'doctor.edit', 'role.edit');

/** What is personal of them, their telephone and their handwriting, is for those who keep their records. */
function shownTo(caller: Caller, people: readonly Person[]): Person[] {
  if (isSuper(caller) || caller.rights.includes('user.edit') || caller.rights.includes('doctor.edit'))
    return [...people];
  return people.map(({ profile: _profile, signature: _signature, ...person }) => person);
}

/** People with their rights, and departments; for stations only: a browser asks. */
function identityDocuments(kernel: Kernel): DocumentSource {
  return {
    kind: 'identity',
    span: 'ever',
    async read(ids, caller: Caller) {
      const found = new Map<string, unknown>();
      if (!caller.station) return found;
      for (const [id, document] of await departmentDocuments(kernel.db, ids)) found.set(id, document);
      const personIds = ids.filter((id) => !id.includes(':'));
      if (personIds.length === 0) return found;
      const rows = await kernel.db.selectFrom('person').selectAll().where('id', 'in', personIds).execute();
      const people = await toPeople(kernel.db, rows, kernel.fields, kernel.clock.now());
      for (const [index, person] of people.entries()) {
        // What is personal of a colleague stays at the server.
        const { signature, profile: _profile, ...shown } = person;
        found.set(person.id, {
          person: { ...shown, hasSignature: signature !== undefined },
          rights: await rightsOf(kernel.db, rows[index]!),
          institutionId: await institutionIdOf(kernel.db, person.departmentId),
          places: (await placesOfPerson(kernel.db, rows[index]!)) ?? {},
        });
      }
      return found;
    },
  };
}

export function identityModule({ captchas, throttle, certificates }: IdentityParts): AreaModule {
  return {
    name: 'identity',
    documents: (kernel) => [identityDocuments(kernel)],
    start: async (kernel) => startRetention(kernel, identityRetention),
    routes: (kernel, os) => ({
      identity: os.identity.router({
        captcha: os.identity.captcha.handler(({ context }) => {
          if (!throttle.allow(`captcha ${context.caller.address}`)) throw fail('SERVER_BUSY');
          return captchas.make();
        }),
        login: os.identity.login.handler(async ({ input, context }) =>
          handOver(
            context,
            await logIn(
              { kernel, captchas, throttle },
              context.caller,
              input,
              context.locked?.caller.sessionId ?? null,
            ),
          ),
        ),
        logout: os.identity.logout.handler(async ({ context }) => {
          await logOut(kernel, context.locked?.caller ?? context.caller);
          if (!context.caller.station) context.resHeaders?.append('set-cookie', cookieHeader(context.secure, null));
          return { ok: true as const };
        }),
        lock: os.identity.lock.handler(async ({ context }) => {
          await lock(kernel, context.caller);
          return { ok: true as const };
        }),
        me: os.identity.me.handler(({ context }) => currentSession(kernel, context.caller)),
        changePassword: os.identity.changePassword.handler(async ({ input, context }) =>
          handOver(context, await changePassword(kernel, context.caller, input)),
        ),
        sessions: os.identity.sessions.handler(({ context }) => listSessions(kernel, context.caller)),
        endSession: os.identity.endSession.handler(async ({ input, context }) => {
          await endSession(kernel, context.caller, input.id);
          return { ok: true as const };
        }),
        endSessionsOf: os.identity.endSessionsOf.handler(({ input, context }) =>
          endSessionsOf(kernel, context.caller, input),
        ),
        people: os.identity.people.handler(({ context }) =>
          kernel.read(
            context.caller,
            peopleRight(context.caller),
            { act: 'identity.people', subject: '' },
            async (db) => {
              const rows = await db.selectFrom('person').selectAll().orderBy('user_name').execute();
              return shownTo(context.caller, await toPeople(db, rows, kernel.fields, kernel.clock.now()));
            },
          ),
        ),
        savePerson: os.identity.savePerson.handler(({ input, context }) => savePerson(kernel, context.caller, input)),
        photo: os.identity.photo.handler(({ input, context }) => photoOf(kernel, context.caller, input.personId)),
        resetPassword: os.identity.resetPassword.handler(({ input, context }) =>
          resetPassword(kernel, context.caller, input),
        ),
        unlock: os.identity.unlock.handler(({ input, context }) => unlock(kernel, context.caller, input)),
        roles: os.identity.roles.handler(({ context }) => {
          requireAccess(context.caller, peopleRight(context.caller));
          return listRoles(kernel.db);
        }),
        saveRole: os.identity.saveRole.handler(({ input, context }) => saveRole(kernel, context.caller, input)),
        removeRole: os.identity.removeRole.handler(({ input, context }) => removeRole(kernel, context.caller, input)),
        departments: os.identity.departments.handler(({ context }) => {
          requireAccess(context.caller, null);
          return listDepartments(kernel.db);
        }),
        saveDepartment: os.identity.saveDepartment.handler(({ input, context }) =>
          saveDepartment(kernel, context.caller, input),
        ),
        removeDepartment: os.identity.removeDepartment.handler(({ input, context }) =>
          removeDepartment(kernel, context.caller, input),
        ),
        // Not in the trail: it says nothing of any person, and a screen asks for it every minute.
        serverCertificates: os.identity.serverCertificates.handler(({ context }) => {
          requireAccess(context.caller, 'identity.admin');
          return serverCertificates(certificates());
        }),
        workstations: os.identity.workstations.handler(({ context }) => {
          requireAccess(context.caller, 'identity.admin');
          return listWorkstations(kernel);
        }),
        createWorkstation: os.identity.createWorkstation.handler(({ input, context }) =>
          createWorkstation(kernel, context.caller, input),
        ),
        saveWorkstation: os.identity.saveWorkstation.handler(({ input, context }) =>
          saveWorkstation(kernel, context.caller, input),
        ),
        renewEnrolment: os.identity.renewEnrolment.handler(({ input, context }) =>
          renewEnrolment(kernel, context.caller, input),
        ),
        enrol: os.identity.enrol.handler(({ input, context }) => {
          if (!throttle.allow(`enrol ${context.caller.address}`)) throw fail('SERVER_BUSY');
          return enrol(kernel, context.caller, input.code);
        }),
      }),
    }),
  };
}
