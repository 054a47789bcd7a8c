// What is registered of a doctor: number, specialty, certificates, telephone, departments beside the own one.
import { InputGroup } from '@blueprintjs/core';
import { DoctorProfile } from '../../../../core/identity/profile.ts';
import { Field } from '../../../../renderer/parts/field.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { Boxes } from './boxes.tsx';
import type { NamedChoice } from './use-organisation.ts';

interface ProfileFieldsProps {
  value: DoctorProfile;
  departments: readonly NamedChoice[];
  onChange: (value: DoctorProfile) => void;
}

const lines = ['number', 'specialty', 'licence', 'qualification', 'phone'] as const;
export type ProfileLine = (typeof lines)[number];

/** Lines that cannot be saved as they stand. */
export function profileFaults(value: DoctorProfile): ProfileLine[] {
  const checked = DoctorProfile.safeParse(value);
  const at = new Set(checked.success ? [] : checked.error.issues.map(({ path }) => path[0]));
  return lines.filter((line) => at.has(line));
}

export function ProfileFields({ value, departments, onChange }: ProfileFieldsProps) {
  const text = useAdminText();
  const faults = profileFaults(value);
  return (
    <>
      <div className="admin-fields">
        {lines.map((line) => (
          <Field
            key={line}
            label={text(`profile.${line}`)}
            hint={faults.includes(line) ? text(`profile.${line === 'phone' ? 'phone' : 'code'}.fault`) : undefined}
          >
            {(id) => (
              <InputGroup
                id={id}
                maxLength={line === 'specialty' ? 100 : 32}
                value={value[line]}
                intent={faults.includes(line) ? 'danger' : 'none'}
                onValueChange={(typed) => onChange({ ...value, [line]: line === 'specialty' ? typed : typed.trim() })}
                data-testid={`profile-${line}`}
              />
            )}
          </Field>
        ))}
      </div>
      <Field label={text('profile.departments')}>
        {() => (
          <Boxes
            label={text('profile.departments')}
            choices={departments}
            values={value.departmentIds}
            onChange={(departmentIds) => onChange({ ...value, departmentIds })}
            testId="profile-departments"
          />
        )}
      </Field>
    </>
  );
}
