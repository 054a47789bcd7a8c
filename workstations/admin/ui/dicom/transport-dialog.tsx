// Secure transport of DICOM: our own certificate, whether callers must show one, and the authorities that are believed.
import { Button, HTMLTable } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { DicomTransport } from '../../../../core/imaging/peer-contract.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { dateTime, day } from '../../../../renderer/format/time.ts';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { AuthorityFileField, useAuthorityFile } from '../parts/authority-file.tsx';
import { printed } from './fingerprints.ts';
import './transport.css';

type Authority = DicomTransport['authorities'][number];

function OwnCertificate({ own }: { own: DicomTransport['own'] }) {
  const text = useAdminText();
  if (!own) return <p className="lead">{text('transport.own.off')}</p>;
  return (
    <dl className="transport-own" data-testid="transport-own">
      {own.problem ? (
        <div className="admin-trouble transport-problem" role="alert" data-testid="transport-problem">
          <p>{text('transport.own.problem')}</p>
          <p>{own.problem}</p>
        </div>
      ) : null}
      <dt>{text('transport.own')}</dt>
      <dd>{own.subject}</dd>
      <dt>{text('transport.issuer')}</dt>
      <dd>{own.issuer}</dd>
      <dt>{text('transport.until')}</dt>
      <dd>{day(own.notAfter)}</dd>
      <dt>SHA-256</dt>
      <dd className="transport-print">{printed(own.fingerprint)}</dd>
    </dl>
  );
}

function AuthorityTable({ rows, onRemove }: { rows: readonly Authority[]; onRemove: (row: Authority) => void }) {
  const text = useAdminText();
  if (rows.length === 0) return <p className="lead">{text('transport.authorities.none')}</p>;
  return (
    <div className="transport-authorities">
      <HTMLTable compact striped className="plain-table">
        <thead>
          <tr>
            <th>{text('transport.authority')}</th>
            <th>{text('transport.until')}</th>
            <th>{text('transport.added')}</th>
            <th aria-label={text('remove')} />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.fingerprint} data-testid="transport-authority">
              <td title={`SHA-256 ${printed(row.fingerprint)}`}>{row.subject}</td>
              <td>{day(row.notAfter)}</td>
              <td>
                {dateTime(row.addedAt)} {row.addedBy}
              </td>
              <td>
                <Button
                  size="small"
                  text={text('remove')}
                  onClick={() => onRemove(row)}
                  data-testid="transport-authority-remove"
                />
              </td>
            </tr>
          ))}
        </tbody>
      </HTMLTable>
    </div>
  );
}

export function TransportDialog({ onClose }: { onClose: () => void }) {
  const text = useAdminText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  // A renewal changes it by nobody's act on a screen.
  const transport = useQuery(query.dicom.transport.queryOptions({ staleTime: 0 }));
  const [removing, setRemoving] = useState<Authority | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: query.dicom.transport.key() });
  const done = () => {
    setRemoving(null);
    void refresh();
    show({ tone: 'done', title: text('transport.saved') });
  };
  const saveRule = useCommand(client.dicom.saveTransport, { onDone: done, onFailed: refresh });
  const added = useAuthorityFile(client.dicom.addAuthorities, {
    onDone: done,
    refusal: (what) => text('transport.file.bad', { what }),
  });
  const remove = useCommand(client.dicom.removeAuthority, { handles: ['NOT_FOUND'], onDone: done, onFailed: done });
  return (
    <>
      <Modal
        title={text('transport')}
        onClose={onClose}
        onConfirm={added.send}
        width={860}
        testId="transport-dialog"
        footer={
          <ConfirmButton word={text('transport.add')} off={!added.file} busy={added.busy} testId="transport-add" />
        }
      >
        <Answer of={transport}>
          {({ own, clientCertificates, authorities }) => (
            <>
              <OwnCertificate own={own} />
              <Field label={text('transport.client')} hint={text(`transport.client.${clientCertificates}.hint`)}>
                {(id) => (
                  <Pick
                    id={id}
                    label={text('transport.client')}
                    value={clientCertificates}
                    disabled={saveRule.isPending}
                    onChange={(chosen) => saveRule.mutate({ clientCertificates: chosen })}
                    options={(['optional', 'required'] as const).map((value) => ({
                      value,
                      label: text(`transport.client.${value}`),
                    }))}
                    testId="transport-client"
                  />
                )}
              </Field>
              <h4 className="transport-title">{text('transport.authorities')}</h4>
              <AuthorityTable rows={authorities} onRemove={setRemoving} />
            </>
          )}
        </Answer>
        <AuthorityFileField
          of={added}
          label={text('transport.file')}
          hint={text('transport.file.hint')}
          className="transport-file"
          testId="transport-file"
        />
      </Modal>
      {removing ? (
        <ReasonDialog
          title={text('transport.remove')}
          lead={removing.subject}
          confirm={text('remove')}
          intent="danger"
          depth={4}
          busy={remove.isPending}
          onClose={() => setRemoving(null)}
          onConfirm={(reason) => remove.mutate({ fingerprint: removing.fingerprint, reason })}
        />
      ) : null}
    </>
  );
}
