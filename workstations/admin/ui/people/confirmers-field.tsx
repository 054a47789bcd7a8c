// Who gives the second confirmation of what an institution reads for others (二次确认, RAD-39): people by name, each for every request or
// for those of some institutions.
import { useQuery } from '@tanstack/react-query';
import type { Confirmer } from '../../../../core/orders/confirmers.ts';
import type { ExamService } from '../../../../core/orders/exam.ts';
import type { InstitutionEntry } from '../../../../core/orders/institution.ts';
import { above } from '../../../../core/orders/network.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { Boxes } from './boxes.tsx';

interface ConfirmersFieldProps {
  service: ExamService;
  institution: InstitutionEntry;
  /** It stands in the register: only then its people are known. */
  isSaved: boolean;
  register: readonly InstitutionEntry[];
  onChange: (confirmers: Confirmer[]) => void;
}

export function ConfirmersField({ service, institution, isSaved, register, onChange }: ConfirmersFieldProps) {
  const text = useAdminText();
  const locale = useLocale();
  const { query } = useApi();
  const input = { institutionId: institution.id, service };
  const people = useQuery({ ...query.orders.confirmerChoices.queryOptions({ input }), enabled: isSaved });
  const network = useQuery({ ...query.orders.institutions.queryOptions(), enabled: isSaved }).data ?? [];
  const all = institution.confirmers ?? [];
  const chosen = all.filter((one) => one.service === service);
  const able = (people.data ?? []).map(({ personId, personName, department }) => ({
    value: personId,
    label: [personName, department].filter(Boolean).join(' '),
  }));
  // Who no longer can stays to be seen, by name, until the mark is taken off.
  const known = network.find(({ id }) => id === institution.id)?.confirmers ?? [];
  const unable = chosen.flatMap(({ personId }) => {
    if (!people.isSuccess || able.some(({ value }) => value === personId)) return [];
    const name = known.find((one) => one.personId === personId)?.personName ?? personId;
    return [{ value: personId, label: text('institution.confirmers.unable', { name }) }];
  });
  const choices = [...able, ...unable];
  const asking = register
    .filter((one) => one.active && above(register, one.id, service).has(institution.id))
    .map((one) => ({ value: one.id, label: pickName(locale, one) }));
  const put = (mine: Confirmer[]) => onChange([...all.filter((one) => one.service !== service), ...mine]);
  const choose = (ids: readonly string[]) =>
    put(
      ids.map(
        (personId) => chosen.find((one) => one.personId === personId) ?? { personId, service, fromInstitutionIds: [] },
      ),
    );
  // Each of them is no limit: who asks later is meant too. None of them is no designation.
  const limit = (personId: string, ids: readonly string[]) =>
    put(
      chosen.flatMap((one) => {
        if (one.personId !== personId) return [one];
        if (ids.length === 0) return [];
        return [{ ...one, fromInstitutionIds: asking.every(({ value }) => ids.includes(value)) ? [] : [...ids] }];
      }),
    );
  const label = text(`institution.confirmers.${service}`);
  return (
    <>
      <Field
        label={label}
        hint={text(
          !isSaved
            ? 'institution.confirmers.later'
            : people.isSuccess && choices.length === 0
              ? 'institution.confirmers.none'
              : 'institution.confirmers.hint',
        )}
      >
        {() => (
          <Boxes
            label={label}
            choices={people.isSuccess ? choices : []}
            values={people.isSuccess ? chosen.map(({ personId }) => personId) : []}
            onChange={choose}
            testId={`institution-confirmers-${service}`}
          />
        )}
      </Field>
      {people.isSuccess && chosen.length > 0 && asking.length > 1 ? (
        <Field label={text('institution.confirmersFor')}>
          {() => (
            <div className="superior-limits">
              {chosen.map(({ personId, fromInstitutionIds }) => {
                const name = choices.find(({ value }) => value === personId)?.label ?? personId;
                const all = asking.map(({ value }) => value);
                return (
                  <div key={personId}>
                    <span>{name}</span>
                    <Boxes
                      label={name}
                      choices={asking}
                      values={fromInstitutionIds.length === 0 ? all : fromInstitutionIds}
                      onChange={(ids) => limit(personId, ids)}
                      testId={`institution-confirmer-${service}-${personId}`}
                    />
                  </div>
                );
              })}
            </div>
          )}
        </Field>
      ) : null}
    </>
  );
}
