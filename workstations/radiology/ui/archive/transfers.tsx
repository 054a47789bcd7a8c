// Transfers as they go: progress, what became of each object, cancel and try again.
import { Button, ProgressBar } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Transfer, TransferItem } from '../../../../core/imaging/transfer-contract.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { shortTime } from '../../../../renderer/format/time.ts';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useSharedText } from '../parts/texts.ts';
import { usePeerText } from './peer-texts.ts';

const busyMs = 1000;
const open = ['queued', 'running', 'waiting'];
const isOpen = ({ state }: Transfer) => open.includes(state);
/** A person reads some reasons; a thousand that went well are one line. */
const shownItems = 50;
const glyphs = {
  queued: 'time',
  running: 'working',
  waiting: 'time',
  done: 'yes',
  failed: 'error',
  cancelled: 'close',
} as const;

export function Transfers() {
  const text = usePeerText();
  const { query } = useApi();
  const list = useQuery({
    ...query.dicom.transfers.queryOptions(),
    refetchInterval: ({ state }) =>
      state.data?.some((one) => isOpen(one) || one.commitment === 'asked') ? busyMs : false,
  });
  const [looking, setLooking] = useState<string | null>(null);
  return (
    <>
      <header className="pane-head">
        <h2>{text('jobs.title')}</h2>
      </header>
      <Answer of={list}>
        {(transfers) =>
          transfers.length === 0 ? (
            <EmptyPanel glyph="exchange" title={text('jobs.empty')} hint={text('jobs.empty.hint')} />
          ) : (
            <ul className="pane-scroll transfers">
              {transfers.map((one) => (
                <TransferLine
                  key={one.id}
                  transfer={one}
                  opened={looking === one.id}
                  onOpen={() => setLooking(looking === one.id ? null : one.id)}
                />
              ))}
            </ul>
          )
        }
      </Answer>
    </>
  );
}

function TransferLine(props: { transfer: Transfer; opened: boolean; onOpen: () => void }) {
  const { transfer, opened } = props;
  const text = usePeerText();
  const shared = useSharedText();
  const online = useOnline();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const again = (title: string) => {
    queries.invalidateQueries({ queryKey: query.dicom.transfers.key() });
    show({ tone: 'done', title });
  };
  const cancel = useCommand(client.dicom.cancelTransfer, { onDone: () => again(text('jobs.cancelled')) });
  const retry = useCommand(client.dicom.retryTransfer, { onDone: () => again(text('jobs.retried')) });
  const { state, sent, known, warnings, refused, total } = transfer;
  const off = online ? undefined : shared('offline.off');
  const facts = [
    text('jobs.counts', { sent }),
    known > 0 ? text('jobs.known', { known }) : '',
    warnings > 0 ? text('jobs.warnings', { warnings }) : '',
  ].filter(Boolean);
  return (
    <li className={`transfer is-${state}`} data-testid="transfer" data-state={state}>
      <button type="button" className="transfer-head" aria-expanded={opened} onClick={props.onOpen}>
        <Glyph name={glyphs[state]} size={13} />
        <b>{text(transfer.kind === 'send' ? 'jobs.send' : 'jobs.fetch', { aet: transfer.aet })}</b>
        <span className="transfer-state">{text(`state.${state}`)}</span>
        <span className="number">
          {text('jobs.by', {
            name: transfer.auto ? text('jobs.auto') : transfer.requestedBy,
            time: shortTime(transfer.requestedAt, new Date()),
          })}
        </span>
      </button>
      <p className="transfer-studies">
        {transfer.studies
          .slice(0, 2)
          // Names as the images have them: family^given.
          .map((study) => study.replaceAll('^', ' ').trim())
          .join('；')}
        {transfer.studies.length > 2 ? ` ${text('jobs.more', { count: transfer.studies.length - 2 })}` : null}
      </p>
      {state === 'running' ? (
        <div className="transfer-progress">
          {total > 0 ? (
            <ProgressBar value={(sent + refused) / total} stripes={false} intent="primary" />
          ) : (
            <ProgressBar intent="primary" />
          )}
          <span className="number">
            {total > 0 ? text('jobs.progress', { sent, total }) : text('jobs.progress.unknown', { sent })}
          </span>
        </div>
      ) : (
        <p className="transfer-facts">
          {facts.join('，')}
          {refused > 0 ? <b className="contradicts"> {text('jobs.refused', { refused })}</b> : null}
        </p>
      )}
      {transfer.problem && state !== 'running' ? (
        <p className="transfer-problem" title={transfer.problem.what}>
          {text(`problem.${transfer.problem.code}`)}
        </p>
      ) : null}
      {state === 'waiting' && transfer.nextAt ? (
        <p className="transfer-facts">
          {text('jobs.next', { time: shortTime(transfer.nextAt, new Date()), attempts: transfer.attempts })}
        </p>
      ) : null}
      {transfer.commitment === 'none' ? null : (
        <p className={`transfer-facts is-${transfer.commitment}`}>{text(`commitment.${transfer.commitment}`)}</p>
      )}
      {opened ? <Items transfer={transfer} /> : null}
      {state === 'done' ? null : (
        <div className="transfer-acts">
          {isOpen(transfer) ? (
            <Button
              size="small"
              disabled={!online}
              title={off}
              loading={cancel.isPending}
              onClick={() => cancel.mutate({ transferId: transfer.id })}
              data-testid="transfer-cancel"
            >
              {text('jobs.cancel')}
            </Button>
          ) : null}
          {state === 'failed' || state === 'cancelled' || state === 'waiting' ? (
            <Button
              size="small"
              disabled={!online}
              title={off}
              loading={retry.isPending}
              onClick={() => retry.mutate({ transferId: transfer.id })}
              data-testid="transfer-retry"
            >
              {text(state === 'waiting' ? 'jobs.retryNow' : 'jobs.retry')}
            </Button>
          ) : null}
        </div>
      )}
    </li>
  );
}

function Items({ transfer }: { transfer: Transfer }) {
  const text = usePeerText();
  const { query } = useApi();
  const detail = useQuery({
    ...query.dicom.transfer.queryOptions({ input: { transferId: transfer.id } }),
    refetchInterval: isOpen(transfer) ? busyMs : false,
  });
  const words = ({ status, comment }: TransferItem) =>
    [status ? text('item.status', { status: status.toString(16).padStart(4, '0') }) : '', comment]
      .filter(Boolean)
      .join(' ');
  return (
    <Answer of={detail}>
      {({ items }) => (
        <ul className="transfer-items" data-testid="transfer-items">
          {items.slice(0, shownItems).map((item) => (
            <li key={item.uid} className={`is-${item.outcome}`}>
              <span>{text(`outcome.${item.outcome}`)}</span>
              <span className="number" title={item.uid}>
                {transfer.kind === 'fetch' ? item.label : item.uid}
              </span>
              <em>{words(item)}</em>
            </li>
          ))}
          {items.length > shownItems ? <li>{text('jobs.more', { count: items.length - shownItems })}</li> : null}
        </ul>
      )}
    </Answer>
  );
}
