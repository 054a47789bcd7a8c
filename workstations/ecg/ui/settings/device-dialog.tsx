// Registering a device, or one that asked; changing a known one, whose key stays.
import { Button, InputGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { DeviceEntry, type EcgDevice } from '../../../../core/ecg/flow/device.ts';
import { chooseable } from '../../../../core/orders/ecg-type.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { type SettingsTextKey, useSettingsText } from './texts.ts';

interface DeviceDialogProps {
  /** Null makes a new one. */
  device: EcgDevice | null;
  institutions: readonly { value: string; label: string }[];
  onClose: () => void;
  /** The key of a device that was just registered; null after a change. */
  onDone: (answer: { device: EcgDevice; key: string | null }) => void;
}

export function DeviceDialog({ device, institutions, onClose, onDone }: DeviceDialogProps) {
  const text = useSettingsText();
  const locale = useLocale();
  const { client, query } = useApi();
  const types = useQuery(query.orders.ecgTypes.queryOptions({ staleTime: 30_000 }));
  const [typed, setDraft] = useState<DeviceEntry>({
    code: device?.code ?? '',
    name: device?.name ?? '',
    manufacturer: device?.manufacturer ?? '',
    model: device?.model ?? '',
    serial: device?.serial ?? '',
    type: device && device.state !== 'asking' ? device.type : 'resting',
    institutionId: device?.institutionId ?? '',
    departmentId: device?.departmentId ?? '',
    aeTitle: device?.aeTitle ?? '',
    stationName: device?.stationName ?? '',
    uploadPointId: device?.uploadPointId ?? null,
  });
  // The list may come after the dialog opened: what the choice shows is what is saved.
  const draft = { ...typed, institutionId: typed.institutionId || (institutions[0]?.value ?? '') };
  const departments = useDepartmentChoices(draft.departmentId);
  const points = useQuery(query.ecg.uploadPoints.queryOptions({ staleTime: 30_000 }));
  const pointsHere = (points.data ?? []).filter(
    ({ institutionId, active, id }) => institutionId === draft.institutionId && (active || id === draft.uploadPointId),
  );
  const register = useCommand(client.ecg.registerDevice, { handles: ['DUPLICATE'], onDone });
  const edit = useCommand(client.ecg.editDevice, { onDone: (edited) => onDone({ device: edited, key: null }) });
  const good = DeviceEntry.safeParse(draft).success && draft.name.trim() !== '' && draft.institutionId !== '';
  const edits = device !== null && device.state !== 'asking';
  const busy = register.isPending || edit.isPending;
  // Another identity is another device: it is reviewed again.
  const isOther =
    edits &&
    device.state === 'approved' &&
    (['aeTitle', 'stationName', 'manufacturer', 'model', 'serial'] as const).some(
      (name) => draft[name] !== device[name],
    );
  const send = () => {
    if (!good || busy) return;
    const { code: _code, ...entry } = draft;
    if (edits) edit.mutate({ deviceId: device.id, expectedVersion: device.version, device: entry });
    else register.mutate(device ? { deviceId: device.id, device: draft } : { device: draft });
  };
  const input = (
    key: SettingsTextKey,
    field: Exclude<keyof DeviceEntry, 'type' | 'uploadPointId' | 'departmentId'>,
    focus = false,
    hint?: SettingsTextKey,
  ) => (
    <Field
      label={text(key)}
      required={field === 'code' || field === 'name'}
      error={field === 'code' && isFailure(register.error, 'DUPLICATE') ? text('device.code.taken') : null}
      {...(hint ? { hint: text(hint) } : {})}
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
      title={text(edits ? 'device.edit' : 'device.new')}
      width={720}
      onClose={onClose}
      onConfirm={send}
      testId="device-dialog"
      hint={isOther ? text('device.edit.again') : null}
      footer={
        <Button type="submit" intent="primary" disabled={!good} loading={busy} data-testid="device-save">
          {text('save')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <div className="ecg-device-fields">
        {input('device.code', 'code', device === null, 'device.code.hint')}
        {input('device.name', 'name', device !== null)}
        <Field label={text('device.institution')} required>
          {(id) => (
            <Pick
              id={id}
              fill
              label={text('device.institution')}
              value={draft.institutionId}
              onChange={(institutionId) => setDraft({ ...draft, institutionId, uploadPointId: null })}
              options={institutions}
            />
          )}
        </Field>
        <Field label={text('device.point')}>
          {(id) => (
            <Pick
              id={id}
              fill
              label={text('device.point')}
              value={draft.uploadPointId ?? ''}
              onChange={(value) => setDraft({ ...draft, uploadPointId: value || null })}
              options={[
                { value: '', label: text('device.point.none') },
                ...pointsHere.map((one) => ({ value: one.id, label: one.name })),
              ]}
              testId="device-entry-point"
            />
          )}
        </Field>
        <Field label={text('device.department')}>
          {(id) => (
            <Pick
              id={id}
              fill
              label={text('device.department')}
              value={draft.departmentId}
              onChange={(departmentId) => setDraft({ ...draft, departmentId })}
              options={departments}
              testId="device-entry-departmentId"
            />
          )}
        </Field>
        {input('device.ae', 'aeTitle', false, 'device.ae.hint')}
        {input('device.station', 'stationName', false, 'device.station.hint')}
        <Field label={text('device.type')}>
          {(id) => (
            <Pick
              id={id}
              fill
              label={text('device.type')}
              value={draft.type}
              onChange={(type) => setDraft({ ...draft, type })}
              options={chooseable(types.data ?? [], draft.type).map((type) => ({
                value: type.code,
                label: pickName(locale, type),
              }))}
              testId="device-entry-type"
            />
          )}
        </Field>
        {input('device.manufacturer', 'manufacturer')}
        {input('device.modelOnly', 'model')}
        {input('device.serial', 'serial')}
      </div>
    </Modal>
  );
}

/** The departments by name; a code that is not among them, as an older entry may have it, stays choosable as it is. */
function useDepartmentChoices(chosen: string): { value: string; label: string }[] {
  const text = useSettingsText();
  const locale = useLocale();
  const { query } = useApi();
  const departments = useQuery(query.identity.departments.queryOptions({ staleTime: 300_000 }));
  const known = (departments.data ?? []).map((one) => ({ value: one.id, label: `${pickName(locale, one)} ${one.id}` }));
  const other = chosen !== '' && !known.some(({ value }) => value === chosen);
  return [
    { value: '', label: text('device.department.none') },
    ...(other ? [{ value: chosen, label: chosen }] : []),
    ...known,
  ];
}
