// C-GET on the caller's own association and C-MOVE on a new one to its destination, with their responses.
import type { ExchangeLimits } from './dimse/exchange.ts';
import type { CommandOf } from './dimse/message.ts';
import type { Retriever, Work } from './dimse/serve.ts';
import type { DicomLog, DicomServices } from './dimse/services.ts';
import { DimseFailure, status } from './dimse/status.ts';
import { createSubOperations, type SubOperationEnd, type SubOperations } from './dimse/sub-operations.ts';
import { type DicomClient, openClient } from './scu/client.ts';
import { type OutgoingInstance, planTrips } from './scu/contexts.ts';
import { storeInstance } from './scu/store.ts';
import type { OwnParameters } from './ul/negotiation.ts';
import type { Timers } from './ul/timers.ts';

export interface RetrieverOptions {
  services: DicomServices;
  timers: Timers;
  limits: Partial<ExchangeLimits>;
  own: OwnParameters;
  log: DicomLog;
}

type RetrieveWork = Work<'C-GET-RQ'> | Work<'C-MOVE-RQ'>;

function start(work: RetrieveWork, total: number, signal: AbortSignal): SubOperations {
  return createSubOperations({
    total,
    signal,
    transferSyntaxUid: work.transferSyntaxUid,
    pending: (counts) => work.respond({ ...head(work.command, status.pending), ...counts }),
  });
}

function head(command: CommandOf<'C-GET-RQ' | 'C-MOVE-RQ'>, value: number, comment?: string) {
  return {
    kind: command.kind === 'C-GET-RQ' ? ('C-GET-RSP' as const) : ('C-MOVE-RSP' as const),
    hasDataSet: false,
    messageIdRespondedTo: command.messageId,
    affectedSopClassUid: command.affectedSopClassUid,
    status: value,
    errorComment: comment,
  };
}

function finish(work: RetrieveWork, end: SubOperationEnd): Promise<void> {
  const { remaining, ...counts } = end.counts;
  // Remaining is told only when there is some (PS3.7 9.1.4.1.7): after a cancel.
  const told = end.status === status.cancel ? end.counts : counts;
  return work.respond({ ...head(work.command, end.status, end.comment), ...told }, end.dataSet);
}

export function createRetriever({ services, timers, limits, own, log }: RetrieverOptions): Retriever {
  return {
    async get(request, identifier, work) {
      if (!services.get) throw new DimseFailure(status.classNotSupported, 'C-GET is not served here.');
      const { instances } = await services.get(request, identifier);
      const operations = start(work, instances.length, request.signal);
      await operations.run(instances, (instance) => storeInstance(work.exchange, instance));
      await finish(work, operations.end());
    },
    async move(request, identifier, work) {
      if (!services.move) throw new DimseFailure(status.classNotSupported, 'C-MOVE is not served here.');
      const { destination, instances } = await services.move(request, identifier);
      const operations = start(work, instances.length, request.signal);
      const moveOriginator = { aeTitle: request.association.callingAe, messageId: request.messageId };
      let comment: string | undefined;
      for (const { contexts, instances: planned } of planTrips(instances)) {
        // An object that makes the destination abort must not take the ones behind it along: they get a new association.
        for (let rest: readonly OutgoingInstance[] = planned; rest.length > 0 && !request.signal.aborted; ) {
          let client: DicomClient;
          try {
            client = await openClient({
              ...destination,
              calledAe: request.destinationAe,
              contexts,
              timers,
              limits,
              own,
            });
          } catch (error) {
            comment = 'The move destination cannot be reached or refused.';
            log('warn', 'dicom move destination failed', { destination: request.destinationAe, error: String(error) });
            operations.give(rest);
            break;
          }
          try {
            const { exchange } = client;
            rest = await operations.run(rest, (instance) => storeInstance(exchange, instance, { moveOriginator }));
            await client.release();
          } finally {
            // After a release this does nothing; it is for the caller who left in the middle.
            client.abort('The sub-operations were broken off.');
          }
        }
      }
      await finish(work, operations.end(comment));
    },
  };
}
