// Rate and axes by hand: where the machine counted wrong, a person types what was counted on the tracing; empty is the machine's again.
import { useId, useState } from 'react';
import { MeasuredByHand, type StoredMeasurement } from '../../../../core/ecg/flow/recording.ts';
import { useEcgText } from '../locales/use-ecg-text.ts';

interface ByHandProps {
  measurement: StoredMeasurement;
  byHand: MeasuredByHand;
  onChange: (byHand: MeasuredByHand) => void;
  /** Why nothing can be changed; null when it can. */
  locked: string | null;
}

const axes = [
  ['p', 'axisPDeg', 'measure.axisP'],
  ['qrs', 'axisQrsDeg', 'measure.axisQrs'],
  ['t', 'axisTDeg', 'measure.axisT'],
] as const;

export function ByHand({ measurement, byHand, onChange, locked }: ByHandProps) {
  const text = useEcgText();
  const take = (name: keyof MeasuredByHand) => (value: number | undefined) => {
    const { [name]: _, ...rest } = byHand;
    const next = value === undefined ? rest : { ...rest, [name]: value };
    const isGood = MeasuredByHand.safeParse(next).success;
    if (isGood) onChange(next);
    return isGood;
  };
  return (
    <div className="ecg-by-hand">
      <Figure
        label={text('measure.heartRate')}
        unit="bpm"
        value={byHand.heartRateBpm}
        machine={measurement.heartRateBpm}
        locked={locked}
        testId="by-hand-rate"
        onChange={take('heartRateBpm')}
      />
      {axes.map(([wave, name, label]) => (
        <Figure
          key={name}
          label={text(label)}
          unit="°"
          value={byHand[name]}
          machine={measurement.axisDeg[wave]}
          locked={locked}
          testId={`by-hand-axis-${wave}`}
          onChange={take(name)}
        />
      ))}
    </div>
  );
}

interface FigureProps {
  label: string;
  unit: string;
  value: number | undefined;
  machine: number | null;
  locked: string | null;
  testId: string;
  /** Undefined: the machine's. @returns whether the figure can be */
  onChange: (value: number | undefined) => boolean;
}

const figureOf = (typed: string): number | undefined => (typed.trim() === '' ? undefined : Number(typed));

function Figure({ label, unit, value, machine, locked, testId, onChange }: FigureProps) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  // What is being typed stands until it is a figure; else what was stored, or put back.
  const shown = isWrong || figureOf(typed) === value ? typed : String(value ?? '');
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        inputMode="numeric"
        className="number"
        value={shown}
        placeholder={machine === null ? '—' : String(Math.round(machine))}
        readOnly={locked !== null}
        title={locked ?? undefined}
        aria-invalid={isWrong}
        data-testid={testId}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setWrong(!onChange(figureOf(event.currentTarget.value)));
        }}
      />
      <small>{unit}</small>
    </div>
  );
}
