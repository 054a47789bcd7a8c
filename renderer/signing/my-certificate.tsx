// A person's own certificates: imported from a file, seen with state and end, withdrawn when a key is lost.
import { Button, InputGroup } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PersonCertificate } from '../../core/signing/model.ts';
import { reasonWords } from '../../core/signing/reasons.ts';
import { detailLines, failureOf, sentenceOf } from '../client/failure.ts';
import { useOnline } from '../client/link.ts';
import { useApi, useCommand } from '../client/provider.tsx';
import { dateTime, day } from '../format/time.ts';
import { useLocale } from '../i18n/text.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { Field, KeyCap } from '../parts/field.tsx';
import type { ChosenFile } from '../parts/file-choice.tsx';
import { Modal } from '../parts/modal.tsx';
import { Answer, EmptyPanel } from '../parts/panels.tsx';
import { ReasonDialog } from '../parts/reason-dialog.tsx';
import { useToasts } from '../shell/toasts.tsx';
import { FileField } from './file-field.tsx';
import './signing.css';
import { CertificateChip } from './state-look.tsx';
import { useSigningText } from './texts.ts';

function Card({ certificate, onWithdraw }: { certificate: PersonCertificate; onWithdraw: (() => void) | null }) {
  const text = useSigningText();
  const { name, issuer, serial, keyName, notBefore, notAfter, decidedAt, decidedBy, withdrawReason } = certificate;
  const rows: [string, string][] = [
    [text('issuer'), issuer],
    [text('serial'), serial],
    [text('validity'), `${day(notBefore)} – ${day(notAfter)}　${keyName}`],
    ...(decidedAt
      ? ([[text('decided'), `${dateTime(decidedAt)} ${decidedBy} ${withdrawReason}`]] as [string, string][])
      : []),
  ];
  return (
    <article className="certificate-card" data-testid="certificate-card">
      <header>
        <b>{name}</b>
        <CertificateChip certificate={certificate} now={new Date()} />
        {onWithdraw ? <Button size="small" text={text('withdraw')} onClick={onWithdraw} /> : null}
      </header>
      <dl>
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}

export function MyCertificate({ onClose }: { onClose: () => void }) {
  const text = useSigningText();
  const shell = useShellText();
  const locale = useLocale();
  const online = useOnline();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const mine = useQuery(query.signing.mine.queryOptions());
  const [file, setFile] = useState<ChosenFile | null>(null);
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const [withdrawing, setWithdrawing] = useState<PersonCertificate | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: query.signing.mine.key() });
  const take = useCommand(client.signing.importMine, {
    handles: ['CERTIFICATE_REFUSED', 'DUPLICATE'],
    onDone: () => {
      setFile(null);
      setPassword('');
      show({ tone: 'done', title: text('import.done') });
      refresh();
    },
    onFailed: (error) => {
      const failure = failureOf(error);
      const { reason, ...more } = failure.detail;
      const words = reasonWords(reason, locale) ?? sentenceOf(failure, locale) ?? shell('failure.unreachable');
      setFault([words, ...detailLines(more)].join(' '));
    },
  });
  const withdraw = useCommand(client.signing.withdrawMine, {
    onDone: () => {
      setWithdrawing(null);
      show({ tone: 'done', title: text('withdraw.done') });
      refresh();
    },
    onFailed: refresh,
  });
  const forget = useMutation({ ...query.signing.forget.mutationOptions(), onSuccess: refresh });
  const ready = file !== null && online;
  const send = () => {
    setFault(null);
    if (ready && !take.isPending) take.mutate({ file: file.content, password });
  };
  return (
    <>
      <Modal
        title={text('mine')}
        onClose={onClose}
        onConfirm={send}
        width={660}
        testId="my-certificate"
        hint={online ? null : shell('offline.off')}
        footer={
          <Button
            type="submit"
            intent="primary"
            disabled={!ready}
            loading={take.isPending}
            data-testid="certificate-import"
          >
            {text('import')} <KeyCap name="Ctrl+Enter" />
          </Button>
        }
      >
        <Answer of={mine}>
          {({ certificates, kept }) => (
            <>
              {certificates.length === 0 ? (
                <EmptyPanel glyph="identity" title={text('none')} hint={text('none.hint')} />
              ) : (
                <div className="certificate-cards">
                  {certificates.map((one) => (
                    <Card
                      key={one.id}
                      certificate={one}
                      onWithdraw={one.state === 'withdrawn' || !online ? null : () => setWithdrawing(one)}
                    />
                  ))}
                </div>
              )}
              {kept ? (
                <p className="certificate-kept">
                  {text('kept')} <Button size="small" text={text('forget')} onClick={() => forget.mutate({})} />
                </p>
              ) : null}
            </>
          )}
        </Answer>
        <fieldset className="witness">
          <legend>{text('import')}</legend>
          <p className="certificate-lead">{text('lead')}</p>
          <Field label={text('import.file')} required>
            {(id) => (
              <FileField
                id={id}
                accept=".p12,.pfx,application/x-pkcs12"
                file={file}
                onChange={(chosen) => {
                  setFile(chosen);
                  setFault(null);
                }}
                testId="certificate-file"
              />
            )}
          </Field>
          <Field label={text('import.password')} error={fault}>
            {(id) => (
              <InputGroup
                id={id}
                type="password"
                autoComplete="off"
                maxLength={200}
                value={password}
                onValueChange={setPassword}
                data-testid="certificate-file-password"
              />
            )}
          </Field>
        </fieldset>
      </Modal>
      {withdrawing ? (
        <ReasonDialog
          title={text('withdraw.title', { name: withdrawing.name })}
          lead={text('withdraw.lead')}
          confirm={text('withdraw')}
          intent="danger"
          depth={4}
          busy={withdraw.isPending}
          onClose={() => setWithdrawing(null)}
          onConfirm={(reason) =>
            withdraw.mutate({ certificateId: withdrawing.id, expectedVersion: withdrawing.version, reason })
          }
        />
      ) : null}
    </>
  );
}
