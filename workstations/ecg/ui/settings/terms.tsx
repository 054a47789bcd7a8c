// The terms as a list with their pairing, and the form of the chosen one beside it.
import { Button, HTMLTable, InputGroup } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { EcgTerm } from '../../../../core/ecg/flow/terms.ts';
import { matchesWords } from '../../../../core/kernel/text.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { TermForm } from './term-form.tsx';
import { useTermText } from './term-texts.ts';

const scopes = ['all', 'shipped', 'department', 'person'] as const;

function newTerm(scope: 'department' | 'person', order: number): EcgTerm {
  return {
    id: crypto.randomUUID(),
    version: 0,
    code: '',
    kind: 'own',
    group: '',
    zh: '',
    en: '',
    search: '',
    pairsWith: [],
    positive: null,
    scope,
    departmentId: '',
    personId: null,
    active: true,
    order,
  };
}

export function Terms() {
  const text = useTermText();
  const { query } = useApi();
  const queries = useQueryClient();
  const can = useRights();
  const terms = useQuery(query.ecg.terms.queryOptions());
  const [scope, setScope] = useState<(typeof scopes)[number]>('all');
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<EcgTerm | null>(null);
  const own = (terms.data ?? []).filter((term) => term.scope !== 'shipped');
  const make = () => {
    const mine = scope === 'department' && can('ecg.admin') ? 'department' : 'person';
    setChosen(newTerm(mine, 10 + Math.max(0, ...own.map(({ order }) => order))));
  };
  const off = can('ecg.write') || can('ecg.admin') ? null : text('right.write');
  useActions({ title: text('tab.terms'), depth: 1 }, [
    { id: 'term.new', label: text('new'), keys: ['F4'], main: true, off, run: make },
  ]);
  const pairing = ({ kind, pairsWith }: EcgTerm) =>
    kind === 'secondary' || kind === 'modifier' ? pairsWith.join(' ') || text('pairs.any') : '';
  return (
    <div className="split ecg-term-bank">
      <section className="pane">
        <div className="ecg-setup-bar">
          <Segments
            label={text('scope')}
            value={scope}
            onChange={setScope}
            options={scopes.map((value) => ({
              value,
              label: text(`scope.${value}`),
              count: (terms.data ?? []).filter((term) => value === 'all' || term.scope === value).length,
            }))}
            testId="term-scope"
          />
          <InputGroup
            size="small"
            value={words}
            onValueChange={setWords}
            placeholder={text('search')}
            aria-label={text('search')}
            data-testid="term-search"
          />
          <Button size="small" className="ecg-right" disabled={off !== null} onClick={make} data-testid="term-new">
            {text('new')} <KeyCap name="F4" />
          </Button>
        </div>
        <Answer of={terms}>
          {(all) => {
            const rows = all.filter(
              (term) =>
                (scope === 'all' || term.scope === scope) &&
                matchesWords(words, [term.code, term.zh, term.en, term.search, term.group]),
            );
            if (rows.length === 0) return <EmptyPanel glyph="dictionary" title={text('empty')} />;
            return (
              <div className="ecg-setup-scroll">
                <HTMLTable compact className="plain-table" data-testid="terms">
                  <thead>
                    <tr>
                      <th>{text('code')}</th>
                      <th>{text('zh')}</th>
                      <th className="ecg-wide-only">{text('en')}</th>
                      <th className="ecg-wide-only">{text('initials')}</th>
                      <th>{text('kind')}</th>
                      <th>{text('group')}</th>
                      <th>{text('pairs')}</th>
                      <th>{text('result')}</th>
                      <th>{text('scope')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((term) => (
                      <tr
                        key={term.id}
                        className={term.active ? '' : 'is-off'}
                        aria-selected={term.id === chosen?.id}
                        onClick={() => setChosen(term)}
                      >
                        <td>{term.code}</td>
                        <td className="wrap">
                          <button type="button" className="ecg-link" onClick={() => setChosen(term)}>
                            {term.zh}
                          </button>
                        </td>
                        <td className="wrap ecg-wide-only">{term.en}</td>
                        <td className="ecg-wide-only">{term.search}</td>
                        <td>{text(`kind.${term.kind}`)}</td>
                        <td>{term.group}</td>
                        <td className="wrap">{pairing(term)}</td>
                        <td>{text(`result.${term.positive === null ? 'open' : term.positive ? 'yes' : 'no'}`)}</td>
                        <td>{text(`scope.${term.scope}`)}</td>
                      </tr>
                    ))}
                  </tbody>
                </HTMLTable>
              </div>
            );
          }}
        </Answer>
      </section>
      <section className="pane ecg-term-bank-form">
        {chosen ? (
          <TermForm
            key={`${chosen.id} ${chosen.version}`}
            stored={chosen}
            primaries={(terms.data ?? []).filter(({ kind }) => kind === 'primary')}
            onSaved={(saved) => {
              setChosen(saved);
              void queries.invalidateQueries({ queryKey: query.ecg.terms.key() });
            }}
          />
        ) : (
          <EmptyPanel glyph="dictionary" title={text('choose')} />
        )}
      </section>
    </div>
  );
}
