// Studies in archives of others: searched by name or number, opened in the same viewport, marked with where they come from.
import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { shownDate, shownName } from '../../../../renderer/imaging/index.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useCurrentRow } from '../../../../renderer/parts/use-current-row.ts';
import { sexIn, useExternalText } from './external-texts.ts';
import { type FoundStudy, foundStudies, reasonOf } from './finds.ts';
import { OpenedStudy } from './opened-study.tsx';

const uidOf = (study: FoundStudy) => study.uid;

/** @param words what is searched for, when typing has settled */
export function ExternalStudies({ words }: { words: string }) {
  const text = useExternalText();
  const locale = useLocale();
  const { query } = useApi();
  const finds = useQuery({
    ...query.imaging.externalStudies.queryOptions({ input: { text: words } }),
    enabled: words !== '',
  });
  const rows = useMemo(() => foundStudies(finds.data ?? []), [finds.data]);
  const [opened, setOpened] = useState<FoundStudy | null>(null);
  const { current, choose } = useCurrentRow(rows, uidOf);
  useActions(
    { title: text('view.external'), depth: 2 },
    opened
      ? []
      : [
          {
            id: 'open',
            label: text('open'),
            keys: ['F6'],
            main: true,
            off: current ? null : text('none.title'),
            run: () => setOpened(current),
          },
        ],
  );
  const columns: Column<FoundStudy>[] = [
    {
      id: 'source',
      title: text('column.source'),
      width: '130px',
      cell: (row) => (
        <span className="source-mark">
          <Glyph name="exchange" size={11} /> {row.source.name}
        </span>
      ),
    },
    {
      id: 'name',
      title: text('column.name'),
      width: 'minmax(90px, 1fr)',
      cell: (row) => <b>{shownName(row.patientName) || '—'}</b>,
    },
    { id: 'id', title: text('column.id'), width: '110px', cell: (row) => row.patientId },
    {
      id: 'sex',
      title: text('column.sex'),
      width: '118px',
      cell: (row) => [sexIn(row, text), shownDate(row.birthDate)].filter(Boolean).join(' '),
    },
    { id: 'modality', title: text('column.modality'), width: '60px', cell: (row) => row.modalities.join(' ') },
    {
      id: 'description',
      title: text('column.description'),
      width: 'minmax(90px, 1fr)',
      cell: (row) => row.description,
    },
    {
      id: 'count',
      title: text('column.count'),
      width: '84px',
      cell: (row) => `${row.seriesCount ?? '?'} / ${row.instanceCount ?? '?'}`,
    },
    { id: 'accession', title: text('column.accession'), width: '116px', cell: (row) => row.accession },
    { id: 'date', title: text('column.date'), width: '96px', number: true, cell: (row) => shownDate(row.date) },
  ];
  if (opened) {
    const { uid, patientName, patientId, source } = opened;
    const mark = (
      <span className="source-mark">
        <Glyph name="exchange" size={11} /> {text('opened', { name: source.name })}
      </span>
    );
    const name = shownName(patientName) || patientId;
    return <OpenedStudy studyUid={uid} name={name} mark={mark} onClose={() => setOpened(null)} />;
  }
  if (words === '') return <EmptyPanel glyph="search" title={text('ask.title')} hint={text('ask.hint')} />;
  return (
    <section className="pane pane-whole">
      <header className="pane-head">
        <Button
          size="small"
          intent="primary"
          disabled={!current}
          onClick={() => setOpened(current)}
          data-testid="external-open"
        >
          {text('open')} <KeyCap name="F6" />
        </Button>
      </header>
      {(finds.data ?? []).map(({ source, problem, more, studies }) =>
        problem || more ? (
          <p
            key={source.id}
            className="note source-note"
            role="status"
            title={problem?.what}
            data-testid="external-problem"
          >
            <Glyph name={problem ? 'error' : 'help'} size={12} />{' '}
            {problem
              ? text('trouble', { name: source.name, reason: reasonOf(problem, locale) })
              : text('more', { name: source.name, count: studies.length })}
            {problem ? (
              <Button size="small" loading={finds.isFetching} onClick={() => finds.refetch()}>
                {text('retry')}
              </Button>
            ) : null}
          </p>
        ) : null,
      )}
      <Answer of={finds}>
        {(found) =>
          rows.length > 0 ? (
            <Table
              label={text('view.external')}
              rows={rows}
              columns={columns}
              keyOf={uidOf}
              selected={current?.uid ?? null}
              onSelect={choose}
              onOpen={{ label: text('open'), run: setOpened }}
              testId="external-study"
            />
          ) : found.length === 0 ? (
            <EmptyPanel glyph="archive" title={text('setup.title')} hint={text('setup.hint')} />
          ) : found.some(({ problem }) => problem !== null) ? (
            <EmptyPanel glyph="error" title={text('partly.title')} hint={text('partly.hint')} />
          ) : (
            <EmptyPanel glyph="archive" title={text('none.title')} hint={text('none.hint')} />
          )
        }
      </Answer>
    </section>
  );
}
