// Results that could not be placed: each with its reason, until a person says where it belongs or that it belongs nowhere.
import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { UnplacedMessage } from '../../../../core/lab/model.ts';
import { useDictionaries } from '../../../../renderer/client/dictionaries.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { dateTime, shortTime } from '../../../../renderer/format/time.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Fact, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { useCurrentRow } from '../../../../renderer/parts/use-current-row.ts';
import { useRoute } from '../../../../renderer/shell/route.ts';
import { SpecimenBanner } from '../result/specimen-banner.tsx';
import { testOfChannel } from './channels.ts';
import { DismissDialog } from './dismiss-dialog.tsx';
import { useHeldNote } from './held-note.ts';
import { PlaceDialog } from './place-dialog.tsx';
import { useUnplacedText } from './texts.ts';
import './unplaced.css';

const days = 30;
const idOf = (row: UnplacedMessage) => row.id;

export function useUnplacedBadge() {
  const { query } = useApi();
  const list = useQuery(query.lab.unplaced.queryOptions({ input: { resolved: false, days }, refetchInterval: 60_000 }));
  return { count: list.data?.rows.length ?? 0, tone: 'waiting' as const };
}

export function UnplacedScreen() {
  const text = useUnplacedText();
  const { query } = useApi();
  const can = useRights();
  const dictionaries = useDictionaries();
  const [resolved, setResolved] = useState<'no' | 'yes'>('no');
  const list = useQuery(query.lab.unplaced.queryOptions({ input: { resolved: resolved === 'yes', days } }));
  const rows = list.data?.rows ?? [];
  const asked = useRoute().parameters.get('held');
  const [dialog, setDialog] = useState<{ kind: 'place' | 'dismiss'; held: UnplacedMessage } | null>(null);
  const { current: held, at, choose } = useCurrentRow(rows, idOf, dialog !== null, { asked });
  const move = (step: number) => choose(rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.id ?? null);
  const off = !held
    ? text('off.none')
    : held.resolved
      ? text('off.done')
      : can('lab.resolveUnplaced')
        ? null
        : text('off.right');
  const open = (kind: 'place' | 'dismiss') => held && setDialog({ kind, held });
  useActions({ title: text('title'), depth: 1 }, [
    { id: 'unplaced.place', label: text('place'), keys: ['F4', 'Enter'], run: () => open('place'), off, main: true },
    { id: 'unplaced.dismiss', label: text('dismiss'), keys: ['F8'], run: () => open('dismiss'), off, main: true },
    { id: 'unplaced.next', label: text('next'), keys: ['Down'], run: () => move(1), movement: true, main: true },
    { id: 'unplaced.previous', label: text('previous'), keys: ['Up'], run: () => move(-1), movement: true },
  ]);
  return (
    <div className="unplaced-page">
      <SpecimenBanner of={held?.specimenId ? { barcode: held.specimenId } : null} hint={text('banner')} />
      <div className="split unplaced">
        <section className="pane">
          <header className="pane-head">
            <h2>{text('title')}</h2>
            <Segments
              label={text('resolved')}
              value={resolved}
              onChange={setResolved}
              options={[
                { value: 'no', label: text('resolved.no') },
                { value: 'yes', label: text('resolved.yes') },
              ]}
            />
          </header>
          <Answer of={list}>
            {() =>
              rows.length === 0 ? (
                <EmptyPanel
                  glyph="done"
                  title={text(resolved === 'no' ? 'empty' : 'empty.resolved')}
                  hint={resolved === 'no' ? text('empty.hint') : undefined}
                />
              ) : (
                <div className="unplaced-list" data-testid="unplaced-list">
                  <div className="unplaced-row is-head" aria-hidden>
                    {(['reason', 'instrument', 'specimen', 'results', 'received'] as const).map((column) => (
                      <span key={column}>{text(`column.${column}`)}</span>
                    ))}
                  </div>
                  {rows.map((row) => (
                    <button
                      key={row.id}
                      type="button"
                      className="unplaced-row"
                      aria-current={row === held}
                      onClick={() => choose(row.id)}
                      data-testid="unplaced-row"
                      data-reason={row.reason}
                    >
                      <ToneChip
                        tone={row.resolved ? 'final' : 'waiting'}
                        glyph={row.resolved ? 'done' : 'warning'}
                        word={text(`reason.${row.reason}`)}
                      />
                      <span className="ellipsis">
                        {dictionaries?.instrument[row.instrumentId]?.name ?? row.instrumentId}
                      </span>
                      <span className="number ellipsis">{row.specimenId || '—'}</span>
                      <span className="ellipsis">
                        {row.results.map((result) => `${result.code} ${result.value}`).join(' · ')}
                      </span>
                      <span className="number">{shortTime(row.receivedAt, new Date())}</span>
                    </button>
                  ))}
                </div>
              )
            }
          </Answer>
        </section>
        <section className="pane">
          {held ? (
            <>
              <Held held={held} />
              <div className="acts" role="toolbar" aria-label={text('title')}>
                <Button
                  intent="primary"
                  disabled={off !== null}
                  title={off ?? undefined}
                  onClick={() => open('place')}
                  data-testid="unplaced-place"
                >
                  {text('place')} <KeyCap name="F4" />
                </Button>
                <Button
                  disabled={off !== null}
                  title={off ?? undefined}
                  onClick={() => open('dismiss')}
                  data-testid="unplaced-dismiss"
                >
                  {text('dismiss')} <KeyCap name="F8" />
                </Button>
              </div>
            </>
          ) : (
            <EmptyPanel glyph="resolve" title={text('choose')} />
          )}
        </section>
      </div>
      {dialog?.kind === 'place' ? <PlaceDialog held={dialog.held} onClose={() => setDialog(null)} /> : null}
      {dialog?.kind === 'dismiss' ? <DismissDialog held={dialog.held} onClose={() => setDialog(null)} /> : null}
    </div>
  );
}

