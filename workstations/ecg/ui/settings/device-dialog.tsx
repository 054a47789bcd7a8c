// Registering a device, or one that asked; entering a known one again renews its key.
import { Button, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import { DeviceEntry, type EcgDevice } from '../../../../core/ecg/flow/device.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { type SettingsTextKey, useSettingsText } from './texts.ts';

interface DeviceDialogProps {
  /** Null makes a new one. */
  device: EcgDevice | null;
  institutions: readonly { value: string; label: string }[];
  onClose: () => void;
  onDone: (answer: { device: EcgDevice; key: string }) => void;
}

export function DeviceDialog({ device, institutions, onClose, onDone }: DeviceDialogProps) {
  const text = useSettingsText();
  const { client } = useApi();
  const [draft, setDraft] = useState<DeviceEntry>({
    code: device?.code ?? '',
    name: device?.name ?? '',
    manufacturer: device?.manufacturer ?? '',
    model: device?.model ?? '',
    serial: device?.serial ?? '',
    type: device && device.state !== 'asking' ? device.type : 'resting',
    institutionId: device?.institutionId || (institutions[0]?.value ?? ''),
    departmentId: device?.departmentId ?? '',
  });
  const register = useCommand(client.ecg.registerDevice, { handles: ['DUPLICATE'], onDone });
  const good = DeviceEntry.safeParse(draft).success && draft.name.trim() !== '' && draft.institutionId !== '';
  const renews = device !== null && device.state !== 'asking';
  const send = () => {
    if (!good || register.isPending) return;
    register.mutate(device ? { deviceId: device.id, device: draft } : { device: draft });
  };
  const input = (key: SettingsTextKey, field: Exclude<keyof DeviceEntry, 'type'>, focus = false) => (
    <Field
      label={text(key)}
      required={field === 'code' || field === 'name'}
      error={field === 'code' && isFailure(register.error, 'DUPLICATE') ? text('device.code.taken') : null}
      {...(field === 'code' ? { hint: text('device.code.hint') } : {})}
    >
      {(id) => (
        <InputGroup
          id={id}
          autoFocus={focus}
          disabled={field === 'code' && device !== null}
          maxLength={64}
          value={draft[field]}
          onValueChange={(value) => setDraft({ ...draft, [field]: field === 'code' ? value.trim() : value })}
          data-testid={`device-entry-${field}`}
        />
      )}
    </Field>
  );
  return (
    <Modal
      title={text(renews ? 'device.again' : 'device.new')}
      onClose={onClose}
      onConfirm={send}
      testId="device-dialog"
      hint={renews ? text('device.again.hint') : null}
      footer={
        <Button type="submit" intent="primary" disabled={!good} loading={register.isPending} data-testid="device-save">
          {text('save')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      {input('device.code', 'code', device === null)}
      {input('device.name', 'name', device !== null)}
      <Field label={text('device.institution')} required>
        {(id) => (
          <Pick
            id={id}
            fill
            label={text('device.institution')}
            value={draft.institutionId}
            onChange={(institutionId) => setDraft({ ...draft, institutionId })}
            options={institutions}
          />
        )}
      </Field>
      {input('device.department', 'departmentId')}
      <Field label={text('device.type')}>
        {(id) => (
          <Pick
            id={id}
            fill
            label={text('device.type')}
            value={draft.type}
            onChange={(type) => setDraft({ ...draft, type })}
            options={(['resting', 'holter', 'exercise', 'other'] as const).map((value) => ({
              value,
              label: text(`device.type.${value}`),
            }))}
          />
        )}
      </Field>
      {input('device.manufacturer', 'manufacturer')}
      {input('device.modelOnly', 'model')}
      {input('device.serial', 'serial')}
    </Modal>
  );
}
