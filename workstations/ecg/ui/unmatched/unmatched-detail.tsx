// One recording that waits: what the device said, its tracing, and what a person can do with it. Every act can be taken back.
import { Button } from '@blueprintjs/core';
import { useEffect, useState } from 'react';
import { waitsForDevice } from '../../../../core/ecg/flow/device-match.ts';
import type { RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { PaperViewport } from '../../../../renderer/ecg/viewport.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { type Action, useActions } from '../../../../renderer/keys/actions.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { spansOf } from '../panel/findings.tsx';
import { useQueue } from '../queue/use-queue.ts';
import { Centre } from '../reading/centre.tsx';
import { useRecording } from '../reading/use-recordings.ts';
import { candidatesOf, differencesOf } from './candidates.ts';
import { Candidates } from './candidates.tsx';
import { MakeDialog } from './make-dialog.tsx';
import { Said } from './said.tsx';
import { useUnmatchedText } from './texts.ts';

interface DetailProps {
  recording: RecordingDocument;
  /** Called when a question about the recording opens and when it closes: until then it must not be replaced by another. */
  onAsk: (open: boolean) => void;
  onDone: () => void;
}

type Dialog = 'assign' | 'discard' | 'make' | 'undo';

export function UnmatchedDetail({ recording, onAsk, onDone }: DetailProps) {
  const text = useUnmatchedText();
  const shell = useShellText();
  const locale = useLocale();
  const { client } = useApi();
  const { show } = useToasts();
  const online = useOnline();
  const can = useRights();
  const [viewport] = useState(() => new PaperViewport());
  const [sought, setSought] = useState('');
  const [targetId, setTargetId] = useState<string | null>(null);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const asking = dialog !== null;
  useEffect(() => {
    onAsk(asking);
    return () => onAsk(false);
  }, [asking, onAsk]);
  const detail = useRecording(recording.id);
  const queue = useQueue();
  const exams = candidatesOf(recording, queue.data?.rows ?? [], sought);
  const target = exams.find((exam) => exam.id === targetId) ?? null;
  const done = (title: string) => {
    setDialog(null);
    show({ tone: 'done', title });
    onDone();
  };
  const assign = useCommand(client.ecg.assign, {
    onDone: (after) => done(text('assigned', { name: after.patientName })),
  });
  const discard = useCommand(client.ecg.discard, { onDone: () => done(text('discarded')) });
  const undo = useCommand(client.ecg.undoAssign, { onDone: () => done(text('undone')) });
  const retry = useCommand(client.ecg.retry, {
    onDone: (after) => done(text(after.state === 'discarded' ? 'discarded' : `again.${after.state}`)),
  });
  const make = useCommand(client.ecg.makeExam, {
    onDone: ({ exam }) => done(text('made', { accession: exam.accessionNumber })),
  });
  const busy = [assign, discard, undo, retry, make].some((each) => each.isPending);
  const command = { recordingId: recording.id, expectedVersion: recording.version };
  const said = recording.patientSaid;
  const waits = recording.state === 'unmatched';
  const off = !online ? text('offline') : busy ? text('busy') : null;
  const acts: (Action & { show: boolean; primary?: boolean })[] = [
    {
      id: 'unmatched.assign',
      label: text('assign'),
      keys: ['F6'],
      run: () => setDialog('assign'),
      off: off ?? (target ? null : text('choose')),
      show: waits,
      primary: true,
    },
    {
      id: 'unmatched.make',
      label: text(said.name ? 'make' : 'make.nameless'),
      keys: ['F4'],
      run: () => setDialog('make'),
      off: off ?? (can('ecg.register') ? null : shell('right.missing')),
      show: waits,
    },
    {
      id: 'unmatched.undo',
      label: text('undo'),
      keys: ['F7'],
      run: () => setDialog('undo'),
      off: off ?? (can('ecg.cases') || can('ecg.register') ? null : shell('right.missing')),
      show: recording.state === 'matched',
    },
    {
      id: 'unmatched.retry',
      label: text(recording.state === 'discarded' ? 'back' : 'retry'),
      keys: ['F5'],
      run: () => retry.mutate(command),
      // The server reads it by itself once the device is approved, and not before.
      off: off ?? (waitsForDevice(recording.parked?.code) ? text('wait.device') : null),
      show: recording.state === 'parked' || recording.state === 'discarded',
      primary: true,
    },
    {
      id: 'unmatched.discard',
      label: text('discard'),
      keys: ['F8'],
      run: () => setDialog('discard'),
      off,
      show: waits || recording.state === 'parked',
    },
  ];
  const shown = acts.filter((act) => act.show).map((act) => ({ ...act, main: true }));
  useActions({ title: text('title'), depth: 1 }, shown);
  return (
    <div className="ecg-unmatched-detail" data-testid="unmatched-detail">
      <Said recording={recording} />
      <main className="ecg-main">
        <Answer of={detail}>
          {(data) => (
            <Centre
              detail={data}
              requestedAt={null}
              viewport={viewport}
              evidence={spansOf(data.recording.risk.findings, locale)}
              compared={[]}
              onCompare={() => undefined}
              onRemove={() => undefined}
            />
          )}
        </Answer>
      </main>
      {waits ? (
        <Answer of={queue}>
          {() => (
            <Candidates
              said={said}
              exams={exams}
              sought={sought}
              onSeek={setSought}
              targetId={targetId}
              onTarget={setTargetId}
              onOpen={(id) => {
                setTargetId(id);
                setDialog('assign');
              }}
            />
          )}
        </Answer>
      ) : null}
      <footer className="ecg-unmatched-acts">
        {shown.map((act) => (
          <Button
            key={act.id}
            intent={act.primary ? 'primary' : 'none'}
            disabled={Boolean(act.off)}
            title={act.off ?? undefined}
            onClick={act.run}
            data-testid={act.id}
          >
            {act.label} <KeyCap name={act.keys?.[0] ?? ''} />
          </Button>
        ))}
      </footer>
      {dialog === 'assign' && target ? (
        <ReasonDialog
          title={text('assign.title', { accession: target.accessionNumber, name: target.patient.name })}
          lead={<Warned recording={recording} exam={target} />}
          ready={[text('ready.slip'), text('ready.typing'), text('ready.asked')]}
          confirm={text('assign')}
          busy={assign.isPending}
          onClose={() => setDialog(null)}
          onConfirm={(reason) => assign.mutate({ ...command, examId: target.id, reason })}
        />
      ) : null}
      {dialog === 'make' ? (
        <MakeDialog
          recording={recording}
          busy={make.isPending}
          onClose={() => setDialog(null)}
          onMake={(made) => make.mutate({ ...command, ...made })}
        />
      ) : null}
      {dialog === 'undo' || dialog === 'discard' ? (
        <ReasonDialog
          title={text(`${dialog}.title`)}
          confirm={text(`${dialog}`)}
          intent="danger"
          busy={busy}
          onClose={() => setDialog(null)}
          onConfirm={(reason) => (dialog === 'undo' ? undo : discard).mutate({ ...command, reason })}
        />
      ) : null}
    </div>
  );
}

/** Before a recording is given to an exam whose patient the device called otherwise, or that has a tracing already. */
function Warned({ recording, exam }: { recording: RecordingDocument; exam: ExamDocument }) {
  const text = useUnmatchedText();
  const shell = useShellText();
  const differences = differencesOf(recording.patientSaid, exam);
  return (
    <>
      {differences.length > 0 ? (
        <p className="ecg-warned" role="alert">
          {text('differences', {
            what: differences.map((each) => text(`is.${each}`)).join(shell('list.comma')),
          })}
        </p>
      ) : null}
      {exam.objects.length > 0 ? <p className="ecg-warned">{text('hasTracing')}</p> : null}
    </>
  );
}
