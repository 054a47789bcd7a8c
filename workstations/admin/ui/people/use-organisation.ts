// Departments, roles and lab groups as choices with their names in the language of the window.
import { useQuery } from '@tanstack/react-query';
import type { InstitutionGroup } from '../../../../core/orders/forwarding.ts';
import { useDictionaries } from '../../../../renderer/client/dictionaries.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';

export interface NamedChoice {
  value: string;
  label: string;
}

/** Lab groups, and what a station keeps at hand when the server is away: the work of lab groups, imaging and ECG. */
export function useWorkNames(): { groups: NamedChoice[]; stationWork: NamedChoice[] } {
  const locale = useLocale();
  const text = useAdminText();
  const dictionaries = useDictionaries();
  const groups = Object.values(dictionaries?.group ?? {})
    .toSorted((a, b) => a.printOrder - b.printOrder)
    .map((group) => ({ value: group.code, label: pickName(locale, group) }));
  const others = (['radiology', 'ecg'] as const).map((value) => ({ value, label: text(`workstation.work.${value}`) }));
  return { groups, stationWork: [...groups, ...others] };
}

export function useOrganisation() {
  const { query } = useApi();
  const locale = useLocale();
  const work = useWorkNames();
  const departments = useQuery(query.identity.departments.queryOptions({ staleTime: 300_000 }));
  const roles = useQuery(query.identity.roles.queryOptions({ staleTime: 300_000 }));
  const choice = (entry: { id: string; name: string; nameEn: string }): NamedChoice => ({
    value: entry.id,
    label: pickName(locale, entry),
  });
  return {
    departments: (departments.data ?? []).map(choice),
    roles: (roles.data ?? []).map(choice),
    /** What these roles allow together. */
    rightsOf: (ids: readonly string[]) =>
      (roles.data ?? []).filter((role) => ids.includes(role.id)).flatMap((role) => role.rights),
    ...work,
  };
}

/** The institutions of the network, the own one first. */
export function useInstitutionNames(): NamedChoice[] {
  const { query } = useApi();
  const locale = useLocale();
  const network = useQuery(query.orders.institutions.queryOptions({ staleTime: 300_000 }));
  return (network.data ?? [])
    .toSorted((left, right) => Number(right.own) - Number(left.own))
    .map((one) => ({ value: one.id, label: pickName(locale, one) }));
}

/** Groups of institutions with their members; null while they are not known. */
export function useGroups(): readonly InstitutionGroup[] | null {
  const { query } = useApi();
  return useQuery(query.orders.institutionGroups.queryOptions({ staleTime: 60_000 })).data ?? null;
}

export function labelOf(choices: readonly NamedChoice[], value: string): string {
  return choices.find((choice) => choice.value === value)?.label ?? value;
}
