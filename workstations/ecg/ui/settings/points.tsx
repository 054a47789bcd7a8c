// Upload points (上传点, ECG-52): rooms, wards and townships where data enters, with what stands there and what came from each.
import { Button, HTMLTable } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { UploadPointListed } from '../../../../core/ecg/flow/upload-point.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { marksOf } from '../../../../renderer/i18n/marks.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { PointDialog } from './point-dialog.tsx';
import { useSettingsText } from './texts.ts';

export function Points() {
  const text = useSettingsText();
  const locale = useLocale();
  const { comma } = marksOf(locale);
  const { query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const list = useQuery(query.ecg.uploadPoints.queryOptions());
  const institutions = useQuery(query.orders.institutions.queryOptions({ staleTime: 300_000 }));
  const departments = useQuery(query.identity.departments.queryOptions({ staleTime: 300_000 }));
  const [editing, setEditing] = useState<{ point: UploadPointListed | null } | null>(null);
  const make = () => setEditing({ point: null });
  useActions({ title: text('tab.points'), depth: 1 }, [
    { id: 'point.new', label: text('point.new'), keys: ['F4'], main: true, run: make },
  ]);
  const choices = (institutions.data ?? [])
    .toSorted((left, right) => Number(right.own) - Number(left.own))
    .map((one) => ({ value: one.id, label: pickName(locale, one) }));
  const departmentOf = (id: string) => departments.data?.find((one) => one.id === id)?.name ?? id;
  const nameOf = (id: string) => choices.find(({ value }) => value === id)?.label ?? id;
  return (
    <>
      <div className="ecg-setup-bar">
        <Button size="small" intent="primary" className="ecg-right" onClick={make} data-testid="point-new">
          {text('point.new')} <KeyCap name="F4" />
        </Button>
      </div>
      <Answer of={list}>
        {(points) =>
          points.length === 0 ? (
            <EmptyPanel glyph="inbox" title={text('point.none')} hint={text('point.none.hint')} />
          ) : (
            <div className="ecg-setup-scroll">
              <HTMLTable compact className="plain-table" data-testid="points">
                <thead>
                  <tr>
                    <th>{text('device.state')}</th>
                    <th>{text('point.name')}</th>
                    <th>{text('device.institution')}</th>
                    <th>{text('limits.department')}</th>
                    <th>{text('point.people')}</th>
                    <th>{text('point.folders')}</th>
                    <th className="is-number">{text('point.devices')}</th>
                    <th className="is-number">{text('point.recordings')}</th>
                    <th />
                  </tr>
                </thead>
                <tbody>
                  {points.map((point) => (
                    <tr key={point.id} data-testid="point-row">
                      <td>
                        <span className={`state state-${point.active ? 'final' : 'withdrawn'}`}>
                          <span>{text(point.active ? 'point.active' : 'point.off')}</span>
                        </span>
                      </td>
                      <td>
                        <strong>{point.name}</strong>
                      </td>
                      <td>{nameOf(point.institutionId)}</td>
                      <td>{departmentOf(point.departmentId)}</td>
                      <td>{point.people.map(({ name }) => name).join(comma)}</td>
                      <td>{point.folders.join(comma)}</td>
                      <td className="is-number">{point.devices}</td>
                      <td className="is-number">{point.recordings}</td>
                      <td className="ecg-setup-acts">
                        <Button
                          size="small"
                          icon="edit"
                          aria-label={text('point.edit')}
                          title={text('point.edit')}
                          onClick={() => setEditing({ point })}
                        />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </HTMLTable>
            </div>
          )
        }
      </Answer>
      {editing ? (
        <PointDialog
          point={editing.point}
          institutions={choices}
          onClose={() => setEditing(null)}
          onDone={() => {
            setEditing(null);
            void queries.invalidateQueries({ queryKey: query.ecg.uploadPoints.key() });
            show({ tone: 'done', title: text('saved') });
          }}
        />
      ) : null}
    </>
  );
}
