// The sessions of this person, and ending those that are not theirs any more.
import { Button, HTMLTable } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../client/provider.tsx';
import { dateTime } from '../format/time.ts';
import { useShellText } from '../locales/use-shell-text.ts';
import { Modal } from '../parts/modal.tsx';
import { Answer } from '../parts/panels.tsx';

export function Sessions({ onClose }: { onClose: () => void }) {
  const text = useShellText();
  const { query } = useApi();
  const queries = useQueryClient();
  const sessions = useQuery(query.identity.sessions.queryOptions());
  const end = useMutation({
    ...query.identity.endSession.mutationOptions(),
    onSuccess: () => queries.invalidateQueries({ queryKey: query.identity.sessions.key() }),
  });
  return (
    <Modal title={text('sessions')} onClose={onClose} width={760}>
      <Answer of={sessions}>
        {(rows) => (
          <HTMLTable compact striped className="plain-table">
            <thead>
              <tr>
                <th>{text('sessions.person')}</th>
                <th>{text('sessions.started')}</th>
                <th>{text('sessions.seen')}</th>
                <th>{text('sessions.where')}</th>
                <th aria-label={text('sessions.end')} />
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <td>{row.personName}</td>
                  <td>{dateTime(row.startedAt)}</td>
                  <td>{dateTime(row.lastSeenAt)}</td>
                  <td>{[row.workstation, row.address].filter(Boolean).join(' · ')}</td>
                  <td>
                    {row.current ? (
                      text('sessions.current')
                    ) : (
                      <Button
                        size="small"
                        text={text('sessions.end')}
                        loading={end.isPending}
                        onClick={() => end.mutate({ id: row.id })}
                      />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </HTMLTable>
        )}
      </Answer>
    </Modal>
  );
}
