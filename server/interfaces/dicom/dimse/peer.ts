// The association as a service sees it: who the peer is, what was agreed, and events back to it.
import { AssociationError } from '../ul/errors.ts';
import { emptyUser } from '../ul/pdu-types.ts';
import type { Exchange } from './exchange.ts';
import type { PeerAssociation } from './services.ts';

export function peerAssociation(
  exchange: Exchange,
  facts: Pick<PeerAssociation, 'id' | 'callingAe' | 'calledAe' | 'address' | 'secure' | 'ended'>,
): PeerAssociation {
  const contextOf = (abstractSyntax: string) =>
    [...(exchange.agreement?.contexts.values() ?? [])].find((context) => context.abstractSyntax === abstractSyntax);
  return {
    ...facts,
    peer: exchange.agreement?.peer ?? emptyUser,
    abort: (message) => exchange.association.abort(message),
    syntaxOf: (abstractSyntax) => contextOf(abstractSyntax)?.transferSyntax ?? null,
    async report({ sopClassUid, sopInstanceUid, eventTypeId, dataSet }) {
      const context = contextOf(sopClassUid);
      if (!context) throw new AssociationError('rejected', `No presentation context was agreed for ${sopClassUid}.`);
      await exchange.answered();
      const responses = exchange.ask(
        context.id,
        {
          kind: 'N-EVENT-REPORT-RQ',
          hasDataSet: dataSet !== null,
          messageId: exchange.nextMessageId(),
          affectedSopClassUid: sopClassUid,
          affectedSopInstanceUid: sopInstanceUid,
          eventTypeId,
        },
        { data: dataSet },
      );
      for await (const { response } of responses) return response.status;
      throw new AssociationError('protocol', 'The peer gave no response to the event.');
    },
  };
}
