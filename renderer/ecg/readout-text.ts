// What stands beside a caliper: few figures, each with its unit and formula.
import type { Caliper, Readout } from '../../core/ecg/paper/calipers.ts';

export function readoutText(caliper: Caliper, value: Readout, rrUnknown: string): string {
  const ms = value.ms === null ? '' : `${Math.round(value.ms)} ms`;
  switch (caliper.kind) {
    case 'interval':
    case 'march':
      return value.bpm === null ? ms : `${ms}  ${Math.round(value.bpm)} bpm`;
    case 'qt':
      return value.qtc
        ? `QT ${ms}  QTcB ${Math.round(value.qtc.bazett)}  QTcF ${Math.round(value.qtc.fridericia)}  RR ${Math.round(caliper.rrMs ?? 0)}`
        : `QT ${ms}  ${rrUnknown}`;
    case 'amplitude':
      return `${(value.mv ?? 0).toFixed(2)} mV`;
    case 'marker':
      return caliper.text;
    default:
      return caliper satisfies never;
  }
}
