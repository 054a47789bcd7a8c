// The DIMSE commands (PS3.7 9.3 and 10.3) as values: which fields each has, to bytes and back.
import { abortReason, ProtocolError } from '../ul/errors.ts';
import { decodeElements, type ElementName, type ElementSet, type ElementValue, encodeElements } from './elements.ts';

const request = ['messageId'] as const;
const response = ['messageIdRespondedTo', 'status'] as const;
const why = ['errorComment', 'errorId', 'offendingElements', 'messageId'] as const;
const classOfResponse = ['affectedSopClassUid', ...why] as const;
const objectOfResponse = ['affectedSopClassUid', 'affectedSopInstanceUid', ...why] as const;
const counts = ['remaining', 'completed', 'failed', 'warnings'] as const;
const requested = ['messageId', 'requestedSopClassUid', 'requestedSopInstanceUid'] as const;

/** Command field (0000,0100), fields that must be there, fields that may. What is tolerated missing is under `may`. */
const shapes = {
  'C-STORE-RQ': {
    field: 0x0001,
    must: [...request, 'affectedSopClassUid', 'affectedSopInstanceUid'],
    may: ['priority', 'moveOriginatorAe', 'moveOriginatorMessageId'],
  },
  'C-STORE-RSP': { field: 0x8001, must: response, may: objectOfResponse },
  'C-GET-RQ': { field: 0x0010, must: [...request, 'affectedSopClassUid'], may: ['priority'] },
  'C-GET-RSP': { field: 0x8010, must: response, may: [...classOfResponse, ...counts] },
  'C-FIND-RQ': { field: 0x0020, must: [...request, 'affectedSopClassUid'], may: ['priority'] },
  'C-FIND-RSP': { field: 0x8020, must: response, may: classOfResponse },
  'C-MOVE-RQ': { field: 0x0021, must: [...request, 'affectedSopClassUid', 'moveDestination'], may: ['priority'] },
  'C-MOVE-RSP': { field: 0x8021, must: response, may: [...classOfResponse, ...counts] },
  'C-ECHO-RQ': { field: 0x0030, must: request, may: ['affectedSopClassUid'] },
  'C-ECHO-RSP': { field: 0x8030, must: response, may: classOfResponse },
  'C-CANCEL-RQ': { field: 0x0fff, must: ['messageIdRespondedTo'], may: [] },
  'N-EVENT-REPORT-RQ': {
    field: 0x0100,
    must: [...request, 'affectedSopClassUid', 'affectedSopInstanceUid', 'eventTypeId'],
    may: [],
  },
  'N-EVENT-REPORT-RSP': { field: 0x8100, must: response, may: [...objectOfResponse, 'eventTypeId'] },
  'N-GET-RQ': { field: 0x0110, must: requested, may: ['attributeIdentifiers'] },
  'N-GET-RSP': { field: 0x8110, must: response, may: [...objectOfResponse, 'attributeIdentifiers'] },
  'N-SET-RQ': { field: 0x0120, must: requested, may: [] },
  'N-SET-RSP': { field: 0x8120, must: response, may: [...objectOfResponse, 'attributeIdentifiers'] },
  'N-ACTION-RQ': { field: 0x0130, must: [...requested, 'actionTypeId'], may: [] },
  'N-ACTION-RSP': { field: 0x8130, must: response, may: [...objectOfResponse, 'actionTypeId'] },
  'N-CREATE-RQ': { field: 0x0140, must: [...request, 'affectedSopClassUid'], may: ['affectedSopInstanceUid'] },
  'N-CREATE-RSP': { field: 0x8140, must: response, may: objectOfResponse },
  'N-DELETE-RQ': { field: 0x0150, must: requested, may: [] },
  'N-DELETE-RSP': { field: 0x8150, must: response, may: objectOfResponse },
} as const satisfies Record<string, { field: number; must: readonly ElementName[]; may: readonly ElementName[] }>;

type Shapes = typeof shapes;
export type CommandKind = keyof Shapes;
export type CommandOf<Kind extends CommandKind> = Kind extends CommandKind
  ? { kind: Kind; hasDataSet: boolean } & { [Name in Shapes[Kind]['must'][number]]: ElementValue<Name> } & {
      [Name in Shapes[Kind]['may'][number]]?: ElementValue<Name>;
    }
  : never;
export type Command = CommandOf<CommandKind>;
export type RequestKind = Extract<CommandKind, `${string}-RQ`>;
export type ResponseKind = Extract<CommandKind, `${string}-RSP`>;
export type Response = CommandOf<ResponseKind>;

const kindOf: ReadonlyMap<number, CommandKind> = new Map(
  (Object.keys(shapes) as CommandKind[]).map((kind) => [shapes[kind].field, kind]),
);

export const isResponse = (command: Command): command is Response => command.kind.endsWith('-RSP');

/** PS3.7 E.1: 0101H says that no data set follows, any other value that one does. */
const noDataSet = 0x0101;

/** Writes a command set with its group length. */
export function encodeCommand(command: Command): Uint8Array {
  const { kind, hasDataSet, ...fields } = command;
  return encodeElements({
    ...(fields as ElementSet),
    commandField: shapes[kind].field,
    dataSetType: hasDataSet ? 0x0000 : noDataSet,
  });
}

/** Reads a command set; an unknown command or one without a field that it must have throws a {@link ProtocolError}. */
export function decodeCommand(bytes: Uint8Array): Command {
  const set = decodeElements(bytes);
  const field = set.commandField;
  const kind = field === undefined ? undefined : kindOf.get(field);
  if (!kind) {
    const text = field === undefined ? 'no command field' : `the unknown command field 0x${field.toString(16)}`;
    throw new ProtocolError(abortReason.unexpectedParameter, `A command set has ${text}.`);
  }
  const shape = shapes[kind];
  const fields: Record<string, unknown> = {};
  for (const name of shape.must) {
    if (set[name] === undefined) {
      throw new ProtocolError(abortReason.unexpectedParameter, `${kind} has no ${name}.`);
    }
    fields[name] = set[name];
  }
  for (const name of shape.may) if (set[name] !== undefined) fields[name] = set[name];
  const hasDataSet = set.dataSetType !== undefined && set.dataSetType !== noDataSet;
  // The loops above checked what the mapped type says; the compiler cannot follow a table.
  return { kind, hasDataSet, ...fields } as Command;
}
