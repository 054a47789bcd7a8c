// The register of recorders: who asks, who waits for approval, who is connected and when last; approving and switching off with a reason.
import { Button, HTMLTable } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeviceState, EcgDevice } from '../../../../core/ecg/flow/device.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Pick, Segments } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { DeviceDialog } from './device-dialog.tsx';
import { KeyDialog } from './key-dialog.tsx';
import { useSettingsText } from './texts.ts';

const states = ['asking', 'pending', 'approved', 'disabled'] as const;
const tones: Readonly<Record<DeviceState, string>> = {
  asking: 'waiting',
  pending: 'working',
  approved: 'final',
  disabled: 'withdrawn',
};

type Act = 'approve' | 'disable' | 'forget';

export function Devices() {
  const text = useSettingsText();
  const locale = useLocale();
  const { query, client } = useApi();
  const queries = useQueryClient();
  const list = useQuery(query.ecg.devices.queryOptions());
  const institutions = useQuery(query.orders.institutions.queryOptions({ staleTime: 300_000 }));
  const [state, setState] = useState<DeviceState | 'all'>('all');
  const [institutionId, setInstitution] = useState('');
  const [editing, setEditing] = useState<{ device: EcgDevice | null } | null>(null);
  const [deciding, setDeciding] = useState<{ device: EcgDevice; act: Act } | null>(null);
  const [made, setMade] = useState<{ device: EcgDevice; key: string } | null>(null);
  const [renewing, setRenewing] = useState<EcgDevice | null>(null);
  const points = useQuery(query.ecg.uploadPoints.queryOptions({ staleTime: 30_000 }));
  const types = useQuery(query.orders.ecgTypes.queryOptions({ staleTime: 30_000 }));
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: query.ecg.devices.key() });
    // A point says how many devices stand there.
    void queries.invalidateQueries({ queryKey: query.ecg.uploadPoints.key() });
  };
  const decide = useCommand(client.ecg.decideDevice, {
    onDone: () => {
      setDeciding(null);
      refresh();
    },
  });
  const renew = useCommand(client.ecg.renewDeviceKey, {
    onDone: (answer) => {
      setRenewing(null);
      setMade(answer);
      refresh();
    },
  });
  const make = () => setEditing({ device: null });
  useActions({ title: text('tab.devices'), depth: 1 }, [
    { id: 'device.new', label: text('device.new'), keys: ['F4'], main: true, run: make },
  ]);
  const placeOf = (id: string) => {
    const place = institutions.data?.find((one) => one.id === id);
    return place ? pickName(locale, place) : id;
  };
  const typeOf = (code: string) => {
    const type = types.data?.find((one) => one.code === code);
    return type ? pickName(locale, type) : code;
  };
  const nameOf = (device: EcgDevice) => device.name || device.code;
  return (
    <>
      <div className="ecg-setup-bar">
        <Segments
          label={text('device.state')}
          value={state}
          onChange={setState}
          options={(['all', ...states] as const).map((value) => ({
            value,
            label: value === 'all' ? text('all') : text(`device.state.${value}`),
            count: (list.data ?? []).filter((one) => value === 'all' || one.state === value).length,
          }))}
          testId="device-states"
        />
        <Pick
          label={text('device.institution')}
          value={institutionId}
          onChange={setInstitution}
          options={[
            { value: '', label: text('named', { what: text('device.institution'), name: text('all') }) },
            ...(institutions.data ?? []).map((one) => ({ value: one.id, label: pickName(locale, one) })),
          ]}
          testId="device-institution"
        />
        <Button size="small" intent="primary" className="ecg-right" onClick={make} data-testid="device-new">
          {text('device.new')} <KeyCap name="F4" />
        </Button>
      </div>
      <Answer of={list}>
        {(all) => {
          const rows = all.filter(
            (one) =>
              (state === 'all' || one.state === state) && (institutionId === '' || one.institutionId === institutionId),
          );
          if (rows.length === 0)
            return (
              <EmptyPanel
                glyph="device"
                title={text(all.length === 0 ? 'device.empty' : 'device.none')}
                hint={text('device.empty.hint')}
              />
            );
          return (
            <div className="ecg-setup-scroll">
              <HTMLTable compact className="plain-table" data-testid="devices">
                <thead>
                  <tr>
                    <th>{text('device.state')}</th>
                    <th>{text('device.name')}</th>
                    <th>{text('device.institution')}</th>
                    <th>{text('device.model')}</th>
                    <th>{text('device.type')}</th>
                    <th>{text('device.lastSeen')}</th>
                    <th className="is-number">{text('device.recordings')}</th>
                    <th className="is-number">{text('device.refused')}</th>
                    <th>{text('device.decided')}</th>
                    <th />
                  </tr>
                </thead>
                <tbody>
                  {rows.map((device) => (
                    <tr key={device.id} data-testid={`device-${device.code}`}>
                      <td>
                        <span className={`state state-${tones[device.state]}`}>
                          <span>{text(`device.state.${device.state}`)}</span>
                        </span>
                      </td>
                      <td>
                        <strong>{nameOf(device)}</strong> <code>{device.code}</code>
                        {device.aeTitle ? <small className="ecg-device-ae">DICOM {device.aeTitle}</small> : null}
                      </td>
                      <td>
                        {placeOf(device.institutionId)}
                        {device.uploadPointId ? (
                          <small className="ecg-device-ae">
                            {points.data?.find(({ id }) => id === device.uploadPointId)?.name}
                          </small>
                        ) : null}
                      </td>
                      <td title={device.serial}>
                        {device.manufacturer} {device.model}
                      </td>
                      <td>{device.state === 'asking' ? '' : typeOf(device.type)}</td>
                      <td title={device.lastAddress}>
                        {device.lastSeenAt ? dateTime(device.lastSeenAt).slice(0, 16) : text('device.never')}
                      </td>
                      <td className="is-number">{device.recordings}</td>
                      <td className="is-number">{device.refusedCount}</td>
                      <td title={device.reason}>
                        {device.decidedAt
                          ? `${device.decidedBy === 'system' ? text('device.bySystem') : device.decidedBy} ${dateTime(device.decidedAt).slice(5, 16)}`
                          : ''}
                      </td>
                      <td className="ecg-setup-acts">
                        {device.state === 'asking' ? (
                          <Button size="small" text={text('device.register')} onClick={() => setEditing({ device })} />
                        ) : (
                          <>
                            {device.state === 'approved' ? null : (
                              <Button
                                size="small"
                                intent="primary"
                                text={text('device.approve')}
                                onClick={() => setDeciding({ device, act: 'approve' })}
                              />
                            )}
                            {device.state === 'disabled' ? null : (
                              <Button
                                size="small"
                                text={text('device.disable')}
                                onClick={() => setDeciding({ device, act: 'disable' })}
                              />
                            )}
                            <Button
                              size="small"
                              icon="edit"
                              aria-label={text('device.edit')}
                              title={text('device.edit')}
                              onClick={() => setEditing({ device })}
                              data-testid={`device-edit-${device.code}`}
                            />
                            <Button
                              size="small"
                              icon="key"
                              aria-label={text('device.renew')}
                              title={text('device.renew')}
                              onClick={() => setRenewing(device)}
                            />
                          </>
                        )}
                        {device.recordings === 0 ? (
                          <Button
                            size="small"
                            icon="trash"
                            aria-label={text('device.forget')}
                            title={text('device.forget')}
                            onClick={() => setDeciding({ device, act: 'forget' })}
                          />
                        ) : null}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </HTMLTable>
            </div>
          );
        }}
      </Answer>
      {editing ? (
        <DeviceDialog
          device={editing.device}
          institutions={(institutions.data ?? [])
            .toSorted((left, right) => Number(right.own) - Number(left.own))
            .map((one) => ({ value: one.id, label: pickName(locale, one) }))}
          onClose={() => setEditing(null)}
          onDone={(answer) => {
            setEditing(null);
            // Over DICOM there is no key to enter.
            if (answer.key !== null && answer.device.aeTitle === '')
              setMade({ device: answer.device, key: answer.key });
            refresh();
          }}
        />
      ) : null}
      {made ? <KeyDialog name={nameOf(made.device)} secret={made.key} onClose={() => setMade(null)} /> : null}
      {renewing ? (
        <ReasonDialog
          title={text('device.renew.title', { name: nameOf(renewing) })}
          lead={text('device.renew.lead')}
          confirm={text('device.renew')}
          busy={renew.isPending}
          onClose={() => setRenewing(null)}
          onConfirm={(reason) => renew.mutate({ deviceId: renewing.id, expectedVersion: renewing.version, reason })}
        />
      ) : null}
      {deciding ? (
        <ReasonDialog
          title={text(`device.act.${deciding.act}`, { name: nameOf(deciding.device) })}
          confirm={text(`device.${deciding.act}`)}
          busy={decide.isPending}
          onClose={() => setDeciding(null)}
          onConfirm={(reason) =>
            decide.mutate({
              deviceId: deciding.device.id,
              expectedVersion: deciding.device.version,
              act: deciding.act,
              reason,
            })
          }
        />
      ) : null}
    </>
  );
}
