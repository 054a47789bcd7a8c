// Which institution is asked, and which of its open departments (RAD-50): the superiors of the exam's institution, each with its level and telephone.
import type { InstitutionListed } from '../../core/orders/institution.ts';
import { pickName, useLocale } from '../i18n/text.tsx';
import { Pick } from '../parts/choice.tsx';
import { Field } from '../parts/field.tsx';
import { useRemoteText } from './texts.ts';

export interface AskedPlace {
  institutionId: string;
  /** Empty: whoever reads there. */
  departmentId: string;
}

/** What stands in the form: what was chosen, else what was asked before, else the first that can be asked; never what is not open. */
export function placeIn(
  readers: readonly InstitutionListed[],
  service: string,
  chosen: Partial<AskedPlace>,
): AskedPlace & { reader: InstitutionListed | undefined } {
  const reader = readers.find(({ id }) => id === chosen.institutionId) ?? readers[0];
  const open = (reader?.openDepartments ?? []).filter((one) => one.service === service);
  const department =
    open.find(({ departmentId }) => reader?.id === chosen.institutionId && departmentId === chosen.departmentId) ??
    open[0];
  return { reader, institutionId: reader?.id ?? '', departmentId: department?.departmentId ?? '' };
}

interface ReaderPlaceProps {
  readers: readonly InstitutionListed[];
  service: string;
  place: AskedPlace;
  onChange: (place: AskedPlace) => void;
  testId: string;
}

export function ReaderPlace({ readers, service, place, onChange, testId }: ReaderPlaceProps) {
  const text = useRemoteText();
  const locale = useLocale();
  const { reader } = placeIn(readers, service, place);
  const open = (reader?.openDepartments ?? []).filter((one) => one.service === service);
  const facts = reader ? [reader.level, reader.address, reader.contact, reader.phone].filter(Boolean).join(' · ') : '';
  return (
    <>
      <Field label={text('request.to')} required hint={facts || undefined}>
        {(id) => (
          <Pick
            id={id}
            fill
            label={text('request.to')}
            value={place.institutionId}
            onChange={(institutionId) => onChange(placeIn(readers, service, { institutionId }))}
            options={readers.map((each) => ({ value: each.id, label: pickName(locale, each) }))}
            testId={`${testId}-to`}
          />
        )}
      </Field>
      {open.length > 0 ? (
        <Field label={text('request.department')} required>
          {(id) => (
            <Pick
              id={id}
              fill
              label={text('request.department')}
              value={place.departmentId}
              onChange={(departmentId) => onChange({ institutionId: place.institutionId, departmentId })}
              options={open.map((each) => ({ value: each.departmentId, label: pickName(locale, each) }))}
              testId={`${testId}-department`}
            />
          )}
        </Field>
      ) : null}
    </>
  );
}
