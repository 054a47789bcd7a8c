// The gateway of short messages: address, secret, body, what confirms, what is said, and who has duty at which centre.
import { Checkbox, InputGroup, TextArea } from '@blueprintjs/core';
import { useState } from 'react';
import type { InstitutionEntry } from '../../../../core/orders/institution.ts';
import {
  type DutyPhones,
  gatewayProblem,
  isHeaderName,
  isHeaderValue,
  type NoticeGateway,
  secretPlace,
  templateProblem,
} from '../../../../core/orders/notice.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { dutyLines, dutyOfLines } from './duty.ts';

interface SettingsDialogProps {
  gateway: NoticeGateway;
  institutions: readonly InstitutionEntry[];
  onClose: () => void;
  onDone: () => void;
}

interface Side {
  key: string;
  name: string;
  institutionId: string;
  service: DutyPhones['service'];
}

export function SettingsDialog({ gateway, institutions, onClose, onDone }: SettingsDialogProps) {
  const text = useAdminText();
  const { client } = useApi();
  const { duty, version, hasSecret, ...settings } = gateway;
  const [draft, setDraft] = useState({ ...settings, password: '' });
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
  const sides: Side[] = institutions
    .filter(({ active }) => active)
    .flatMap(({ id, name, reads }) =>
      reads.map((service) => ({ key: `${id} ${service}`, name, institutionId: id, service })),
    );
  const [lines, setLines] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(duty.map((one) => [`${one.institutionId} ${one.service}`, dutyLines(one.people)])),
  );
  const save = useCommand(client.orders.saveNoticeGateway, { onDone });

  const address = draft.url.trim() === '' ? (draft.enabled ? 'address' : null) : gatewayProblem(draft.url.trim());
  const words = templateProblem(draft.template);
  const header = draft.headerName.trim();
  const headerBad = header !== '' && !isHeaderName(header);
  const kept = hasSecret && secretPlace(gateway) === secretPlace(draft);
  const secretBad = draft.password !== '' && !isHeaderValue(draft.password);
  const secretMissing = draft.enabled && header !== '' && draft.password === '' && !kept;
  const confirmBad = (draft.confirmPath.trim() === '') !== (draft.confirmValue.trim() === '');
  const read = sides.map((side) => ({ side, read: dutyOfLines(lines[side.key] ?? '') }));
  const dutyBad = read.some(({ read: one }) => 'badLine' in one || one.people.length > 20);
  const good =
    address === null && words === null && !headerBad && !secretBad && !secretMissing && !confirmBad && !dutyBad;
  const send = () => {
    if (!good || save.isPending) return;
    const people = read.flatMap(({ side: { institutionId, service }, read: one }) =>
      'people' in one && one.people.length > 0 ? [{ institutionId, service, people: one.people }] : [],
    );
    save.mutate({
      settings: {
        ...draft,
        url: draft.url.trim(),
        headerName: header,
        version,
        duty: people,
        password: draft.password === '' ? null : draft.password,
      },
    });
  };
  return (
    <Modal
      title={text('notice.settings.title')}
      onClose={onClose}
      onConfirm={send}
      width={780}
      testId="notice-dialog"
      footer={<ConfirmButton word={text('save')} off={!good} busy={save.isPending} testId="notice-save" />}
    >
      <Field label={text('notice.state')}>
        {(id) => (
          <Checkbox
            id={id}
            checked={draft.enabled}
            label={text('notice.enabled')}
            onChange={(event) => change({ enabled: event.currentTarget.checked })}
            data-testid="notice-enabled"
          />
        )}
      </Field>
      <Field
        label={text('notice.url')}
        required
        hint={text('notice.url.hint')}
        error={draft.url !== '' && address !== null ? text(`notice.url.${address}`) : null}
      >
        {(id) => (
          <InputGroup
            id={id}
            autoFocus
            maxLength={500}
            inputMode="url"
            spellCheck={false}
            value={draft.url}
            onValueChange={(url) => change({ url })}
            data-testid="notice-url"
          />
        )}
      </Field>
      <Field
        label={text('notice.header')}
        hint={text('notice.header.hint')}
        error={headerBad ? text('notice.header.bad') : null}
      >
        {(id) => (
          <InputGroup
            id={id}
            maxLength={64}
            spellCheck={false}
            value={draft.headerName}
            onValueChange={(headerName) => change({ headerName })}
            data-testid="notice-header"
          />
        )}
      </Field>
      {header === '' ? null : (
        <Field
          label={text('notice.secret')}
          required={!kept}
          hint={text(kept ? 'notice.secret.kept' : hasSecret ? 'notice.secret.moved' : 'notice.secret.hint')}
          error={secretBad ? text('notice.secret.bad') : null}
        >
          {(id) => (
            <InputGroup
              id={id}
              type="password"
              autoComplete="new-password"
              maxLength={2000}
              value={draft.password}
              onValueChange={(password) => change({ password })}
              data-testid="notice-secret"
            />
          )}
        </Field>
      )}
      <Field
        label={text('notice.template')}
        required
        hint={text('notice.template.hint')}
        error={words === null ? null : text(`notice.template.${words}`)}
      >
        {(id) => (
          <TextArea
            id={id}
            fill
            rows={3}
            maxLength={4000}
            spellCheck={false}
            className="notice-code"
            value={draft.template}
            onChange={(event) => change({ template: event.currentTarget.value })}
            data-testid="notice-template"
          />
        )}
      </Field>
      <Field
        label={text('notice.confirm')}
        hint={text('notice.confirm.hint')}
        error={confirmBad ? text('notice.confirm.bad') : null}
      >
        {(id) => (
          <div className="notice-pair">
            <InputGroup
              id={id}
              maxLength={100}
              placeholder={text('notice.confirm.path')}
              value={draft.confirmPath}
              onValueChange={(confirmPath) => change({ confirmPath })}
              data-testid="notice-confirm-path"
            />
            <InputGroup
              aria-label={text('notice.confirm.value')}
              maxLength={100}
              placeholder={text('notice.confirm.value')}
              value={draft.confirmValue}
              onValueChange={(confirmValue) => change({ confirmValue })}
              data-testid="notice-confirm-value"
            />
          </div>
        )}
      </Field>
      <Field
        label={text('notice.text')}
        hint={text('notice.text.example', { name: draft.withName ? text('notice.text.name') : '' })}
      >
        {(id) => (
          <Checkbox
            id={id}
            checked={draft.withName}
            label={text('notice.withName')}
            onChange={(event) => change({ withName: event.currentTarget.checked })}
          />
        )}
      </Field>
      <h3 className="notice-duty">
        {text('notice.duty')} <small>{text('notice.duty.hint')}</small>
      </h3>
      {sides.length === 0 ? <p>{text('notice.duty.none')}</p> : null}
      {read.map(({ side, read: one }) => (
        <Field
          key={side.key}
          label={`${side.name} ${text(`institution.service.${side.service}`)}`}
          error={
            'badLine' in one
              ? text('notice.duty.bad', { line: one.badLine })
              : one.people.length > 20
                ? text('notice.duty.many')
                : null
          }
          {...('people' in one && one.people.length === 0 ? { hint: text('notice.duty.empty') } : {})}
        >
          {(id) => (
            <TextArea
              id={id}
              fill
              rows={2}
              value={lines[side.key] ?? ''}
              onChange={(event) => {
                const typed = event.currentTarget.value;
                setLines((before) => ({ ...before, [side.key]: typed }));
              }}
              data-testid={`notice-duty-${side.institutionId}-${side.service}`}
            />
          )}
        </Field>
      ))}
    </Modal>
  );
}
