// The reader's own strips of a long recording: marked from the page on the screen, named, moved, and printed with the report.
import { Button, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import type { RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import { longMs } from '../../../../core/ecg/paper/key-strips.ts';
import type { ReportStrip } from '../../../../core/reporting/report-strip.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { moved, stripSeconds, stripTime, typedTime, withStrip } from './strip-rules.ts';

interface StripsProps {
  recording: RecordingDocument;
  strips: readonly ReportStrip[];
  /** Null: nothing may be changed. */
  onChange: ((strips: ReportStrip[]) => void) | null;
  onShow: (fromMs: number) => void;
  /** First instant of the page on the screen. */
  pageFrom: () => number;
}

/** Nothing for a recording of one page. */
export function Strips(props: StripsProps) {
  const { recording } = props;
  return recording.kind === 'waveform' && recording.durationMs > longMs ? <List {...props} /> : null;
}

function List({ recording, strips, onChange, onShow, pageFrom }: StripsProps) {
  const text = useEcgText();
  const own = strips.filter(({ recordingId }) => recordingId === recording.id);
  const add = () => onChange?.(withStrip(strips, recording, pageFrom(), ''));
  useActions({ title: text('strips'), depth: 1 }, [
    {
      id: 'ecg.strip.add',
      label: text('strips.add'),
      keys: ['Alt+B'],
      off: onChange ? null : text('off.notWriting'),
      run: add,
    },
  ]);
  const put = (before: ReportStrip, after: ReportStrip | null) =>
    onChange?.(strips.flatMap((one) => (one === before ? (after ?? []) : [one])).sort((a, b) => a.fromMs - b.fromMs));
  return (
    <section className="ecg-strips" aria-label={text('strips')} data-testid="ecg-strips">
      <header>
        <strong>{text('strips')}</strong>
        <small>{text(own.length > 0 ? 'strips.own' : 'strips.none')}</small>
        <Button size="small" disabled={!onChange} onClick={add} data-testid="ecg-strip-add">
          {text('strips.add')} <KeyCap name="Alt+B" />
        </Button>
      </header>
      {own.map((strip) => (
        <Row
          key={`${strip.fromMs} ${strip.toMs}`}
          strip={strip}
          durationMs={recording.durationMs}
          onPut={onChange ? (after) => put(strip, after) : null}
          onShow={onShow}
        />
      ))}
    </section>
  );
}

interface RowProps {
  strip: ReportStrip;
  durationMs: number;
  onPut: ((after: ReportStrip | null) => void) | null;
  onShow: (fromMs: number) => void;
}

function Row({ strip, durationMs, onPut, onShow }: RowProps) {
  const text = useEcgText();
  const [start, setStart] = useState(stripTime(strip.fromMs));
  const seconds = Math.round((strip.toMs - strip.fromMs) / 1000);
  const at = typedTime(start, durationMs);
  const settle = () => {
    if (at === null) setStart(stripTime(strip.fromMs));
    else if (start !== stripTime(strip.fromMs)) onPut?.(moved(strip, durationMs, { fromMs: at }));
  };
  const lengths = [...new Set([...stripSeconds.filter((one) => one * 1000 <= durationMs), seconds])].sort(
    (a, b) => a - b,
  );
  return (
    <div className="ecg-strip-row" data-testid="ecg-strip">
      <InputGroup
        size="small"
        readOnly={!onPut}
        value={start}
        intent={at === null ? 'danger' : 'none'}
        title={text('strips.start')}
        aria-label={text('strips.start')}
        onValueChange={setStart}
        onBlur={settle}
        onKeyDown={(event) => event.key === 'Enter' && settle()}
        data-testid="ecg-strip-start"
      />
      <Pick
        label={text('strips.length')}
        value={String(seconds)}
        disabled={!onPut}
        onChange={(value) => onPut?.(moved(strip, durationMs, { seconds: Number(value) }))}
        options={lengths.map((one) => ({ value: String(one), label: text('strips.seconds', { seconds: one }) }))}
        testId="ecg-strip-length"
      />
      <InputGroup
        size="small"
        readOnly={!onPut}
        maxLength={100}
        value={strip.label}
        placeholder={text('strips.label')}
        aria-label={text('strips.label')}
        onValueChange={(label) => onPut?.({ ...strip, label })}
        data-testid="ecg-strip-label"
      />
      <button
        type="button"
        className="quiet"
        title={text('strips.show')}
        aria-label={text('strips.show')}
        onClick={() => onShow(strip.fromMs)}
      >
        <Glyph name="search" size={13} />
      </button>
      <button
        type="button"
        className="quiet"
        disabled={!onPut}
        title={text('strips.remove')}
        aria-label={text('strips.remove')}
        onClick={() => onPut?.(null)}
      >
        <Glyph name="close" size={12} />
      </button>
    </div>
  );
}
