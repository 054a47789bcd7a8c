// Ctrl+K: finds actions and screens at once, and whatever the open station can find (patients, specimens) while one types.
import { MenuDivider, MenuItem } from '@blueprintjs/core';
import { Omnibar } from '@blueprintjs/select';
import { useQuery } from '@tanstack/react-query';
import {
  createContext,
  Fragment,
  type ReactNode,
  useContext,
  useDeferredValue,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { type Action, useActions, useActiveLayers } from '../keys/actions.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { Glyph, type GlyphName } from '../parts/glyph.tsx';
import { useDeliverScan } from '../scanner/scanner.tsx';

export interface Finding {
  id: string;
  title: string;
  /** Second line or label: number, department. */
  detail?: string;
  glyph: GlyphName;
  run: () => void;
}

export interface FinderSource {
  id: string;
  title: string;
  find: (text: string) => Promise<Finding[]>;
}

const SourcesContext = createContext<{ current: Map<string, FinderSource> } | null>(null);

export function FinderProvider({ children }: { children: ReactNode }) {
  const sources = useRef(new Map<string, FinderSource>());
  return <SourcesContext value={sources}>{children}</SourcesContext>;
}

/** Adds a source of findings while mounted. */
export function useFinder(source: FinderSource): void {
  const sources = useContext(SourcesContext);
  const id = useId();
  useEffect(() => {
    sources?.current.set(id, source);
    return () => {
      sources?.current.delete(id);
    };
  });
}

interface Entry extends Finding {
  group: string;
  keys?: string;
  off?: string | null;
}

export function Finder({ onClose }: { onClose: () => void }) {
  const text = useShellText();
  const deliver = useDeliverScan();
  const sources = useContext(SourcesContext);
  const [typed, setTyped] = useState('');
  const query = useDeferredValue(typed.trim());
  const layers = useActiveLayers('below');
  useActions({ title: text('find'), depth: 3, modal: 'dialog' }, []);
  const found = useQuery({
    queryKey: ['finder', query],
    enabled: query.length > 0,
    staleTime: 5_000,
    gcTime: 30_000,
    queryFn: async () => {
      const lists = await Promise.all(
        [...(sources?.current.values() ?? [])].map(async (source) =>
          (await source.find(query)).map((finding): Entry => ({ ...finding, group: source.title })),
        ),
      );
      return lists.flat();
    },
  });
  const actions = layers.flatMap((layer) =>
    layer.actions.filter(isFindable).map((action) => entryOf(action, layer.title)),
  );
  const unique = actions.filter((entry, index) => actions.findIndex((other) => other.title === entry.title) === index);
  const matching = unique.filter((entry) => entry.title.toLowerCase().includes(query.toLowerCase()));
  const asCode: Entry[] =
    query.length >= 4 && /^[\w-]+$/.test(query)
      ? [
          {
            id: 'as-code',
            group: '',
            title: text('find.asCode', { code: query }),
            glyph: 'barcode',
            run: () => deliver(query),
          },
        ]
      : [];
  const items = query ? [...asCode, ...(found.data ?? []), ...matching] : unique;
  return (
    <Omnibar<Entry>
      isOpen
      onClose={onClose}
      items={items}
      resetOnSelect
      inputProps={{ placeholder: text('find.placeholder'), 'aria-label': text('find') }}
      onQueryChange={setTyped}
      query={typed}
      itemsEqual="id"
      itemPredicate={() => true}
      noResults={<MenuItem disabled text={found.isFetching ? text('waiting') : text('find.nothing')} />}
      onItemSelect={(entry) => {
        if (entry.off) return;
        onClose();
        entry.run();
      }}
      itemRenderer={(entry, { handleClick, modifiers, index, ref }) => (
        <Fragment key={entry.id}>
          {items[(index ?? 0) - 1]?.group === entry.group || !entry.group ? null : <MenuDivider title={entry.group} />}
          <MenuItem
            ref={ref}
            active={modifiers.active}
            disabled={Boolean(entry.off)}
            icon={<Glyph name={entry.glyph} />}
            text={entry.title}
            label={entry.off ?? entry.keys ?? entry.detail}
            onClick={handleClick}
            roleStructure="listoption"
          />
        </Fragment>
      )}
    />
  );
}

function isFindable(action: Action): boolean {
  return !action.movement;
}

function entryOf(action: Action, group: string): Entry {
  return {
    id: action.id,
    group,
    title: action.label,
    keys: action.keys?.[0],
    off: action.off,
    glyph: 'yes',
    run: action.run,
  };
}
