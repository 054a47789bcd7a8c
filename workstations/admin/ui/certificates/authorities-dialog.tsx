// Trusted authorities: added from a file, removed for what comes.
import { Button, HTMLTable } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { TrustedAuthority } from '../../../../core/signing/model.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { dateTime, day } from '../../../../renderer/format/time.ts';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { AuthorityFileField, useAuthorityFile } from '../parts/authority-file.tsx';
import './certificates.css';

export function AuthoritiesDialog({ onClose }: { onClose: () => void }) {
  const text = useAdminText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const list = useQuery(query.signing.authorities.queryOptions());
  const [removing, setRemoving] = useState<TrustedAuthority | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: query.signing.authorities.key() });
  const done = () => {
    setRemoving(null);
    void refresh();
    show({ tone: 'done', title: text('cert.authorities.added') });
  };
  const added = useAuthorityFile(client.signing.addAuthorities, {
    onDone: done,
    refusal: (what) => text('cert.authorities.invalid', { what }),
  });
  const remove = useCommand(client.signing.removeAuthority, { onDone: done, onFailed: refresh });
  return (
    <>
      <Modal
        title={text('cert.authorities')}
        onClose={onClose}
        onConfirm={added.send}
        width={860}
        testId="authorities-dialog"
        footer={
          <ConfirmButton
            word={text('cert.authorities.add')}
            off={!added.file}
            busy={added.busy}
            testId="authority-add"
          />
        }
      >
        <p className="lead">{text('cert.authorities.lead')}</p>
        <Answer of={list}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyPanel
                glyph="identity"
                title={text('cert.authorities.empty')}
                hint={text('cert.authorities.empty.hint')}
              />
            ) : (
              <div className="cert-authorities">
                <HTMLTable compact striped className="plain-table">
                  <thead>
                    <tr>
                      <th>{text('cert.authority')}</th>
                      <th>{text('cert.serial')}</th>
                      <th>{text('cert.until')}</th>
                      <th>{text('cert.added')}</th>
                      <th aria-label={text('cert.authorities.remove')} />
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((row) => (
                      <tr key={row.id} className={row.removedAt ? 'is-removed' : undefined} data-testid="authority-row">
                        <td title={`SHA-256 ${row.fingerprint}`}>{row.subject}</td>
                        <td>{row.serial}</td>
                        <td>{day(row.notAfter)}</td>
                        <td>
                          {dateTime(row.addedAt)} {row.addedBy}
                        </td>
                        <td>
                          {row.removedAt ? (
                            text('cert.authorities.removed', { time: dateTime(row.removedAt), name: row.removedBy })
                          ) : (
                            <Button
                              size="small"
                              text={text('cert.authorities.remove')}
                              onClick={() => setRemoving(row)}
                              data-testid="authority-remove"
                            />
                          )}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </HTMLTable>
              </div>
            )
          }
        </Answer>
        <AuthorityFileField
          of={added}
          label={text('cert.authorities.file')}
          className="cert-file"
          testId="authority-file"
        />
      </Modal>
      {removing ? (
        <ReasonDialog
          title={text('cert.authorities.remove.title')}
          lead={removing.subject}
          confirm={text('cert.authorities.remove')}
          intent="danger"
          depth={4}
          busy={remove.isPending}
          onClose={() => setRemoving(null)}
          onConfirm={(reason) => remove.mutate({ authorityId: removing.id, expectedVersion: removing.version, reason })}
        />
      ) : null}
    </>
  );
}
