// The instances that a path names, and reading them with the audit row that every look at a patient's images leaves.

import type { InstanceDescriptor } from '../../../core/imaging/descriptor.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Archive, PixelInstance, Visitors } from '../../areas/imaging/module.ts';
import type { Kernel } from '../../kernel/types.ts';
import type { Visitor } from './door.ts';

export interface Scope {
  study: string;
  series?: string;
  instance?: string;
}

interface Parts {
  kernel: Kernel;
  archive: Archive;
  visitor: Visitor;
  visitors: Visitors;
}

export interface NamedInstance {
  sop_uid: string;
  series_uid: string;
  study_uid: string;
  path: string;
  length: number;
  sha256: string;
  transfer_syntax: string;
  descriptor: InstanceDescriptor;
}

/**
 * The instance whose frames are asked for. A viewer asks for hundreds: the first of them is on record before it goes out, the others are
 * counted (looks.ts).
 * @throws NOT_FOUND, RIGHT_MISSING for a study of another institution
 */
export async function seenInstance(parts: Parts, scope: Scope): Promise<PixelInstance> {
  const { archive, visitor, visitors } = parts;
  await visitors.requireStudy(visitor, 'imaging.frames', scope.study);
  const found = await archive.frames.instance(scope.study, scope.series ?? '', scope.instance ?? '');
  await archive.looks.looked(visitor.caller, 'imaging.frames', scope.study);
  return found;
}

/** @throws NOT_FOUND when the path names nothing that is stored, RIGHT_MISSING for a study of another institution */
export async function namedInstances(
  { kernel, visitor, visitors }: Omit<Parts, 'archive'>,
  scope: Scope,
  act: string,
): Promise<NamedInstance[]> {
  await visitors.requireStudy(visitor, act, scope.study);
  const rows = await kernel.read(
    { ...visitor.caller, mode: 'system' },
    null,
    { act, subject: scope.study, detail: [scope.series, scope.instance].filter(Boolean).join(' ') },
    (db) => {
      let query = db
        .selectFrom('imaging_instance')
        .innerJoin('imaging_study', 'imaging_study.uid', 'imaging_instance.study_uid')
        .select(['sop_uid', 'series_uid', 'study_uid', 'path', 'length', 'sha256', 'transfer_syntax', 'descriptor'])
        .where('study_uid', '=', scope.study)
        .where('state', '=', 'current')
        .where('removed_at', 'is', null);
      if (scope.series) query = query.where('series_uid', '=', scope.series);
      if (scope.instance) query = query.where('sop_uid', '=', scope.instance);
      return query.orderBy('series_uid').orderBy('number').orderBy('sop_uid').execute();
    },
  );
  if (rows.length === 0) throw fail('NOT_FOUND', { what: scope.instance ?? scope.series ?? scope.study });
  return rows;
}
