// The period of a screen of figures: ready ones at one click, or two days that are typed.
import { useState } from 'react';
import { hospitalDay } from '../../core/kernel/hospital-time.ts';
import { DateEntry } from '../booking/date-entry.tsx';
import { Segments } from '../parts/choice.tsx';
import { goodPeriod, periodOf, type ReadyPeriod } from './periods.ts';
import './period-picker.css';
import { usePeriodText } from './texts.ts';

export interface Period {
  from: string;
  to: string;
}

interface PeriodState {
  ready: ReadyPeriod | '';
  period: Period;
  good: boolean;
  choose: (ready: ReadyPeriod) => void;
  type: (part: Partial<Period>) => void;
}

/** By the hospital's calendar, in which the server counts days, whatever zone the window is in. */
const today = () => hospitalDay(new Date());

export function usePeriod(first: ReadyPeriod): PeriodState {
  const [ready, setReady] = useState<ReadyPeriod | ''>(first);
  const [period, setPeriod] = useState(() => periodOf(first, today()));
  return {
    ready,
    period,
    good: goodPeriod(period.from, period.to),
    choose(next) {
      setReady(next);
      setPeriod(periodOf(next, today()));
    },
    type(part) {
      setReady('');
      setPeriod({ ...period, ...part });
    },
  };
}

interface PeriodPickerProps {
  state: PeriodState;
  offered: readonly ReadyPeriod[];
  testId?: string;
}

export function PeriodPicker({ state, offered, testId = 'statistics' }: PeriodPickerProps) {
  const text = usePeriodText();
  return (
    <>
      <Segments
        label={text('period')}
        value={state.ready}
        onChange={(next) => next !== '' && state.choose(next)}
        options={offered.map((value) => ({ value, label: text(`period.${value}`) }))}
        testId={`${testId}-period`}
      />
      {(['from', 'to'] as const).map((end) => (
        <div key={end} className="period-day">
          <DateEntry
            small
            label={text(end)}
            value={state.period[end]}
            onValue={(value) => state.type({ [end]: value })}
            testId={`${testId}-${end}`}
          />
        </div>
      ))}
    </>
  );
}
