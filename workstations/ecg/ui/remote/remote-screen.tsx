// Remote ECG diagnosis (远程心电诊断, ECG-41 to 46): requests received and sent by state; accept, return with a reason, reassign, withdraw.
import { Button, InputGroup } from '@blueprintjs/core';
import { useMemo, useState } from 'react';
import type { Right } from '../../../../core/identity/rights.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useRights } from '../../../../renderer/client/session.tsx';
import { type Action, useActions } from '../../../../renderer/keys/actions.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useGo } from '../../../../renderer/shell/route.ts';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { useNow } from '../queue/use-queue.ts';
import { AssignDialog } from './assign-dialog.tsx';
import { RemoteDetail } from './remote-detail.tsx';
import { type Direction, type RemoteExam, type RemoteStateFilter, remoteRows, remoteStates } from './remote-rows.ts';
import { RemoteTable } from './remote-table.tsx';
import { ReturnDialog } from './return-dialog.tsx';
import { type RemoteAct, useDecideRemote, useInstitutions, useRemoteExams } from './use-remote.ts';

const askers: readonly Right[] = ['ecg.register', 'ecg.acquire', 'ecg.write'];
const readers: readonly Right[] = ['ecg.write', 'ecg.dispatch'];

export function RemoteScreen() {
  const text = useEcgText();
  const can = useRights();
  const online = useOnline();
  const go = useGo();
  const now = useNow();
  const exams = useRemoteExams();
  const { own } = useInstitutions();
  const [direction, setDirection] = useState<Direction>('received');
  const [state, setState] = useState<RemoteStateFilter>('all');
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [dialog, setDialog] = useState<'return' | 'withdraw' | 'assign' | null>(null);
  const decide = useDecideRemote(() => setDialog(null));
  const { rows, counts } = useMemo(
    () => remoteRows(exams.data?.rows ?? [], own, { direction, state, text: words }),
    [exams.data, own, direction, state, words],
  );
  const current = rows.find((each) => each.id === chosen) ?? rows[0] ?? null;
  const send = (act: RemoteAct, reason = '') =>
    current && decide.mutate({ examId: current.id, expectedVersion: current.version, act, reason });
  const offFor = (states: readonly RemoteExam['remote']['state'][], rights: readonly Right[]) => {
    if (!current) return text('remote.banner');
    if (!states.includes(current.remote.state)) return text('remote.off.state');
    if (!rights.some((right) => can(right))) return text('off.right');
    return online ? null : text('off.offline');
  };
  const open = () => current && go('reading', { exam: current.id });
  const step = (by: number) => {
    const at = rows.findIndex((row) => row.id === current?.id);
    setChosen(rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.id ?? null);
  };
  const act = (
    id: 'accept' | 'return' | 'assign' | 'withdraw' | 'resubmit',
    key: string,
    off: string | null,
  ): Action => ({
    id: `remote.${id}`,
    label: text(`remote.act.${id}`),
    keys: [key],
    off,
    run: () => (id === 'accept' || id === 'resubmit' ? send(id) : setDialog(id)),
    main: true,
  });
  const acts: Action[] = [
    {
      id: 'remote.open',
      label: text('remote.act.open'),
      keys: ['Enter'],
      run: open,
      off: current ? null : text('remote.banner'),
      main: true,
    },
    ...(direction === 'received'
      ? [
          act('accept', 'F6', offFor(['waiting'], readers)),
          act('return', 'F7', offFor(['waiting', 'accepted'], readers)),
          act('assign', 'F8', offFor(['waiting', 'accepted'], readers)),
        ]
      : [
          act('resubmit', 'F6', offFor(['returned', 'withdrawn'], askers)),
          act('withdraw', 'F7', offFor(['uploading', 'waiting', 'returned'], askers)),
        ]),
  ];
  useActions({ title: text('screen.remote'), depth: 1 }, [
    ...acts,
    { id: 'remote.next', label: text('act.next'), keys: ['Down'], run: () => step(1), movement: true },
    { id: 'remote.previous', label: text('act.previous'), keys: ['Up'], run: () => step(-1), movement: true },
  ]);
  return (
    <div className="ecg-remote">
      <section className="ecg-remote-list">
        <header>
          <Segments
            label={text('remote.direction')}
            value={direction}
            onChange={setDirection}
            options={(['received', 'sent'] as const).map((value) => ({ value, label: text(`remote.${value}`) }))}
            testId="ecg-remote-direction"
          />
          <Segments
            label={text('remote.states')}
            value={state}
            onChange={setState}
            options={remoteStates.map((value) => ({
              value,
              label: text(`remote.state.${value}`),
              count: counts[value],
            }))}
            testId="ecg-remote-states"
          />
          <InputGroup
            size="small"
            value={words}
            onValueChange={setWords}
            placeholder={text('remote.search')}
            aria-label={text('remote.search')}
          />
        </header>
        <Answer of={exams}>
          {() =>
            rows.length === 0 ? (
              <EmptyPanel glyph="exchange" title={text('remote.empty')} hint={text(`remote.empty.${direction}`)} />
            ) : (
              <RemoteTable
                rows={rows}
                direction={direction}
                selectedId={current?.id ?? null}
                now={now}
                onSelect={setChosen}
                onOpen={open}
              />
            )
          }
        </Answer>
      </section>
      <section className="ecg-remote-side">
        {current ? <RemoteDetail exam={current} /> : <EmptyPanel glyph="info" title={text('remote.banner')} />}
        <footer>
          {acts.map((one) => (
            <Button
              key={one.id}
              intent={one.id === 'remote.accept' || one.id === 'remote.resubmit' ? 'primary' : 'none'}
              disabled={Boolean(one.off)}
              title={one.off ?? undefined}
              onClick={one.run}
              data-testid={one.id.replace('.', '-')}
            >
              {one.label} <KeyCap name={one.keys?.[0] ?? ''} />
            </Button>
          ))}
        </footer>
      </section>
      {current && dialog === 'return' ? (
        <ReturnDialog
          name={current.patient.name}
          busy={decide.isPending}
          onClose={() => setDialog(null)}
          onConfirm={(reason) => send('return', reason)}
        />
      ) : null}
      {current && dialog === 'withdraw' ? (
        <ReasonDialog
          title={text('remote.withdraw.title', { name: current.patient.name })}
          ready={[text('remote.withdraw.wrong'), text('remote.withdraw.transfer')]}
          confirm={text('remote.act.withdraw')}
          busy={decide.isPending}
          onClose={() => setDialog(null)}
          onConfirm={(reason) => send('withdraw', reason)}
        />
      ) : null}
      {current && dialog === 'assign' ? <AssignDialog exam={current} onClose={() => setDialog(null)} /> : null}
    </div>
  );
}
