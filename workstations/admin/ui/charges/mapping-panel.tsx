// What the chosen charge items stand for: the links they have in common, a search that adds one, a quantity, a way to take one off.
import { Button, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import { comparable, matchesWords } from '../../../../core/kernel/text.ts';
import type { ChargeItem, ChargeLink } from '../../../../core/lab/charges/model.ts';
import type { Dictionaries } from '../../../../core/lab/dictionary.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useChargeText } from './texts.ts';
import type { RunAct } from './use-charge-acts.ts';

interface MappingPanelProps {
  chosen: readonly ChargeItem[];
  dictionaries: Dictionaries | null;
  nameOf: (kind: 'test' | 'orderItem', code: string) => string;
  run: RunAct;
  /** Why nothing can be changed now. */
  off: string | null;
}

const foundAtMost = 30;
const keyOf = ({ kind, code }: Pick<ChargeLink, 'kind' | 'code'>) => `${kind}/${code}`;

/** Links that all of the items have; a quantity that differs shows as none. */
export function commonLinks(
  items: readonly ChargeItem[],
): (Omit<ChargeLink, 'quantity'> & { quantity: number | null })[] {
  const [first, ...others] = items;
  return (first?.links ?? []).flatMap((link) => {
    const same = others.map((item) => item.links.find((one) => keyOf(one) === keyOf(link)));
    if (same.some((one) => one === undefined)) return [];
    return [{ ...link, quantity: same.every((one) => one?.quantity === link.quantity) ? link.quantity : null }];
  });
}

/** Order items first: a panel is what is usually charged. Exact codes before parts of names. */
function found(
  dictionaries: Dictionaries | null,
  words: string,
): { kind: 'test' | 'orderItem'; code: string; name: string }[] {
  if (!dictionaries || words.trim() === '') return [];
  const sought = comparable(words);
  return (['orderItem', 'test'] as const)
    .flatMap((kind) =>
      Object.values(dictionaries[kind])
        .filter(
          (entry) =>
            entry.enabled && matchesWords(words, [entry.code, entry.name, 'nameEn' in entry ? entry.nameEn : '']),
        )
        .map(({ code, name }) => ({ kind, code, name })),
    )
    .toSorted((a, b) => Number(comparable(b.code) === sought) - Number(comparable(a.code) === sought))
    .slice(0, foundAtMost);
}

export function MappingPanel({ chosen, dictionaries, nameOf, run, off }: MappingPanelProps) {
  const text = useChargeText();
  const [words, setWords] = useState('');
  const [input, setInput] = useState<HTMLInputElement | null>(null);
  useActions({ title: text('map.title'), depth: 1 }, [
    {
      id: 'map',
      label: text('act.links'),
      keys: ['F4'],
      main: true,
      off: chosen.length === 0 ? text('off.none') : off,
      run: () => input?.focus(),
    },
  ]);
  const [only] = chosen;
  if (!only) {
    return (
      <section className="pane charge-map">
        <EmptyPanel glyph="exchange" title={text('map.title')} hint={text('map.nothing')} />
      </section>
    );
  }
  const common = commonLinks(chosen);
  const known = new Set(common.map(keyOf));
  const results = found(dictionaries, words).filter((one) => !known.has(keyOf(one)));
  const set = (how: 'add' | 'remove' | 'replace', links: ChargeLink[]) => run({ kind: 'links', how, links });
  const add = (one: { kind: 'test' | 'orderItem'; code: string }) => {
    set('add', [{ ...one, quantity: 1 }]);
    setWords('');
  };
  const differing = chosen.length > 1 && chosen.some(({ links }) => links.length !== common.length);
  return (
    <section className="pane charge-map" data-testid="charge-map">
      <header className="pane-head">
        <h2 className="ellipsis">{chosen.length === 1 ? only.name : text('map.many', { count: chosen.length })}</h2>
      </header>
      <div className="pane-scroll">
        {chosen.length === 1 ? (
          <p className="charge-faint">
            {text('pulled', {
              source: text(`source.${only.source}`, { name: only.sourceName }),
              at: dateTime(only.pulledAt),
            })}
          </p>
        ) : (
          <p className="charge-faint">{text('map.common')}</p>
        )}
        {common.length === 0 ? <p className="charge-none">{text('map.none')}</p> : null}
        <ul className="charge-links" data-testid="charge-links">
          {common.map((link) => (
            <li key={keyOf(link)} data-key={keyOf(link)}>
              <small>{text(`kind.${link.kind}`)}</small>
              <span className="ellipsis" title={`${link.code} ${nameOf(link.kind, link.code)}`}>
                {nameOf(link.kind, link.code)}
                {dictionaries && !(link.code in dictionaries[link.kind]) ? (
                  <em className="charge-none"> {text('map.unknown')}</em>
                ) : null}
              </span>
              <input
                type="number"
                key={link.quantity}
                min={1}
                max={999}
                aria-label={text('map.quantity')}
                title={text('map.quantity')}
                disabled={off !== null}
                defaultValue={link.quantity ?? ''}
                onBlur={({ currentTarget: { value } }) => {
                  const quantity = Number(value);
                  if (!Number.isInteger(quantity) || quantity < 1 || quantity > 999 || quantity === link.quantity)
                    return;
                  set('add', [{ kind: link.kind, code: link.code, quantity }]);
                }}
                onKeyDown={(event) => {
                  if (event.key === 'Enter') event.currentTarget.blur();
                }}
              />
              <Button
                size="small"
                variant="minimal"
                disabled={off !== null}
                aria-label={text('map.remove')}
                title={text('map.remove')}
                icon={<Glyph name="close" size={12} />}
                onClick={() => set('remove', [{ kind: link.kind, code: link.code, quantity: 1 }])}
              />
            </li>
          ))}
        </ul>
        {differing ? (
          <Button
            size="small"
            disabled={off !== null}
            title={text('map.replace.hint', { count: chosen.length })}
            onClick={() =>
              set(
                'replace',
                common.map((link) => ({ ...link, quantity: link.quantity ?? 1 })),
              )
            }
          >
            {text('map.replace')}
          </Button>
        ) : null}
        <div className="charge-find">
          <InputGroup
            inputRef={setInput}
            size="small"
            disabled={off !== null}
            title={off ?? undefined}
            placeholder={text('map.search')}
            aria-label={text('map.search')}
            value={words}
            onValueChange={setWords}
            rightElement={<KeyCap name="F4" />}
            onKeyDown={(event) => {
              const [first] = results;
              if (event.key === 'Enter' && first) add(first);
              if (event.key === 'Escape') {
                event.preventDefault();
                if (words) setWords('');
                else event.currentTarget.blur();
              }
            }}
            data-testid="charge-find"
          />
        </div>
        {words.trim() !== '' && results.length === 0 ? <p className="charge-none">{text('map.found.none')}</p> : null}
        <ul className="charge-found">
          {results.map((one) => (
            <li key={keyOf(one)}>
              <button type="button" onClick={() => add(one)} data-testid="charge-found" data-key={keyOf(one)}>
                <small>{text(`kind.${one.kind}`)}</small>
                <span className="ellipsis">{one.name}</span>
                <code>{one.code}</code>
              </button>
            </li>
          ))}
        </ul>
        <p className="charge-faint">{text('map.group.hint')}</p>
      </div>
    </section>
  );
}
