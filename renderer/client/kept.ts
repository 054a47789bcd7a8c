// What is typed on a screen outlives it: gone to another screen and back, the form is as it was left. It is gone with the window.
import { useQueryClient } from '@tanstack/react-query';
import { type Dispatch, type SetStateAction, useEffect, useState } from 'react';
import { useSession } from './session.tsx';

/** As `useState`, kept in the window's memory under the person and the name, e.g. `ecg.desk.form`. */
export function useKept<Value>(name: string, initial: Value): [Value, Dispatch<SetStateAction<Value>>] {
  const { person } = useSession();
  const queries = useQueryClient();
  const [value, set] = useState<Value>(() => queries.getQueryData<Value>(['kept', person.id, name]) ?? initial);
  useEffect(() => {
    queries.setQueryDefaults(['kept'], { gcTime: Number.POSITIVE_INFINITY });
    queries.setQueryData(['kept', person.id, name], value);
  }, [queries, person.id, name, value]);
  return [value, set];
}
