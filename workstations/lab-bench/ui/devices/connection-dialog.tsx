// Adding or changing a connection: analyzer, driver, transport, and how strictly the line is checked.
import { Button, Checkbox, InputGroup } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useDictionaries } from '../../../../renderer/client/dictionaries.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { type ConnectionDraft, configOf } from './draft.ts';
import { useDevicesText } from './texts.ts';
import { TransportFields } from './transport-fields.tsx';

interface ConnectionDialogProps {
  start: ConnectionDraft;
  isNew: boolean;
  onClose: () => void;
  onSaved: (id: string) => void;
}

export function ConnectionDialog({ start, isNew, onClose, onSaved }: ConnectionDialogProps) {
  const text = useDevicesText();
  const locale = useLocale();
  const { query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const [draft, setDraft] = useState(start);
  const change = (part: Partial<ConnectionDraft>) => setDraft((before) => ({ ...before, ...part }));
  const drivers = useQuery(query.devices.drivers.queryOptions({ staleTime: 300_000 })).data ?? [];
  const instruments = Object.values(useDictionaries()?.instrument ?? {}).filter(
    (entry) => entry.enabled || entry.id === start.instrumentId,
  );
  const config = configOf(draft);
  const save = useMutation(
    query.devices.saveConnection.mutationOptions({
      onSuccess: (saved) => {
        queries.invalidateQueries({ queryKey: query.devices.connections.key() });
        show({ tone: 'done', title: text('edit.saved', { name: saved.config.name }) });
        onSaved(saved.config.id);
      },
    }),
  );
  const send = () => config && !save.isPending && save.mutate(config);
  const choose = { value: '', label: text('edit.choose') };
  return (
    <Modal
      title={isNew ? text('edit.new') : text('edit.title', { name: start.name })}
      onClose={onClose}
      onConfirm={send}
      width={draft.kind === 'database' ? 760 : 620}
      hint={text('edit.hint')}
      testId="connection-dialog"
      footer={
        <Button
          type="submit"
          intent="primary"
          disabled={!config}
          loading={save.isPending}
          data-testid="connection-save"
        >
          {isNew ? text('act.add') : text('edit.save')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <Field label={text('edit.name')} required>
        {(id) => (
          <InputGroup id={id} autoFocus maxLength={100} value={draft.name} onValueChange={(name) => change({ name })} />
        )}
      </Field>
      <Field
        label={text('edit.instrument')}
        required
        hint={text('edit.instrument.hint')}
        error={instruments.length === 0 ? text('edit.instrument.none') : null}
      >
        {(id) => (
          <Pick
            id={id}
            label={text('edit.instrument')}
            fill
            value={draft.instrumentId}
            options={[choose, ...instruments.map((entry) => ({ value: entry.id, label: pickName(locale, entry) }))]}
            onChange={(instrumentId) =>
              change({
                instrumentId,
                driverId: draft.driverId || (instruments.find((entry) => entry.id === instrumentId)?.driverId ?? ''),
              })
            }
          />
        )}
      </Field>
      {draft.kind === 'database' ? null : (
        <Field label={text('edit.driver')} required>
          {(id) => (
            <Pick
              id={id}
              label={text('edit.driver')}
              fill
              value={draft.driverId}
              options={[
                choose,
                ...drivers.map((driver) => ({
                  value: driver.id,
                  label: `${locale === 'en' ? driver.titleEn : driver.titleZh} · ${driver.link}`,
                })),
              ]}
              onChange={(driverId) => change({ driverId })}
            />
          )}
        </Field>
      )}
      <TransportFields draft={draft} change={change} />
      {draft.kind === 'database' ? null : (
        <>
          <Field label={text('checksum')} hint={draft.checksum === 'off' ? text('checksum.off.hint') : undefined}>
            {(id) => (
              <Pick
                id={id}
                label={text('checksum')}
                fill
                value={draft.checksum}
                options={(['strict', 'case', 'off'] as const).map((value) => ({
                  value,
                  label: text(`checksum.${value}`),
                }))}
                onChange={(checksum) => change({ checksum })}
              />
            )}
          </Field>
          <Field label="" hint={draft.frameNumberCheck ? undefined : text('frameNumber.off.hint')}>
            {(id) => (
              <Checkbox
                id={id}
                label={text('frameNumber')}
                checked={draft.frameNumberCheck}
                onChange={(event) => change({ frameNumberCheck: event.currentTarget.checked })}
              />
            )}
          </Field>
        </>
      )}
      <Field label="">
        {(id) => (
          <Checkbox
            id={id}
            label={text('enabled')}
            checked={draft.enabled}
            onChange={(event) => change({ enabled: event.currentTarget.checked })}
          />
        )}
      </Field>
    </Modal>
  );
}
