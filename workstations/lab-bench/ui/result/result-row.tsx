// One row of the result grid, 28 px. Drawn again only when its own line, selection or editing changes.
import { memo } from 'react';
import type { Abnormality, ResultVersion } from '../../../../core/lab/model.ts';
import { useDictionaries } from '../../../../renderer/client/dictionaries.ts';
import { arrowOf, severityOf, sideOf } from '../../../../renderer/format/result.ts';
import { clock, dateTime } from '../../../../renderer/format/time.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import type { LineView } from './line-view.ts';
import { useResultText } from './texts.ts';
import { type EditorEnd, ValueEditor } from './value-editor.tsx';

export interface RowActs {
  select: (testCode: string) => void;
  open: (testCode: string) => void;
  versions: (testCode: string) => void;
  end: EditorEnd;
}

interface ResultRowProps {
  view: LineView;
  selected: boolean;
  editing: boolean;
  /** What was typed and is on its way. */
  sending: string | null;
  offered: readonly string[];
  acts: RowActs;
}

export const ResultRow = memo(function ResultRow({ view, selected, editing, sending, offered, acts }: ResultRowProps) {
  const text = useResultText();
  const locale = useLocale();
  const { line, current } = view;
  const name = pickName(locale, line);
  const severity = severityOf(view.abnormality);
  return (
    <tr
      id={`result-${line.testCode}`}
      className={`result-row result-${severity} result-side-${sideOf(view.abnormality)}`}
      aria-selected={selected}
      data-testid={`result-row-${line.testCode}`}
      data-abnormality={view.abnormality}
      data-kind={view.kind}
      onMouseDown={() => acts.select(line.testCode)}
      onDoubleClick={() => acts.open(line.testCode)}
    >
      <th scope="row" className="result-item" title={`${name} ${line.testCode}`}>
        <span className="result-name">{name}</span>
        <small>{line.testCode}</small>
        {line.origin === 'ordered' ? null : (
          <span className={`result-origin result-origin-${line.origin}`}>{text(line.origin)}</span>
        )}
      </th>
      <td className="result-value" data-testid={`result-value-${line.testCode}`}>
        {editing ? (
          <ValueEditor
            testCode={line.testCode}
            name={name}
            start={current?.value ?? ''}
            offered={offered}
            end={acts.end}
          />
        ) : (
          <ShownValue view={view} sending={sending} onChoose={acts.versions} />
        )}
      </td>
      <td className="result-mark">
        <Mark abnormality={view.abnormality} />
      </td>
      <td className="result-unit">{view.unit}</td>
      <td className="result-range">{view.range}</td>
      <td className="result-previous">
        {line.previous ? (
          <span
            title={text('previous.at', { at: dateTime(line.previous.at), unit: line.previous.unit })}
            className={`result-side-${sideOf(line.previous.abnormality)} result-${severityOf(line.previous.abnormality)}`}
          >
            {line.previous.value}
            <i aria-hidden>{arrowOf(line.previous.abnormality)}</i>
            <span className="result-spoken">{text(`mark.${line.previous.abnormality}`)}</span>
          </span>
        ) : null}
      </td>
      <td className={view.deltaLarge ? 'result-delta result-delta-large' : 'result-delta'}>{view.delta}</td>
      <td className="result-flags" title={view.flags.join(' ')}>
        {view.flags.join(' ')}
      </td>
      <td className="result-source">
        {current ? <Source version={current} /> : null}
        {line.versions.length > 1 ? (
          <button
            type="button"
            tabIndex={-1}
            className="result-versions"
            aria-label={text('versions.title', { name })}
            title={text('versions.title', { name })}
            onClick={() => acts.versions(line.testCode)}
          >
            <Glyph name="versions" size={11} />
            {line.versions.length}
          </button>
        ) : null}
      </td>
      <td className="result-time" title={dateTime(view.at)}>
        {clock(view.at)}
      </td>
    </tr>
  );
});

interface ShownValueProps {
  view: LineView;
  sending: string | null;
  onChoose: (testCode: string) => void;
}

function ShownValue({ view, sending, onChoose }: ShownValueProps) {
  const text = useResultText();
  if (sending !== null)
    return (
      <span className="result-sending" title={text('saving')}>
        <Glyph name="working" size={11} /> {sending}
        <span className="result-spoken">{text('saving')}</span>
      </span>
    );
  switch (view.kind) {
    case 'value':
      return <span title={view.current?.value}>{view.current?.value}</span>;
    case 'noValue':
      return (
        <span className="result-none">
          {text('noValue')} <small>{view.current?.value}</small>
        </span>
      );
    case 'choose':
      return (
        <button
          type="button"
          tabIndex={-1}
          className="result-choose"
          title={text('choose.hint', { count: view.line.versions.length })}
          onClick={() => onChoose(view.line.testCode)}
        >
          <Glyph name="versions" size={11} /> {text('choose')}
        </button>
      );
    case 'missing':
      return <span className="result-missing">—</span>;
    default:
      return view.kind satisfies never;
  }
}

/** Arrow for the eye, word for the ear; critical says so in both. */
export function Mark({ abnormality }: { abnormality: Abnormality }) {
  const text = useResultText();
  const arrow = arrowOf(abnormality);
  const critical = severityOf(abnormality) === 'critical';
  if (arrow === '') return <span className="result-spoken">{text(`mark.${abnormality}`)}</span>;
  return (
    <span className={critical ? 'result-arrow result-arrow-critical' : 'result-arrow'}>
      <i aria-hidden>{arrow}</i>
      {critical ? <b aria-hidden>{text('critical')}</b> : null}
      <span className="result-spoken">{text(`mark.${abnormality}`)}</span>
    </span>
  );
}

/** The model without its Chinese maker: what tells two analyzers of a bench apart is read in a narrow column too. */
function modelOf(name: string): string {
  return /^\p{Script=Han}+\s+(?=\S)(.+)$/u.exec(name)?.[1] ?? name;
}

function Source({ version }: { version: ResultVersion }) {
  const text = useResultText();
  const instruments = useDictionaries()?.instrument;
  const instrument = version.instrumentId ? (instruments?.[version.instrumentId]?.name ?? version.instrumentId) : '';
  const word =
    version.source === 'instrument'
      ? modelOf(instrument) || text('source.instrument')
      : text(`source.${version.source}`);
  const by = version.enteredBy ? ` ${version.enteredBy.name}` : '';
  return (
    <span title={`${text(`source.${version.source}`)} ${instrument}${by}`}>
      {version.clockSuspect ? (
        <span className="result-clock" title={text('clockSuspect')}>
          <Glyph name="time" size={11} />
          <span className="result-spoken">{text('clockSuspect')}</span>
        </span>
      ) : null}
      {word}
    </span>
  );
}
