// Identity: who is at the station, what they may do, and the administration of people, roles, departments and workstations.
import { z } from 'zod';
import { base, Code, commandInput, Id, Instant, ShortText, Version } from '../kernel/contract.ts';
import { PhotoUrl } from './photo.ts';
import { DoctorProfile } from './profile.ts';
import { PlacesByRight, Reaches } from './reach.ts';
import { RightSchema } from './rights.ts';
import { ServerCertificate } from './server-certificate.ts';

export const Person = z.object({
  id: Id,
  user: Code,
  name: ShortText,
  title: ShortText.optional(),
  departmentId: z.string(),
  /** Absent in a change: as before. Stations never get it. */
  profile: DoctorProfile.optional(),
  roles: z.array(z.string()),
  /** Rights beyond those of the roles (LAB-94). */
  extraRights: z.array(RightSchema),
  /** How far the rights at exams reach (ECG-49), instead of what the roles say. Absent in a change: as before. */
  reaches: Reaches.optional(),
  /** Lab groups whose specimens the person may open (LAB-93, 95); empty with the right `lab.allGroups` means all. */
  labGroups: z.array(z.string()),
  enabled: z.boolean(),
  mustChangePassword: z.boolean(),
  passwordChangedAt: Instant.optional(),
  lockedUntil: Instant.nullable().optional(),
  /** Scanned handwriting as a PNG data URL (LAB-59). */
  signature: z.string().max(400_000).optional(),
  /** There is a photo, and which: another number is another photo. In a change the photo itself stands beside the person. */
  photoVersion: Version.optional(),
  version: Version,
});
export type Person = z.infer<typeof Person>;

export const Role = z.object({
  id: Code,
  name: ShortText.min(1),
  nameEn: ShortText,
  rights: z.array(RightSchema),
  /** How far they reach; a right that is not named reaches the own institution. Absent in a change: as before. */
  reaches: Reaches.optional(),
  version: Version,
});
export type Role = z.infer<typeof Role>;

export const Department = z.object({
  id: Code,
  name: ShortText.min(1),
  nameEn: ShortText,
  kind: z.enum(['ward', 'clinic', 'laboratory', 'administration']),
  phone: ShortText.optional(),
  version: Version,
});
export type Department = z.infer<typeof Department>;

export const Workstation = z.object({
  id: Id,
  name: ShortText,
  departmentId: z.string(),
  labGroups: z.array(z.string()),
  enrolledAt: Instant.nullable(),
  lastSeenAt: Instant.nullable(),
  enabled: z.boolean(),
  /** Stations that enrolled before there were versions keep theirs without one. */
  version: Version.default(1),
});
export type Workstation = z.infer<typeof Workstation>;

export const SessionInfo = z.object({
  person: z.object({
    id: Id,
    user: Code,
    name: ShortText,
    title: ShortText.optional(),
    departmentId: z.string(),
    roles: z.array(z.string()),
    labGroups: z.array(z.string()),
    hasSignature: z.boolean(),
  }),
  rights: z.array(RightSchema),
  /** The institution for which the person acts, and how far the rights at exams reach; absent from servers that knew no reach. */
  institutionId: z.string().nullable().optional(),
  places: PlacesByRight.optional(),
  hospital: z.object({ name: ShortText, nameEn: ShortText }),
  mustChangePassword: z.boolean(),
  idleTimeoutSeconds: z.number().int(),
  expiresAt: Instant,
  /** True when the host let the person in without the server. */
  offline: z.boolean(),
  workstation: z.object({ id: z.string(), name: ShortText }).nullable(),
});
export type SessionInfo = z.infer<typeof SessionInfo>;

export const ActiveSession = z.object({
  id: z.string(),
  personId: Id,
  personName: ShortText,
  user: Code,
  startedAt: Instant,
  lastSeenAt: Instant,
  address: z.string(),
  workstation: z.string().nullable(),
  current: z.boolean(),
});
export type ActiveSession = z.infer<typeof ActiveSession>;

export const LoginInput = z.object({
  user: Code,
  password: z.string().min(1).max(200),
  captcha: z.object({ id: z.string(), text: z.string().max(16) }).optional(),
});

/** A second person confirms an act at the same screen. */
export const Witness = z.object({ user: Code, password: z.string().min(1).max(200) });
export type Witness = z.infer<typeof Witness>;

