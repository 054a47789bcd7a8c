// Trusted authorities: added from a file, removed for what comes.
import { Button, HTMLTable } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { TrustedAuthority } from '../../../../core/signing/model.ts';
import { failureOf, sentenceOf } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { dateTime, day } from '../../../../renderer/format/time.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import type { ChosenFile } from '../../../../renderer/parts/file-choice.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { FileField } from '../../../../renderer/signing/file-field.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import './certificates.css';

export function AuthoritiesDialog({ onClose }: { onClose: () => void }) {
  const text = useAdminText();
  const locale = useLocale();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const list = useQuery(query.signing.authorities.queryOptions());
  const [file, setFile] = useState<ChosenFile | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [removing, setRemoving] = useState<TrustedAuthority | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: query.signing.authorities.key() });
  const done = () => {
    setFile(null);
    setRemoving(null);
    void refresh();
    show({ tone: 'done', title: text('cert.authorities.added') });
  };
  const add = useCommand(client.signing.addAuthorities, {
    handles: ['INPUT_INVALID'],
    onDone: done,
    onFailed: (error) => {
      const failure = failureOf(error);
      const { fields } = failure.detail;
      const what = Array.isArray(fields) ? fields.join(' ') : (sentenceOf(failure, locale) ?? '');
      setFault(text('cert.authorities.invalid', { what }));
    },
  });
  const remove = useCommand(client.signing.removeAuthority, { onDone: done, onFailed: refresh });
  const send = () => {
    setFault(null);
    if (file && !add.isPending) add.mutate({ file: file.content });
  };
  return (
    <>
      <Modal
        title={text('cert.authorities')}
        onClose={onClose}
        onConfirm={send}
        width={860}
        testId="authorities-dialog"
        footer={
          <ConfirmButton word={text('cert.authorities.add')} off={!file} busy={add.isPending} testId="authority-add" />
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
        <Field label={text('cert.authorities.file')} error={fault} className="cert-file">
          {(id) => (
            <FileField
              id={id}
              accept=".pem,.crt,.cer,.der"
              file={file}
              onChange={(chosen) => {
                setFile(chosen);
                setFault(null);
              }}
              testId="authority-file"
            />
          )}
        </Field>
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
