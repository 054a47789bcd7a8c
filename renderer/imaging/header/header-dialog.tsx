// How the image in view was made, and everything that its header says.
import { useEffect, useMemo, useState } from 'react';
import { Modal } from '../../parts/modal.tsx';
import { useDesk } from '../desk/desk-context.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import type { FrameAddress } from '../source.ts';
import { type HeaderRow, headerRows, mostRows, rowsWith, techniqueOf } from './header-rows.ts';
import './header.css';

type State = { kind: 'loading' } | { kind: 'failed'; reason: string } | { kind: 'ready'; rows: HeaderRow[] };

interface HeaderDialogProps {
  image: Omit<FrameAddress, 'frame'>;
  onClose: () => void;
}

export function HeaderDialog({ image, onClose }: HeaderDialogProps) {
  const desk = useDesk();
  const text = useReadingText();
  const [state, setState] = useState<State>({ kind: 'loading' });
  const [words, setWords] = useState('');
  useEffect(() => {
    const abort = new AbortController();
    const read = async () => {
      // The names of all elements are large, and few look at them.
      const [{ keywordOf }, header] = await Promise.all([
        import('../../../core/dicom/dictionary.ts'),
        desk.source.header?.(image, abort.signal),
      ]);
      if (abort.signal.aborted || !header) return;
      setState({ kind: 'ready', rows: headerRows(header, (hex) => keywordOf(Number.parseInt(hex, 16)) ?? '') });
    };
    read().catch((error: unknown) => {
      if (!abort.signal.aborted)
        setState({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
    });
    return () => abort.abort();
  }, [desk, image]);
  const rows = state.kind === 'ready' ? state.rows : null;
  const shown = useMemo(() => (rows ? rowsWith(rows, words) : []), [rows, words]);
  const technique = useMemo(() => (rows ? techniqueOf(rows) : []), [rows]);
  return (
    <Modal title={text('header.title')} width={860} onClose={onClose} testId="header-dialog">
      {technique.length > 0 ? (
        <dl className="header-technique" data-testid="header-technique">
          {technique.map(({ keyword, value }) => (
            <div key={keyword}>
              <dt>{text(`header.${keyword}`)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      <input
        className="header-find"
        type="search"
        value={words}
        placeholder={text('header.find')}
        aria-label={text('header.find')}
        onChange={(event) => setWords(event.target.value)}
        data-testid="header-find"
        // biome-ignore lint/a11y/noAutofocus: the dialog is opened to look something up
        autoFocus
      />
      <div className="header-list">
        {state.kind === 'loading' ? <p role="status">{text('quality.loading')}</p> : null}
        {state.kind === 'failed' ? (
          <p role="alert" className="field-error">
            {text('header.failed', { reason: state.reason })}
          </p>
        ) : null}
        {rows ? (
          <table>
            <tbody>
              {shown.map((row, at) => (
                <tr key={`${at} ${row.tag}`}>
                  <td className="header-tag" style={{ paddingLeft: 8 + row.depth * 14 }}>
                    {row.tag}
                  </td>
                  <td className="header-vr">{row.vr}</td>
                  <td>{row.keyword || <span className="header-private">{text('header.private')}</span>}</td>
                  <td className="header-value">{row.value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
        {rows && shown.length === 0 ? <p>{text('header.none')}</p> : null}
        {rows && rows.length >= mostRows ? <p>{text('header.cut', { count: mostRows })}</p> : null}
      </div>
    </Modal>
  );
}
