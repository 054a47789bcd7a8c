// The DIMSE-N requests as one family: what is asked, as a command; what came in, as a call of its service.
import type { CommandOf } from './message.ts';
import type { AttributesAnswer, AttributesRequest, DicomServices } from './services.ts';
import { status } from './status.ts';

export type AttributeOperation =
  | { operation: 'N-CREATE'; sopInstanceUid: string | null }
  | { operation: 'N-SET'; sopInstanceUid: string }
  | { operation: 'N-DELETE'; sopInstanceUid: string }
  | { operation: 'N-GET'; sopInstanceUid: string; attributeIdentifiers: readonly number[] }
  | { operation: 'N-ACTION'; sopInstanceUid: string; actionTypeId: number }
  | { operation: 'N-EVENT-REPORT'; sopInstanceUid: string; eventTypeId: number };

export type AttributeCommand = CommandOf<
  'N-CREATE-RQ' | 'N-SET-RQ' | 'N-DELETE-RQ' | 'N-GET-RQ' | 'N-ACTION-RQ' | 'N-EVENT-REPORT-RQ'
>;
export type AttributeResponse = CommandOf<
  'N-CREATE-RSP' | 'N-SET-RSP' | 'N-DELETE-RSP' | 'N-GET-RSP' | 'N-ACTION-RSP' | 'N-EVENT-REPORT-RSP'
>;

export function attributeCommand(
  request: AttributeOperation,
  sopClassUid: string,
  messageId: number,
  hasDataSet: boolean,
): AttributeCommand {
  const affected = { hasDataSet, messageId, affectedSopClassUid: sopClassUid };
  switch (request.operation) {
    case 'N-CREATE':
      return { kind: 'N-CREATE-RQ', ...affected, affectedSopInstanceUid: request.sopInstanceUid ?? undefined };
    case 'N-EVENT-REPORT':
      return {
        kind: 'N-EVENT-REPORT-RQ',
        ...affected,
        affectedSopInstanceUid: request.sopInstanceUid,
        eventTypeId: request.eventTypeId,
      };
    case 'N-SET':
    case 'N-DELETE':
    case 'N-GET':
    case 'N-ACTION': {
      const requested = {
        hasDataSet,
        messageId,
        requestedSopClassUid: sopClassUid,
        requestedSopInstanceUid: request.sopInstanceUid,
      };
      if (request.operation === 'N-SET') return { kind: 'N-SET-RQ', ...requested };
      if (request.operation === 'N-DELETE') return { kind: 'N-DELETE-RQ', ...requested };
      if (request.operation === 'N-ACTION') {
        return { kind: 'N-ACTION-RQ', ...requested, actionTypeId: request.actionTypeId };
      }
      const attributeIdentifiers = request.attributeIdentifiers.length > 0 ? request.attributeIdentifiers : undefined;
      return { kind: 'N-GET-RQ', ...requested, attributeIdentifiers };
    }
    default:
      return request satisfies never;
  }
}

/** Calls the service that an N-request is for; without one the operation is not recognized (PS3.7 C.5.20). */
export async function callAttributeService(
  services: DicomServices,
  command: AttributeCommand,
  request: Omit<AttributesRequest, 'sopClassUid' | 'sopInstanceUid'>,
): Promise<AttributesAnswer> {
  const about = { ...request, ...subjectOf(command) };
  const missing: AttributesAnswer = { status: status.unrecognizedOperation };
  switch (command.kind) {
    case 'N-CREATE-RQ':
      return (await services.nCreate?.(about)) ?? missing;
    case 'N-SET-RQ':
      return (await services.nSet?.(about)) ?? missing;
    case 'N-DELETE-RQ':
      return (await services.nDelete?.(about)) ?? missing;
    case 'N-GET-RQ':
      return (await services.nGet?.({ ...about, attributeIdentifiers: command.attributeIdentifiers ?? [] })) ?? missing;
    case 'N-ACTION-RQ':
      return (await services.nAction?.({ ...about, actionTypeId: command.actionTypeId })) ?? missing;
    case 'N-EVENT-REPORT-RQ':
      return (await services.nEventReport?.({ ...about, eventTypeId: command.eventTypeId })) ?? missing;
    default:
      return command satisfies never;
  }
}

/** Class and instance of an N-request, by whichever of its two names. */
export function subjectOf(command: AttributeCommand): { sopClassUid: string; sopInstanceUid: string | null } {
  if ('requestedSopClassUid' in command) {
    return { sopClassUid: command.requestedSopClassUid, sopInstanceUid: command.requestedSopInstanceUid };
  }
  return { sopClassUid: command.affectedSopClassUid, sopInstanceUid: command.affectedSopInstanceUid ?? null };
}

const responseKinds = {
  'N-CREATE-RQ': 'N-CREATE-RSP',
  'N-SET-RQ': 'N-SET-RSP',
  'N-DELETE-RQ': 'N-DELETE-RSP',
  'N-GET-RQ': 'N-GET-RSP',
  'N-ACTION-RQ': 'N-ACTION-RSP',
  'N-EVENT-REPORT-RQ': 'N-EVENT-REPORT-RSP',
} as const;

export function attributeResponse(command: AttributeCommand, answer: AttributesAnswer): AttributeResponse {
  const subject = subjectOf(command);
  const response = {
    kind: responseKinds[command.kind],
    hasDataSet: answer.dataSet != null && answer.dataSet.length > 0,
    messageIdRespondedTo: command.messageId,
    status: answer.status,
    errorComment: answer.comment,
    affectedSopClassUid: subject.sopClassUid,
    affectedSopInstanceUid: answer.sopInstanceUid ?? subject.sopInstanceUid ?? undefined,
  };
  if (command.kind === 'N-ACTION-RQ') return { ...response, kind: 'N-ACTION-RSP', actionTypeId: command.actionTypeId };
  if (command.kind === 'N-EVENT-REPORT-RQ') {
    return { ...response, kind: 'N-EVENT-REPORT-RSP', eventTypeId: command.eventTypeId };
  }
  return response;
}
