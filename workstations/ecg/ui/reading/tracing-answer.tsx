// What a tracing's panel says while the server is away: the station's own words where it keeps copies, plain ones where a browser keeps none.
import { type UseQueryResult, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { useCapabilities, useOnline } from '../../../../renderer/client/link.ts';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';

export function TracingAnswer<Data>(props: { of: UseQueryResult<Data>; children: (data: Data) => ReactNode }) {
  const text = useEcgText();
  const online = useOnline();
  const keepsNothing = useCapabilities()?.offline === false;
  const { data, error } = props.of;
  if (data === undefined && error && !online && keepsNothing)
    return <EmptyPanel glyph="offline" title={text('paper.alone')} hint={text('paper.alone.hint')} />;
  return <Answer {...props} />;
}

/** What could not be answered without the server is asked again as soon as it is back. */
export function useAskAgainOnReturn(): void {
  const online = useOnline();
  const queries = useQueryClient();
  const before = useRef(online);
  useEffect(() => {
    const isBack = online && !before.current;
    before.current = online;
    if (isBack) void queries.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
  }, [online, queries]);
}
