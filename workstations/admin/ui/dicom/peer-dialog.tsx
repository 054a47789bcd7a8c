// Making, changing or removing a DICOM peer.
import { Button, Checkbox, InputGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AeTitle, type DicomPeer, peerActs, peerAsks } from '../../../../core/imaging/peer-contract.ts';
import { ExamService } from '../../../../core/orders/exam.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { printed } from './fingerprints.ts';
import { goodFingerprints, TransportFields } from './peer-transport-fields.tsx';
import './transport.css';

interface PeerDialogProps {
  /** Null makes a new one. */
  peer: DicomPeer | null;
  onClose: () => void;
  /** `aet` is null when it was removed. */
  onDone: (title: string, aet: string | null) => void;
}

export function PeerDialog({ peer, onClose, onDone }: PeerDialogProps) {
  const text = useAdminText();
  const { client, query } = useApi();
  const institutions = useQuery(query.orders.institutionRegister.queryOptions()).data ?? [];
  const [draft, setDraft] = useState({
    aet: peer?.aet ?? '',
    host: peer?.host ?? '',
    port: String(peer?.port ?? 104),
    acts: peer?.acts ?? (['store', 'worklist', 'mpps', 'commitment'] as DicomPeer['acts']),
    institutionId: peer?.institutionId ?? '',
    service: peer?.service ?? ('' as DicomPeer['service']),
    asks: peer?.asks ?? ([] as DicomPeer['asks']),
    description: peer?.description ?? '',
    active: peer?.active ?? true,
    tls: peer?.tls ?? false,
    certificateName: peer?.certificateName ?? '',
    fingerprints: (peer?.fingerprints ?? []).map(printed).join('\n'),
    incoming: peer?.incoming ?? ('any' as DicomPeer['incoming']),
  });
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
  const save = useCommand(client.dicom.savePeer, {
    handles: ['DUPLICATE', 'NOT_FOUND'],
    onDone: (saved) => onDone(text('peer.saved', { aet: saved.aet }), saved.aet),
  });
  const remove = useCommand(client.dicom.removePeer, {
    handles: ['NOT_FOUND'],
    onDone: () => onDone(text('peer.removed', { aet: peer?.aet ?? '' }), null),
  });
  const port = Number(draft.port);
  const goodPort = Number.isInteger(port) && port >= 1 && port <= 65_535;
  const fingerprints = goodFingerprints(draft.fingerprints);
  const good = AeTitle.safeParse(draft.aet).success && draft.host.trim() !== '' && goodPort && fingerprints !== null;
  const trouble = isFailure(save.error, 'DUPLICATE') ? text('code.taken') : null;
  const send = () => {
    if (!good || fingerprints === null || save.isPending) return;
    const certificateName = draft.certificateName.trim();
    save.mutate({
      peer: { ...draft, host: draft.host.trim(), port, certificateName, fingerprints },
      isNew: peer === null,
    });
  };
  const toggle = (act: (typeof peerActs)[number], on: boolean) =>
    change({ acts: peerActs.filter((one) => (one === act ? on : draft.acts.includes(one))) });
  const toggleAsk = (ask: (typeof peerAsks)[number], on: boolean) =>
    change({ asks: peerAsks.filter((one) => (one === ask ? on : draft.asks.includes(one))) });
  return (
    <Modal
      title={text(peer ? 'peer.edit' : 'peer.new')}
      onClose={onClose}
      onConfirm={send}
      testId="peer-dialog"
      width={940}
      hint={
        peer ? (
          <Button
            variant="minimal"
            size="small"
            loading={remove.isPending}
            onClick={() => remove.mutate({ aet: peer.aet })}
            data-testid="peer-remove"
          >
            {text('remove')}
          </Button>
        ) : null
      }
      footer={<ConfirmButton word={text('save')} off={!good} busy={save.isPending} testId="peer-save" />}
    >
      {trouble ? (
        <p className="admin-trouble lead" role="alert">
          {trouble}
        </p>
      ) : null}
      <div className="peer-form">
        <div>
          <Field label={text('peer.aet')} required hint={text('peer.aet.hint')}>
            {(id) => (
              <InputGroup
                id={id}
                autoFocus={!peer}
                disabled={peer !== null}
                maxLength={16}
                value={draft.aet}
                onValueChange={(aet) => change({ aet: aet.trim() })}
                data-testid="peer-aet"
              />
            )}
          </Field>
          <Field label={text('peer.host')} required hint={text('peer.host.hint')}>
            {(id) => (
              <InputGroup
                id={id}
                autoFocus={peer !== null}
                maxLength={255}
                value={draft.host}
                onValueChange={(host) => change({ host })}
                data-testid="peer-host"
              />
            )}
          </Field>
          <Field label={text('peer.port')} required>
            {(id) => (
              <InputGroup
                id={id}
                maxLength={5}
                inputMode="numeric"
                intent={goodPort ? 'none' : 'warning'}
                value={draft.port}
                onValueChange={(value) => change({ port: value.trim() })}
                data-testid="peer-port"
              />
            )}
          </Field>
          <Field label={text('peer.acts')} hint={text('peer.acts.hint')}>
            {() => (
              <div className="peer-acts">
                {peerActs.map((act) => (
                  <Checkbox
                    key={act}
                    checked={draft.acts.includes(act)}
                    onChange={(event) => toggle(act, event.currentTarget.checked)}
                    label={text(`peer.act.${act}`)}
                    data-testid={`peer-act-${act}`}
                  />
                ))}
              </div>
            )}
          </Field>
          <Field label={text('peer.asks')} hint={text('peer.asks.hint')}>
            {() => (
              <div className="peer-acts">
                {peerAsks.map((ask) => (
                  <Checkbox
                    key={ask}
                    checked={draft.asks.includes(ask)}
                    onChange={(event) => toggleAsk(ask, event.currentTarget.checked)}
                    label={text(`peer.ask.${ask}`)}
                    data-testid={`peer-ask-${ask}`}
                  />
                ))}
              </div>
            )}
          </Field>
          <Field label={text('peer.description')}>
            {(id) => (
              <InputGroup
                id={id}
                maxLength={200}
                value={draft.description}
                onValueChange={(description) => change({ description })}
              />
            )}
          </Field>
          <Field label={text('peer.state')}>
            {(id) => (
              <Checkbox
                id={id}
                checked={draft.active}
                onChange={(event) => change({ active: event.currentTarget.checked })}
                label={text('peer.active')}
              />
            )}
          </Field>
        </div>
        <div>
          <TransportFields draft={draft} change={change} />
          <Field label={text('peer.institution')} hint={text('peer.institution.hint')}>
            {(id) => (
              <Pick
                id={id}
                fill
                label={text('peer.institution')}
                value={draft.institutionId}
                onChange={(institutionId) => change({ institutionId })}
                options={[
                  { value: '', label: text('peer.institution.all') },
                  ...institutions
                    .filter((one) => one.active || one.id === draft.institutionId)
                    .map((one) => ({ value: one.id, label: one.name })),
                ]}
                testId="peer-institution"
              />
            )}
          </Field>
          <Field label={text('peer.service')} hint={text('peer.service.hint')}>
            {(id) => (
              <Pick
                id={id}
                fill
                label={text('peer.service')}
                value={draft.service}
                onChange={(service) => change({ service: ExamService.safeParse(service).data ?? '' })}
                options={[
                  { value: '', label: text('peer.service.asked') },
                  ...ExamService.options.map((one) => ({ value: one, label: text(`peer.service.${one}`) })),
                ]}
                testId="peer-service"
              />
            )}
          </Field>
        </div>
      </div>
    </Modal>
  );
}
