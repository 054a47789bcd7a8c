// Bringing image files by hand (RAD-08): drop files, folders or a zip anywhere on the screen; progress, what was stored, what was refused and why.
import { Button, ProgressBar } from '@blueprintjs/core';
import { useEffect, useRef, useState } from 'react';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { useArchiveText } from './texts.ts';
import { filesOf, filesOfList, type UploadFile, type UploadResult, upload } from './upload.ts';

type State =
  | { kind: 'idle' }
  | { kind: 'reading' }
  | { kind: 'sending'; sent: number; total: number }
  | { kind: 'done'; result: UploadResult; stopped: boolean }
  | { kind: 'failed'; reason: string };

interface UploadPanelProps {
  /** Why nothing can be uploaded now. */
  off: string | null;
  onDone: () => void;
}

export function UploadPanel({ off, onDone }: UploadPanelProps) {
  const text = useArchiveText();
  const [state, setState] = useState<State>({ kind: 'idle' });
  const [over, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const stop = useRef<AbortController | null>(null);
  const busy = state.kind === 'reading' || state.kind === 'sending';

  const start = async (reading: Promise<UploadFile[]>) => {
    setState({ kind: 'reading' });
    const controller = new AbortController();
    stop.current = controller;
    try {
      const files = await reading;
      if (files.length === 0) {
        setState({ kind: 'failed', reason: text('upload.empty') });
        return;
      }
      setState({ kind: 'sending', sent: 0, total: files.length });
      const result = await upload(
        files,
        (sent) => setState({ kind: 'sending', sent, total: files.length }),
        controller.signal,
      );
      setState({ kind: 'done', result, stopped: false });
    } catch (error) {
      if (controller.signal.aborted)
        setState({ kind: 'done', result: { stored: 0, differing: 0, refused: [] }, stopped: true });
      else
        setState({
          kind: 'failed',
          reason: text('upload.failed', { reason: error instanceof Error ? error.message : String(error) }),
        });
    } finally {
      onDone();
    }
  };
  const newest = useRef({ start, off, busy });
  newest.current = { start, off, busy };

  useEffect(() => {
    const has = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const onOver = (event: DragEvent) => {
      if (!has(event)) return;
      event.preventDefault();
      setOver(newest.current.off === null);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!has(event) || !event.dataTransfer) return;
      event.preventDefault();
      if (newest.current.off !== null || newest.current.busy) return;
      void newest.current.start(filesOf([...event.dataTransfer.items]));
    };
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
      stop.current?.abort();
    };
  }, []);

  return (
    <div className={`upload ${over ? 'is-over' : ''}`} data-testid="upload" data-state={state.kind}>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          if (files.length > 0) void start(filesOfList(files));
        }}
        data-testid="upload-files"
      />
      <Button
        size="small"
        disabled={off !== null || busy}
        title={off ?? text('upload.hint')}
        onClick={() => picker.current?.click()}
      >
        <Glyph name="add" size={12} /> {text('act.upload')}
      </Button>
      <span className="upload-words">
        {over ? text('upload.drop') : null}
        {!over && state.kind === 'idle' ? (off ?? text('upload.hint')) : null}
        {state.kind === 'reading' ? text('upload.reading') : null}
        {state.kind === 'failed' ? state.reason : null}
        {state.kind === 'sending' ? text('upload.progress', { sent: state.sent, total: state.total }) : null}
        {state.kind === 'done' && state.stopped ? text('upload.stopped') : null}
        {state.kind === 'done' && !state.stopped
          ? text('upload.done', {
              stored: state.result.stored,
              differing: state.result.differing,
              refused: state.result.refused.length,
            })
          : null}
      </span>
      {state.kind === 'sending' ? (
        <>
          <ProgressBar value={state.sent / state.total} stripes={false} intent="primary" />
          <Button size="small" text={text('upload.cancel')} onClick={() => stop.current?.abort()} />
        </>
      ) : null}
      {state.kind === 'done' && state.result.refused.length > 0 ? (
        <details>
          <summary>{text('upload.refused')}</summary>
          <ul>
            {state.result.refused.map((each) => (
              <li key={each.name}>
                <b>{each.name}</b> {each.reason}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}
