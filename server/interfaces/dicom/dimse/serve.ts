// Serves one request of a peer: calls the service that it is for and sends the response or responses.
import { attributeResponse, callAttributeService } from './attributes.ts';
import { gather } from './data.ts';
import type { Exchange, IncomingRequest } from './exchange.ts';
import type { CommandOf, Response } from './message.ts';
import type {
  Answer,
  AttributesAnswer,
  DicomLog,
  DicomServices,
  MoveRequest,
  PeerAssociation,
  QueryRequest,
  ServiceRequest,
} from './services.ts';
import { DimseFailure, status } from './status.ts';

/** How sub-operations are carried out; a requestor that serves C-STORE only has none. */
export interface Retriever {
  get(request: QueryRequest, identifier: Uint8Array, work: Work<'C-GET-RQ'>): Promise<void>;
  move(request: MoveRequest, identifier: Uint8Array, work: Work<'C-MOVE-RQ'>): Promise<void>;
}

export interface ServeOptions {
  services: DicomServices;
  association: PeerAssociation;
  log: DicomLog;
  maxIdentifierLength: number;
  retriever: Retriever | null;
}

/** A request with the means to answer it. */
export interface Work<Kind extends IncomingRequest['command']['kind']> {
  exchange: Exchange;
  command: CommandOf<Kind>;
  contextId: number;
  transferSyntaxUid: string;
  respond(response: Response, dataSet?: Uint8Array | null): Promise<void>;
}

type CRequest = CommandOf<'C-FIND-RQ' | 'C-MOVE-RQ' | 'C-GET-RQ'>;

/** Rejects only when the response cannot be sent. */
export async function serveRequest(request: IncomingRequest, exchange: Exchange, options: ServeOptions): Promise<void> {
  const { services, association, log, retriever } = options;
  const { context, command, signal } = request;

  const common = (sopClassUid: string): ServiceRequest => ({
    association,
    transferSyntaxUid: context.transferSyntax,
    sopClassUid,
    messageId: command.messageId,
    signal,
  });
  const respond = async (response: Response, dataSet: Uint8Array | null = null): Promise<void> => {
    await request.drained();
    await exchange.send(context.id, { ...response, hasDataSet: dataSet !== null }, dataSet);
  };

  /** What a service threw, as an answer; `otherwise` where it is not of the service's choice. */
  function failed(error: unknown, otherwise: number): Answer {
    if (error instanceof DimseFailure) {
      const { status: value, message, offending } = error;
      return { status: value, comment: message, ...(offending.length > 0 ? { offending } : {}) };
    }
    // The peer that left while it was served is told in the log of the association already.
    if (!association.ended.aborted) {
      log('error', `dicom ${command.kind} failed`, { association: association.id, error: String(error) });
    }
    return { status: otherwise, comment: 'Internal error; see the log of the receiver.' };
  }

  /** The identifier of a query; too long or missing is the peer's mistake and gets a status. */
  async function identifier(): Promise<Uint8Array> {
    if (!request.data) throw new DimseFailure(status.cannotUnderstand, 'There is no identifier.');
    const bytes = await gather(request.data, options.maxIdentifierLength);
    if (!bytes) throw new DimseFailure(status.resourceLimitation, 'The identifier is too long.');
    return bytes;
  }

  async function store(rq: CommandOf<'C-STORE-RQ'>): Promise<void> {
    let answer: Answer;
    if (!services.store) answer = { status: status.classNotSupported };
    else if (!request.data) answer = { status: status.cannotUnderstand, comment: 'There is no data set.' };
    else {
      try {
        const originator = rq.moveOriginatorAe;
        answer = await services.store({
          ...common(rq.affectedSopClassUid),
          sopInstanceUid: rq.affectedSopInstanceUid,
          moveOriginator: originator ? { aeTitle: originator, messageId: rq.moveOriginatorMessageId ?? 0 } : null,
          data: request.data,
        });
      } catch (error) {
        answer = failed(error, status.processingFailure);
      }
    }
    await respond({
      kind: 'C-STORE-RSP',
      hasDataSet: false,
      messageIdRespondedTo: rq.messageId,
      affectedSopClassUid: rq.affectedSopClassUid,
      affectedSopInstanceUid: rq.affectedSopInstanceUid,
      status: answer.status,
      errorComment: answer.comment,
    });
  }

  const answered = (rq: CRequest, answer: Answer) => ({
    hasDataSet: false,
    messageIdRespondedTo: rq.messageId,
    affectedSopClassUid: rq.affectedSopClassUid,
    status: answer.status,
    errorComment: answer.comment,
    offendingElements: answer.offending,
  });

  async function find(rq: CommandOf<'C-FIND-RQ'>): Promise<void> {
    const kind = 'C-FIND-RSP';
    let last: Answer = { status: status.success };
    try {
      if (!services.find) throw new DimseFailure(status.classNotSupported, 'Queries are not served here.');
      const query = { ...common(rq.affectedSopClassUid), priority: rq.priority ?? 0 };
      for await (const match of services.find(query, await identifier())) {
        if (signal.aborted) break;
        const { status: value, identifier: bytes } =
          match instanceof Uint8Array ? { status: status.pending, identifier: match } : match;
        await respond({ kind, ...answered(rq, { status: value }) }, bytes);
      }
    } catch (error) {
      last = failed(error, status.cannotUnderstand);
    }
    if (signal.aborted) last = { status: status.cancel };
    await respond({ kind, ...answered(rq, last) });
  }

  async function retrieve(rq: CommandOf<'C-GET-RQ' | 'C-MOVE-RQ'>): Promise<void> {
    const query = { ...common(rq.affectedSopClassUid), priority: rq.priority ?? 0 };
    const means = { exchange, contextId: context.id, transferSyntaxUid: context.transferSyntax, respond };
    try {
      if (!retriever) throw new DimseFailure(status.classNotSupported, 'Retrieval is not served here.');
      const bytes = await identifier();
      if (rq.kind === 'C-GET-RQ') await retriever.get(query, bytes, { ...means, command: rq });
      else await retriever.move({ ...query, destinationAe: rq.moveDestination }, bytes, { ...means, command: rq });
    } catch (error) {
      const answer = failed(error, status.cannotUnderstand);
      await respond({ kind: rq.kind === 'C-GET-RQ' ? 'C-GET-RSP' : 'C-MOVE-RSP', ...answered(rq, answer) });
    }
  }

  switch (command.kind) {
    case 'C-ECHO-RQ':
      return respond({
        kind: 'C-ECHO-RSP',
        hasDataSet: false,
        messageIdRespondedTo: command.messageId,
        affectedSopClassUid: command.affectedSopClassUid ?? context.abstractSyntax,
        status: status.success,
      });
    case 'C-STORE-RQ':
      return store(command);
    case 'C-FIND-RQ':
      return find(command);
    case 'C-GET-RQ':
    case 'C-MOVE-RQ':
      return retrieve(command);
    default: {
      let answer: AttributesAnswer;
      try {
        const dataSet = request.data ? await identifier() : null;
        const { sopClassUid: _, ...rest } = common('');
        answer = await callAttributeService(services, command, {
          ...rest,
          abstractSyntax: context.abstractSyntax,
          dataSet,
        });
      } catch (error) {
        answer = failed(error, status.processingFailure);
      }
      const dataSet = answer.dataSet && answer.dataSet.length > 0 ? answer.dataSet : null;
      return respond(attributeResponse(command, answer), dataSet);
    }
  }
}
