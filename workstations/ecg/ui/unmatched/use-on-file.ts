// Who is on file under the number of a form, asked once the typing rests. Until the answer is there nobody may be taken for somebody new.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { parseDay } from '../../../../core/kernel/age.ts';
import type { PatientBrief } from '../../../../core/patient/model.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useSettled } from '../../../../renderer/parts/use-settled.ts';
import type { Made } from './walk-in.ts';

interface OnFile {
  patient: PatientBrief | null;
  /** The number is being looked up, or could not be: `failed`. */
  pending: boolean;
  failed: boolean;
}

export function useOnFile({ number, name, sex, birthDate }: Made['patient']): OnFile {
  const { query } = useApi();
  const day = birthDate && parseDay(birthDate) ? birthDate : null;
  const typed = JSON.stringify({ number: number.trim(), name: name.trim(), sex, birthDate: day });
  const asked = useSettled(typed, 250);
  const patient: Made['patient'] = JSON.parse(asked);
  const found = useQuery({
    ...query.ecg.onFile.queryOptions({ input: { patient } }),
    enabled: patient.number !== '',
    placeholderData: keepPreviousData,
  });
  if (number.trim() === '') return { patient: null, pending: false, failed: false };
  const pending = asked !== typed || found.isPlaceholderData || !found.data;
  return { patient: found.data?.patient ?? null, pending, failed: found.isError };
}
