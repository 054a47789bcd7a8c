// How far a right reaches (数据范围, ECG-49): the own department, the own institution, chosen ones, the own and those of groups (医院分组, ECG-53)
// or everybody below, or the whole network.
import { z } from 'zod';
import { type Right, RightSchema } from './rights.ts';

/** The duties at an exam whose rights reach so far and no further. */
export const reachDuties = ['view', 'register', 'acquire', 'write', 'review', 'recall', 'dispatch'] as const;
export type ReachDuty = (typeof reachDuties)[number];
const services = ['radiology', 'ecg'] as const;
export type ReachService = (typeof services)[number];
export type ReachRight = `${ReachService}.${ReachDuty}`;

export function reachRight(right: Right): ReachRight | null {
  const found = services.flatMap((service) => reachDuties.map((duty): ReachRight => `${service}.${duty}`));
  return found.find((one) => one === right) ?? null;
}

/** Narrowest first. */
export const reachLevels = ['department', 'own', 'chosen', 'groups', 'below', 'all'] as const;
export const ReachLevel = z.enum(reachLevels);
export type ReachLevel = z.infer<typeof ReachLevel>;

/** One grant as an administrator sets it; a right without one reaches the own institution. */
export const Reach = z.object({
  right: RightSchema.refine((right) => reachRight(right) !== null, 'has no reach'),
  level: ReachLevel,
  /** Of `chosen` alone, else empty. */
  institutionIds: z.array(z.string().min(1).max(64)).max(200),
  /** Departments of the own institution, of `chosen` alone. */
  departmentIds: z.array(z.string().min(1).max(64)).max(200),
  /** Groups of institutions, of `groups` alone: their members as they are then. Absent in grants from before there were any. */
  groupIds: z.array(z.string().min(1).max(64)).max(200).optional(),
});
export type Reach = z.infer<typeof Reach>;

/** At most one a right. */
export const Reaches = z
  .array(Reach)
  .max(services.length * reachDuties.length)
  .refine((all) => new Set(all.map(({ right }) => right)).size === all.length, 'one a right');

/** What grants come to for one person: whose exams a right covers. */
export const Places = z.object({
  /** What concerns the own institution: done there, or sent there to be read. */
  own: z.boolean(),
  /** Of what concerns the own institution, what these departments asked for or were asked. */
  departments: z.array(z.string()),
  /** Exams that were done at these, and for which the person acts as if belonging there. */
  institutions: z.union([z.literal('all'), z.array(z.string())]),
});
export type Places = z.infer<typeof Places>;

/** By right; one that is not named reaches the own institution. */
export const PlacesByRight = z.record(z.string(), Places);
export type PlacesByRight = z.infer<typeof PlacesByRight>;

export const ownPlaces: Places = { own: true, departments: [], institutions: [] };

export interface ReachOrigin {
  /** Of the person: the account's, and those beside it. */
  departmentIds: readonly string[];
  /** Every institution below the own one. */
  below: readonly string[];
  /** Members of every group, by its id. */
  groups: ReadonlyMap<string, readonly string[]>;
}

export function placesOf({ level, institutionIds, departmentIds, groupIds = [] }: Reach, origin: ReachOrigin): Places {
  switch (level) {
    case 'department':
      return { own: false, departments: origin.departmentIds.filter((id) => id !== ''), institutions: [] };
    case 'own':
      return ownPlaces;
    case 'chosen':
      return { own: false, departments: departmentIds, institutions: institutionIds };
    case 'groups': {
      // A group that was removed has no members any more.
      const members = groupIds.flatMap((id) => origin.groups.get(id) ?? []);
      return { own: true, departments: [], institutions: [...new Set(members)].sort() };
    }
    case 'below':
      return { own: true, departments: [], institutions: [...origin.below] };
    case 'all':
      return { own: true, departments: [], institutions: 'all' };
    default:
      throw new Error(`unknown level ${String(level satisfies never)}`);
  }
}

/** Two grants of one right: what either covers. */
export function unitedPlaces(one: Places, other: Places): Places {
  const all = one.institutions === 'all' || other.institutions === 'all';
  return {
    own: one.own || other.own,
    departments: [...new Set([...one.departments, ...other.departments])].sort(),
    institutions: all ? 'all' : [...new Set([...one.institutions, ...other.institutions])].sort(),
  };
}

interface Holding {
  rights: readonly Right[];
  reaches: readonly Reach[];
}

/**
 * A grant to the person counts instead of those of the roles; of several roles that hold the right each adds its own, and one without
 * a grant adds the own institution.
 * @param own rights beyond the roles', and the grants to the person
 */
export function heldPlaces(own: Holding, roles: readonly Holding[], origin: ReachOrigin): PlacesByRight {
  const held: PlacesByRight = {};
  const named = new Set([own, ...roles].flatMap(({ reaches }) => reaches.map(({ right }) => right)));
  for (const right of named) {
    const holders = [own, ...roles].filter(({ rights }) => rights.includes(right));
    if (holders.length === 0) continue;
    const personal = own.reaches.find((one) => one.right === right);
    const places = holders.map(({ reaches }) => {
      const reach = reaches.find((one) => one.right === right);
      return reach ? placesOf(reach, origin) : ownPlaces;
    });
    held[right] = personal ? placesOf(personal, origin) : places.reduce(unitedPlaces);
  }
  return held;
}

/** As an audit row names it: `ecg.write chosen A,B`. */
export function reachWords({ right, level, institutionIds, departmentIds, groupIds = [] }: Reach): string {
  return [right, level, [...institutionIds, ...departmentIds, ...groupIds].join(',')].filter(Boolean).join(' ');
}