export const identityContract = {
  captcha: base
    .route({ method: 'POST', path: '/identity/captcha' })
    .output(z.object({ id: z.string(), svg: z.string() })),
  login: base.route({ method: 'POST', path: '/identity/login' }).input(LoginInput).output(SessionInfo),
  logout: base.route({ method: 'POST', path: '/identity/logout' }).output(z.object({ ok: z.literal(true) })),
  /** The screen is locked: the session is good for `critical.waiting` alone, until somebody logs in there. */
  lock: base.route({ method: 'POST', path: '/identity/lock' }).output(z.object({ ok: z.literal(true) })),
  me: base.route({ method: 'GET', path: '/identity/me' }).output(SessionInfo.nullable()),
  changePassword: base
    .route({ method: 'POST', path: '/identity/password' })
    .input(z.object({ current: z.string(), next: z.string().max(200) }))
    .output(SessionInfo),
  sessions: base.route({ method: 'GET', path: '/identity/sessions' }).output(z.array(ActiveSession)),
  endSession: base
    .route({ method: 'POST', path: '/identity/sessions/end' })
    .input(z.object({ id: z.string() }))
    .output(z.object({ ok: z.literal(true) })),
  /** Ends every session of a person but the caller's own. */
  endSessionsOf: base
    .route({ method: 'POST', path: '/identity/people/sessions/end' })
    .input(commandInput({ personId: Id }))
    .output(z.object({ ended: z.number().int() })),
  people: base.route({ method: 'GET', path: '/identity/people' }).output(z.array(Person)),
  savePerson: base
    .route({ method: 'POST', path: '/identity/people' })
    .input(
      commandInput({
        person: Person.omit({
          ...{ version: true, lockedUntil: true, passwordChangedAt: true, mustChangePassword: true },
          photoVersion: true,
        }),
        expectedVersion: Version.nullable(),
        /** Absent: as before; null takes it away. @see photo.ts */
        photo: PhotoUrl.nullable().optional(),
      }),
    )
    .output(z.object({ person: Person, initialPassword: z.string().nullable() })),
  /** Null where there is none. */
  photo: base
    .route({ method: 'GET', path: '/identity/people/{personId}/photo' })
    .input(z.object({ personId: Id }))
    .output(z.object({ photo: PhotoUrl.nullable() })),
  resetPassword: base
    .route({ method: 'POST', path: '/identity/people/reset' })
    .input(commandInput({ personId: Id }))
    .output(z.object({ initialPassword: z.string() })),
  unlock: base
    .route({ method: 'POST', path: '/identity/people/unlock' })
    .input(commandInput({ personId: Id }))
    .output(Person),
  roles: base.route({ method: 'GET', path: '/identity/roles' }).output(z.array(Role)),
  saveRole: base
    .route({ method: 'POST', path: '/identity/roles' })
    .input(commandInput({ role: Role.omit({ version: true }), expectedVersion: Version.nullable() }))
    .output(Role),
  /** Refused while somebody has the role (SEC-107). */
  removeRole: base
    .route({ method: 'POST', path: '/identity/roles/remove' })
    .input(commandInput({ roleId: Code, expectedVersion: Version }))
    .output(z.object({ ok: z.literal(true) })),
  departments: base.route({ method: 'GET', path: '/identity/departments' }).output(z.array(Department)),
  saveDepartment: base
    .route({ method: 'POST', path: '/identity/departments' })
    .input(commandInput({ department: Department.omit({ version: true }), expectedVersion: Version.nullable() }))
    .output(Department),
  /** Refused while people, workstations or visits belong to it. */
  removeDepartment: base
    .route({ method: 'POST', path: '/identity/departments/remove' })
    .input(commandInput({ departmentId: Code, expectedVersion: Version }))
    .output(z.object({ ok: z.literal(true) })),
  workstations: base.route({ method: 'GET', path: '/identity/workstations' }).output(z.array(Workstation)),
  serverCertificates: base
    .route({ method: 'GET', path: '/identity/server-certificates' })
    .output(z.array(ServerCertificate)),
  /** Makes a workstation and the one-time code with which its host enrols. */
  createWorkstation: base
    .route({ method: 'POST', path: '/identity/workstations' })
    .input(commandInput({ name: ShortText, departmentId: z.string(), labGroups: z.array(z.string()) }))
    .output(z.object({ workstation: Workstation, enrolmentCode: z.string() })),
  /** A disabled workstation is refused from its next request on, and its sessions end. */
  saveWorkstation: base
    .route({ method: 'POST', path: '/identity/workstations/change' })
    .input(
      commandInput({
        workstation: Workstation.pick({ id: true, name: true, departmentId: true, labGroups: true, enabled: true }),
        expectedVersion: Version,
      }),
    )
    .output(Workstation),
  /** A new one-time code, for a machine that was replaced or whose code ran out. The present secret works until the code is used. */
  renewEnrolment: base
    .route({ method: 'POST', path: '/identity/workstations/renew' })
    .input(commandInput({ workstationId: Id }))
    .output(z.object({ workstation: Workstation, enrolmentCode: z.string() })),
  /** Called by a host with its code; the secret is given once and signs all its later requests. */
  enrol: base
    .route({ method: 'POST', path: '/identity/enrol' })
    .input(z.object({ code: z.string().min(8).max(64) }))
    .output(z.object({ workstation: Workstation, secret: z.string() })),
};
