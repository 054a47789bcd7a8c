// Who answers for a department when an alarm is escalated (科室负责人): several departments a person, several persons a department.
import { Button, HTMLTable } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { EcgSettings } from '../../../../core/ecg/flow/settings.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { marksOf } from '../../../../renderer/i18n/marks.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { useSettingsText } from './texts.ts';

type Head = EcgSettings['departmentHeads'][number];

export function Heads({ heads, onChange }: { heads: readonly Head[]; onChange: (heads: Head[]) => void }) {
  const text = useSettingsText();
  const locale = useLocale();
  const { query } = useApi();
  const departments = useQuery(query.identity.departments.queryOptions({ staleTime: 300_000 }));
  const staff = useQuery(query.orders.staff.queryOptions({ input: { service: 'ecg' }, staleTime: 60_000 }));
  const [departmentId, setDepartment] = useState('');
  const [personId, setPerson] = useState('');
  const nameOf = (id: string) => {
    const found = departments.data?.find((one) => one.id === id);
    return found ? pickName(locale, found) : id;
  };
  const person = staff.data?.find((one) => one.personId === personId);
  const known = heads.some((head) => head.departmentId === departmentId && head.personId === personId);
  return (
    <div className="ecg-heads">
      {heads.length === 0 ? (
        <p>{text('limits.heads.none')}</p>
      ) : (
        <HTMLTable compact className="plain-table" data-testid="heads">
          <thead>
            <tr>
              <th>{text('limits.department')}</th>
              <th>{text('limits.person')}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {heads.map((head) => (
              <tr key={`${head.departmentId} ${head.personId}`}>
                <td>{nameOf(head.departmentId)}</td>
                <td>{head.name}</td>
                <td>
                  <Button
                    size="small"
                    text={text('remove')}
                    onClick={() => onChange(heads.filter((one) => one !== head))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </HTMLTable>
      )}
      <div className="ecg-heads-add">
        <Pick
          label={text('limits.department')}
          value={departmentId}
          options={[
            { value: '', label: text('limits.department') },
            ...(departments.data ?? []).map((one) => ({ value: one.id, label: pickName(locale, one) })),
          ]}
          onChange={setDepartment}
          testId="head-department"
        />
        <Pick
          label={text('limits.person')}
          value={personId}
          options={[
            { value: '', label: text('limits.person') },
            ...(staff.data ?? []).map((one) => ({
              value: one.personId,
              label: one.departmentName ? marksOf(locale).noted(one.name, one.departmentName) : one.name,
            })),
          ]}
          onChange={setPerson}
          testId="head-person"
        />
        <Button
          size="small"
          disabled={departmentId === '' || !person || known}
          onClick={() => person && onChange([...heads, { departmentId, personId, name: person.name }])}
          data-testid="head-add"
        >
          {text('limits.heads.add')}
        </Button>
      </div>
    </div>
  );
}
