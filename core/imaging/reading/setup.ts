// What a reader, or a department for all its readers, sets up for reading: hanging protocols and named windows, changed by acts.
import { z } from 'zod';
import { base, commandInput, Version } from '../../kernel/contract.ts';
import { HangingProtocol } from '../hanging/model.ts';

/** A window made from the one in view. `suv`: centre and width are SUV, not values of the image. */
export const OwnPreset = z.object({
  id: z.string().min(1).max(64),
  name: z.string().trim().min(1).max(40),
  /** (0008,0060) */
  modality: z.string().trim().min(1).max(16),
  /** Words of body part or series that bring it to the front; empty: any. */
  bodyParts: z.array(z.string().trim().min(1).max(64)).max(20),
  center: z.number().min(-1e9).max(1e9),
  width: z.number().positive().max(1e9),
  suv: z.boolean().default(false),
});
export type OwnPreset = z.infer<typeof OwnPreset>;

/** Keys, mouse buttons, wheels and controllers of a reader, by the name of the input and the id of the action. */
export const OwnInputs = z.object({
  keys: z.record(z.string().max(100), z.array(z.string().max(40)).max(8)),
  inputs: z.record(z.string().max(100), z.string().max(100)),
  /** What drags and wheels do in a picture, and the keys of the reading room: read by the room, part by part. */
  room: z.record(z.string().max(40), z.unknown()),
});
export type OwnInputs = z.infer<typeof OwnInputs>;

export const ReadingSetup = z.object({
  /** Of this shape; another one is not overwritten. */
  schema: z.literal(1),
  protocols: z.array(HangingProtocol).max(200),
  presets: z.array(OwnPreset).max(200),
  bindings: OwnInputs.optional(),
});
export type ReadingSetup = z.infer<typeof ReadingSetup>;

export const emptySetup: ReadingSetup = { schema: 1, protocols: [], presets: [] };

export const SetupScope = z.enum(['person', 'department']);
export type SetupScope = z.infer<typeof SetupScope>;

export const SetupAct = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('put-protocol'), protocol: HangingProtocol }),
  z.object({ kind: z.literal('remove-protocol'), id: z.string() }),
  z.object({ kind: z.literal('put-preset'), preset: OwnPreset }),
  z.object({ kind: z.literal('remove-preset'), id: z.string() }),
  z.object({ kind: z.literal('set-bindings'), bindings: OwnInputs }),
]);
export type SetupAct = z.infer<typeof SetupAct>;

function put<Item extends { id: string }>(list: readonly Item[], item: Item): Item[] {
  return list.some(({ id }) => id === item.id) ? list.map((one) => (one.id === item.id ? item : one)) : [item, ...list];
}

/** Acts name what they change, so they hold on whatever somebody else saved meanwhile. */
export function changedSetup(setup: ReadingSetup, act: SetupAct): ReadingSetup {
  switch (act.kind) {
    case 'put-protocol':
      return { ...setup, protocols: put(setup.protocols, { ...act.protocol, builtIn: false }) };
    case 'remove-protocol':
      return { ...setup, protocols: setup.protocols.filter(({ id }) => id !== act.id) };
    case 'put-preset':
      return { ...setup, presets: put(setup.presets, act.preset) };
    case 'remove-preset':
      return { ...setup, presets: setup.presets.filter(({ id }) => id !== act.id) };
    case 'set-bindings':
      return { ...setup, bindings: act.bindings };
    default:
      return act satisfies never;
  }
}

const StoredSetup = z.object({ version: Version, doc: ReadingSetup });

/** Both sets that hold for the caller. */
export const ReadingSetups = z.object({
  person: StoredSetup,
  department: StoredSetup.extend({ mayEdit: z.boolean() }),
});
export type ReadingSetups = z.infer<typeof ReadingSetups>;

export const setupContract = {
  readingSetups: base.route({ method: 'GET', path: '/imaging/reading-setups' }).output(ReadingSetups),
  /** The caller's own, or that of the caller's department (whoever edits its dictionaries). Version 0: there is none yet. */
  saveReadingSetup: base
    .route({ method: 'POST', path: '/imaging/reading-setups' })
    .input(commandInput({ scope: SetupScope, expectedVersion: Version, doc: ReadingSetup }))
    .output(z.object({ version: Version })),
};
