// Measurements and key images of the report, in the order in which they are printed: insert, caption, move, remove.
import { InputGroup } from '@blueprintjs/core';
import { useRef } from 'react';
import type { ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { measurementText, moved } from './content.ts';
import { useReportText } from './texts.ts';

interface FiguresProps {
  content: ExamReportContent;
  off: boolean;
  onChange: (part: Partial<ExamReportContent>) => void;
  onInsert: (words: string) => void;
}

export function Figures(props: FiguresProps) {
  return (
    <div className="report-figures">
      <Measurements {...props} />
      <KeyImages {...props} />
    </div>
  );
}

function Measurements({ content, off, onChange, onInsert }: FiguresProps) {
  const text = useReportText();
  const list = content.measurements;
  return (
    <section aria-label={text('measurements')}>
      <h3>
        {text('measurements')} <b>{list.length}</b>
      </h3>
      {list.length === 0 ? <p className="figures-empty">{text('measurements.empty')}</p> : null}
      <ul className="report-measurements">
        {list.map((each, index) => (
          <li key={`${each.source} ${each.label} ${each.value}`} data-testid="report-measurement">
            <span className="ellipsis">{each.label}</span>
            <b className="number">{measurementText(each)}</b>
            <button
              type="button"
              className="quiet"
              disabled={off}
              onClick={() => onInsert(measurementText(each))}
              title={text('measurement.insert')}
            >
              {text('measurement.insert')}
            </button>
            <button
              type="button"
              className="quiet"
              disabled={off}
              aria-label={text('measurement.remove', { label: each.label })}
              title={text('measurement.remove', { label: each.label })}
              onClick={() => onChange({ measurements: list.toSpliced(index, 1) })}
            >
              <Glyph name="close" size={11} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function KeyImages({ content, off, onChange }: FiguresProps) {
  const text = useReportText();
  const list = content.keyImages;
  const dragged = useRef<number | null>(null);
  const move = (from: number, to: number) => onChange({ keyImages: moved(list, from, to) });
  return (
    <section aria-label={text('keyImages')}>
      <h3>
        {text('keyImages')} <b>{list.length}</b>
      </h3>
      {list.length === 0 ? <p className="figures-empty">{text('keyImages.empty')}</p> : null}
      <ol className="key-images">
        {list.map((image, index) => (
          <li
            key={`${image.sopInstanceUid} ${image.frame}`}
            draggable={!off}
            onDragStart={() => {
              dragged.current = index;
            }}
            onDragOver={(event) => event.preventDefault()}
            onDrop={() => {
              if (dragged.current !== null) move(dragged.current, index);
              dragged.current = null;
            }}
            data-testid="report-key-image"
          >
            <img src={image.picture} alt={image.caption} draggable={false} />
            <InputGroup
              size="small"
              disabled={off}
              value={image.caption}
              maxLength={200}
              placeholder={text('keyImage.caption', { number: index + 1 })}
              aria-label={text('keyImage.caption', { number: index + 1 })}
              onValueChange={(caption) => onChange({ keyImages: list.with(index, { ...image, caption }) })}
            />
            <span className="key-image-acts">
              <b>{index + 1}</b>
              <button
                type="button"
                className="quiet"
                disabled={off || index === 0}
                aria-label={text('keyImage.earlier')}
                title={text('keyImage.earlier')}
                onClick={() => move(index, index - 1)}
              >
                ◂
              </button>
              <button
                type="button"
                className="quiet"
                disabled={off || index === list.length - 1}
                aria-label={text('keyImage.later')}
                title={text('keyImage.later')}
                onClick={() => move(index, index + 1)}
              >
                ▸
              </button>
              <button
                type="button"
                className="quiet"
                disabled={off}
                aria-label={text('keyImage.remove', { number: index + 1 })}
                title={text('keyImage.remove', { number: index + 1 })}
                onClick={() => onChange({ keyImages: list.toSpliced(index, 1) })}
              >
                <Glyph name="close" size={11} />
              </button>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
