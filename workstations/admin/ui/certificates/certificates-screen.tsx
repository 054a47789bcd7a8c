// Certificates of persons: which wait, which end soon; approved and withdrawn here, beside the authorities and what each service asks for.
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PersonCertificate } from '../../../../core/signing/model.ts';
import { lifeOf } from '../../../../core/signing/rules.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useSession } from '../../../../renderer/client/session.tsx';
import { dateTime, day } from '../../../../renderer/format/time.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { CertificateChip } from '../../../../renderer/signing/state-look.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { AuthoritiesDialog } from './authorities-dialog.tsx';
import './certificates.css';
import { PolicyDialog } from './policy-dialog.tsx';
import { ServerCertificates } from './server-certificates.tsx';

type Open = 'approve' | 'withdraw' | 'authorities' | 'policy';

export function CertificatesScreen() {
  const text = useAdminText();
  const { person } = useSession();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const list = useQuery(query.signing.certificates.queryOptions());
  const policies = useQuery(query.signing.policies.queryOptions()).data ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const current = list.data?.find(({ id }) => id === chosen) ?? null;
  const now = new Date();
  const ending = (list.data ?? []).filter((one) => one.state === 'approved' && lifeOf(one, now) === 'endsSoon').length;
  const refresh = () => queries.invalidateQueries({ queryKey: query.signing.certificates.key() });
  const close = () => {
    setOpen(null);
    void refresh();
  };
  const told = (word: 'cert.approve.done' | 'cert.withdraw.done') => (one: PersonCertificate) => {
    close();
    show({ tone: 'done', title: text(word, { name: one.personName }) });
  };
  const approve = useCommand(client.signing.approve, { onDone: told('cert.approve.done'), onFailed: close });
  const withdraw = useCommand(client.signing.withdraw, { onDone: told('cert.withdraw.done'), onFailed: close });

  const approveOff =
    current?.state !== 'pending'
      ? text('cert.approve.choose')
      : current.personId === person.id
        ? text('cert.approve.own')
        : null;
  const withdrawOff = current === null || current.state === 'withdrawn' ? text('cert.withdraw.choose') : null;
  const acts = [
    { id: 'approve', label: text('cert.approve'), keys: ['F6'], off: approveOff },
    { id: 'withdraw', label: text('cert.withdraw'), keys: ['F8'], off: withdrawOff },
    { id: 'authorities', label: text('cert.authorities'), keys: ['F2'], off: null },
    { id: 'policy', label: text('cert.policy'), keys: ['F4'], off: null },
  ] as const;
  useActions(
    { title: text('certificates'), depth: 1 },
    acts.map((act) => ({ ...act, main: true, run: () => act.off ?? setOpen(act.id) })),
  );
  const columns: Column<PersonCertificate>[] = [
    { id: 'person', title: text('cert.person'), width: 'minmax(90px, 0.6fr)', cell: (row) => row.personName },
    {
      id: 'state',
      title: text('cert.state'),
      width: '128px',
      cell: (row) => <CertificateChip certificate={row} now={now} />,
    },
    {
      id: 'name',
      title: text('cert.name'),
      width: 'minmax(120px, 0.8fr)',
      cell: (row) => row.name,
      hint: (row) => row.subject,
    },
    {
      id: 'issuer',
      title: text('cert.issuer'),
      width: 'minmax(160px, 1.4fr)',
      cell: (row) => row.issuer,
      hint: (row) => row.issuer,
    },
    {
      id: 'serial',
      title: text('cert.serial'),
      width: 'minmax(90px, 0.8fr)',
      cell: (row) => row.serial,
      hint: (row) => row.serial,
    },
    { id: 'key', title: text('cert.key'), width: '84px', cell: (row) => row.keyName },
    { id: 'until', title: text('cert.until'), width: '96px', cell: (row) => day(row.notAfter) },
    { id: 'imported', title: text('cert.imported'), width: '130px', cell: (row) => dateTime(row.importedAt) },
    {
      id: 'decided',
      title: text('cert.decided'),
      width: 'minmax(150px, 1fr)',
      cell: (row) => `${dateTime(row.decidedAt)} ${row.decidedBy}`.trim(),
      hint: (row) => row.withdrawReason,
    },
  ];
  return (
    <section className="pane admin-screen">
      <header className="pane-head">
        <h2>{text('certificates')}</h2>
        {acts.map((act) => (
          <Button
            key={act.id}
            size="small"
            intent={act.id === 'approve' && !act.off ? 'primary' : 'none'}
            disabled={act.off !== null}
            title={act.off ?? undefined}
            onClick={() => setOpen(act.id)}
            data-testid={`cert-${act.id}`}
          >
            {act.label} <KeyCap name={act.keys[0]} />
          </Button>
        ))}
        <span className="pane-facts">
          {ending > 0 ? <b>{text('cert.ends', { count: ending })}</b> : null}
          {policies.map(({ service, policy }) => (
            <span key={service}>
              {text(`cert.service.${service}`)} <b>{text(`cert.policy.${policy}`)}</b>
            </span>
          ))}
        </span>
      </header>
      <ServerCertificates />
      <Answer of={list}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyPanel glyph="identity" title={text('cert.empty')} hint={text('cert.empty.hint')} />
          ) : (
            <Table
              label={text('certificates')}
              rows={rows}
              columns={columns}
              keyOf={(row) => row.id}
              selected={chosen}
              onSelect={setChosen}
              waits={(row) => row.state === 'pending'}
              testId="certificates"
            />
          )
        }
      </Answer>
      {open === 'approve' && current ? (
        <Modal
          title={text('cert.approve.title', { name: current.personName })}
          onClose={close}
          onConfirm={() =>
            approve.isPending || approve.mutate({ certificateId: current.id, expectedVersion: current.version })
          }
          width={620}
          testId="cert-approve-dialog"
          footer={
            <ConfirmButton
              word={text('cert.approve')}
              autoFocus
              busy={approve.isPending}
              testId="cert-approve-confirm"
            />
          }
        >
          <p className="lead">{text('cert.approve.lead')}</p>
          <dl className="cert-facts">
            {(['subject', 'issuer', 'serial', 'keyName'] as const).map((part) => (
              <div key={part}>
                <dt>{text(part === 'subject' ? 'cert.name' : part === 'keyName' ? 'cert.key' : `cert.${part}`)}</dt>
                <dd>{current[part]}</dd>
              </div>
            ))}
            <div>
              <dt>{text('cert.validity')}</dt>
              <dd>{`${day(current.notBefore)} – ${day(current.notAfter)}`}</dd>
            </div>
            <div>
              <dt>SHA-256</dt>
              <dd>{current.fingerprint}</dd>
            </div>
          </dl>
        </Modal>
      ) : null}
      {open === 'withdraw' && current ? (
        <ReasonDialog
          title={text('cert.withdraw.title', { name: current.personName })}
          lead={text('cert.withdraw.lead')}
          ready={[text('cert.ready.left'), text('cert.ready.lost'), text('cert.ready.replaced')]}
          confirm={text('cert.withdraw')}
          intent="danger"
          busy={withdraw.isPending}
          onClose={close}
          onConfirm={(reason) =>
            withdraw.mutate({ certificateId: current.id, expectedVersion: current.version, reason })
          }
        />
      ) : null}
      {open === 'authorities' ? <AuthoritiesDialog onClose={close} /> : null}
      {open === 'policy' ? <PolicyDialog onClose={close} /> : null}
    </section>
  );
}
