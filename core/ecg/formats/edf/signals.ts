// Which signals of an EDF file are an ECG: by label and unit; brain, eye and muscle are measured in microvolts too.
import { leadName, standardOrder } from '../../leads.ts';
import { isOnHead } from '../electrodes.ts';
import type { ProblemList } from '../refusal.ts';
import { microvoltsPer } from '../units.ts';
import type { EdfHeader, EdfSignal } from './header.ts';

export const isAnnotation = ({ label }: EdfSignal): boolean => /^[EB]DF Annotations$/i.test(label);

const saysEcg = (label: string): boolean => /^E[CK]G(?![A-Z])/i.test(label);
/** Leads of Holter and monitors beside the standard ones. */
const modified = /^(ML(I{1,3}|[1-3])|MCL[1-6]|MV[1-6]|C[CM]5|V|ES|AS|AI)$/i;
/** C1 to C6 are places on the head as well as on the chest. */
const onHead = (label: string): boolean => /^C[1-6]$/i.test(label.trim());
const otherKind =
  /^(EEG|[A-Z]{0,2}EOG|EMG|MEG|ERG|EOC|LOC|ROC|RESP|THOR|ABD|FLOW|NASAL|SAO2|SPO2|PLETH|TEMP|POS|BP|ABP|CVP|PAP|CO2|SNORE|EVENT|MARK|TRIG|STATUS)/i;

export interface ChosenSignal {
  name: string;
  /** Place among the signals of the file. */
  index: number;
  signal: EdfSignal;
  /** Microvolts = stored value x gain + offset. */
  gain: number;
  offset: number;
}

/**
 * Signals that say that they are an ECG, or bear the name of a lead; where none does, those in volts that are known as nothing else,
 * with a problem. What is left out is named.
 */
export function ecgSignals({ signals, bytesPerSample }: EdfHeader, problems: ProblemList): ChosenSignal[] {
  const isLead = ({ label }: EdfSignal) =>
    (standardOrder.includes(leadName(label)) && !onHead(label)) || modified.test(label);
  const named = signals.filter((signal) => saysEcg(signal.label) || isLead(signal));
  const chest = named.some(({ label }) => leadName(label) === 'I') && !named.some(({ label }) => /^V\d/i.test(label));
  const wanted = (signal: EdfSignal): boolean =>
    named.length > 0
      ? named.includes(signal) || (chest && onHead(signal.label))
      : !otherKind.test(signal.label) &&
        !isOnHead(signal.label) &&
        !onHead(signal.label) &&
        microvoltsPer(signal.unit) !== undefined;
  const chosen = signals.flatMap((signal, index): ChosenSignal[] => {
    if (isAnnotation(signal)) return [];
    const where = `signal ${signal.label || index + 1}`;
    if (!wanted(signal)) {
      problems.add('CHANNEL_NOT_ECG', where, 'The signal is no ECG by its label and is left out');
      return [];
    }
    const unit = microvoltsPer(signal.unit);
    if (unit === undefined) {
      problems.add('CHANNEL_NO_VOLTAGE', where, `The signal is in "${signal.unit}" and is left out`);
      return [];
    }
    const { physicalMinimum, physicalMaximum, digitalMinimum, digitalMaximum } = signal;
    const perStep = ((physicalMaximum - physicalMinimum) / (digitalMaximum - digitalMinimum)) * unit;
    if (
      !Number.isFinite(perStep) ||
      perStep === 0 ||
      digitalMaximum < digitalMinimum ||
      signal.samplesPerRecord === 0
    ) {
      problems.add('SCALE_INVALID', where, 'Minimum and maximum give no scale; the signal is left out');
      return [];
    }
    const most = 2 ** (8 * bytesPerSample - 1);
    if (digitalMinimum < -most || digitalMaximum >= most) {
      const text = `Limits of ${digitalMinimum} and ${digitalMaximum} cannot be stored: its scale may be wrong`;
      problems.add('SCALE_DOUBTFUL', where, text);
    }
    const offset = physicalMinimum * unit - digitalMinimum * perStep;
    return [{ name: leadName(signal.label) || `Channel ${index + 1}`, index, signal, gain: perStep, offset }];
  });
  const units = new Set(chosen.map(({ signal }) => microvoltsPer(signal.unit)));
  if (units.size > 1) {
    const text = chosen.map(({ name, signal }) => `${name} in ${signal.unit}`).join(', ');
    problems.add('UNITS_DIFFER', 'signals', `The leads are in different units: ${text}`.slice(0, 300));
  }
  if (named.length === 0 && chosen.length > 0) {
    problems.add('LEAD_UNNAMED', 'signals', 'No label says that a signal is an ECG; those in volts were taken');
  }
  return chosen;
}
