// One message: what it says segment by segment, what was answered, what became of it, and sending or processing it again.
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { IntegrationMessage } from '../../../../core/integration/contract.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Fact, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { MessageState } from './message-state.tsx';
import { segmentsOf } from './segments.ts';

export function MessageDetail({ id }: { id: string }) {
  const text = useAdminText();
  const { query } = useApi();
  const detail = useQuery(query.integration.message.queryOptions({ input: { id } }));
  return (
    <Answer of={detail}>
      {({ message, content, answer, log }) => (
        <div className="admin-detail" data-testid="message-detail">
          <header className="pane-head">
            <h2 className="ellipsis">{`${message.type} ${message.controlId}`}</h2>
            <MessageState state={message.state} />
            <Retry message={message} />
          </header>
          <div className="pane-scroll">
            <p className="admin-facts">
              <Fact name={text('time')}>{dateTime(message.at)}</Fact>
              <Fact name={text('message.peer')}>{message.peer}</Fact>
              <Fact name={text('subject')}>{message.subject}</Fact>
              <Fact name={text('message.attempts')}>{message.attempts}</Fact>
              {message.nextAttemptAt ? (
                <Fact name={text('message.next')}>{dateTime(message.nextAttemptAt)}</Fact>
              ) : null}
            </p>
            {message.text || message.code ? (
              <p className="admin-trouble" role="status">
                {message.text} {message.code ? <code>{message.code}</code> : null}
              </p>
            ) : null}
            <h3>{text('message.content')}</h3>
            <Hl7 content={content} testId="message-content" />
            <h3>{text('message.answer')}</h3>
            {answer ? (
              <Hl7 content={answer} testId="message-answer" />
            ) : (
              <p className="note">{text('message.answer.none')}</p>
            )}
            <h3>{text('message.log')}</h3>
            {log.length === 0 ? <p className="note">{text('message.log.none')}</p> : null}
            <ol className="admin-log" data-testid="message-log">
              {log.map((line, index) => (
                <li key={`${line.at} ${index}`}>
                  <time className="number">{dateTime(line.at)}</time>
                  <span>{line.text}</span>
                </li>
              ))}
            </ol>
          </div>
        </div>
      )}
    </Answer>
  );
}

/** What may be tried again: an arrival that failed, a departure that is not yet accepted. The server decides again. */
const again: Record<IntegrationMessage['direction'], readonly IntegrationMessage['state'][]> = {
  in: ['failed'],
  out: ['refused', 'failed', 'waiting', 'givenUp'],
};

function Retry({ message }: { message: IntegrationMessage }) {
  const text = useAdminText();
  const can = useRights();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const retry = useCommand(client.integration.retry, {
    onDone: () => {
      queries.invalidateQueries({ queryKey: query.integration.key() });
      show({ tone: 'done', title: text('message.retry.done') });
    },
  });
  const off = !can('integration.retry')
    ? text('right.missing')
    : again[message.direction].includes(message.state)
      ? null
      : text('message.retry.settled');
  const run = () => {
    if (!retry.isPending) retry.mutate({ messageId: message.id });
  };
  const label = text(message.direction === 'in' ? 'message.retry.in' : 'message.retry.out');
  useActions({ title: text('message'), depth: 2 }, [{ id: 'retry', label, keys: ['F6'], main: true, off, run }]);
  return (
    <Button
      size="small"
      className="admin-right"
      disabled={off !== null}
      title={off ?? undefined}
      loading={retry.isPending}
      onClick={run}
      data-testid="message-retry"
    >
      {label} <KeyCap name="F6" />
    </Button>
  );
}

function Hl7({ content, testId }: { content: string; testId: string }) {
  return (
    <div className="admin-hl7" data-testid={testId}>
      {segmentsOf(content).map((segment, index) => (
        <details key={`${index} ${segment.name}`}>
          <summary>
            <b>{segment.name}</b>
            {segment.line.slice(segment.name.length)}
          </summary>
          <dl>
            {segment.fields.map((field) => (
              <div key={field.number}>
                <dt>{`${segment.name}-${field.number}`}</dt>
                <dd>{field.value}</dd>
              </div>
            ))}
          </dl>
        </details>
      ))}
    </div>
  );
}