function Held({ held }: { held: UnplacedMessage }) {
  const text = useUnplacedText();
  const locale = useLocale();
  const dictionaries = useDictionaries();
  const instrument = dictionaries?.instrument[held.instrumentId];
  const note = useHeldNote(held);
  return (
    <div className="pane-scroll">
      <div className="held-head">
        <ToneChip
          tone={held.resolved ? 'final' : 'waiting'}
          glyph={held.resolved ? 'done' : 'warning'}
          word={text(`reason.${held.reason}`)}
        />
        <strong className="number">{held.specimenId || '—'}</strong>
        <span>{instrument?.name ?? held.instrumentId}</span>
      </div>
      <p className="held-help">{text(`help.${held.reason}`)}</p>
      {note ? <p className="held-note">{note}</p> : null}
      {held.resolved ? (
        <p className="held-note">
          <b>{text(`decided.${held.resolved.how}`)}</b>{' '}
          {text('decided.by', {
            by: held.resolved.by.name,
            at: dateTime(held.resolved.at),
            reason: held.resolved.reason,
          })}
        </p>
      ) : null}
      <div className="held-facts">
        <Fact name={text('instrumentTime')}>{held.instrumentTime?.replace('T', ' ') ?? '—'}</Fact>
        <Fact name={text('receivedAt')}>{dateTime(held.receivedAt)}</Fact>
        <Fact name={text('patient')}>{held.patientId ?? '—'}</Fact>
        <Fact name={text('message')}>
          <span className="held-message" title={held.messageId}>
            {held.messageId.slice(0, 8)}
          </span>
        </Fact>
      </div>
      <table className="held-results">
        <thead>
          <tr>
            {(['code', 'test', 'value', 'unit', 'flags'] as const).map((column) => (
              <th key={column}>{text(column)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {held.results.map((result, index) => {
            const test = testOfChannel(dictionaries, held.instrumentId, result.code);
            return (
              <tr key={`${result.code} ${index}`}>
                <td>{result.code}</td>
                <td className={test === null ? 'is-none' : test === 'ignored' ? 'is-ignored' : ''}>
                  {test === 'ignored'
                    ? text('test.ignored')
                    : test
                      ? pickName(locale, test)
                      : result.name || text('test.none')}
                </td>
                <td className="held-value">{result.value}</td>
                <td>{result.unit}</td>
                <td>{result.flags.join(' ')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
