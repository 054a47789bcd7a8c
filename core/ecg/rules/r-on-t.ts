// Ventricular beats that fall on the T wave before them: earlier than the QT interval of the own rhythm ends.
import type { Judged } from './judged.ts';
import type { Evidence } from './rule-set.ts';

export function rOnTBeats(measured: Judged): Evidence[] {
  const { beats, sampleRateHz, qtMs, medianBeat } = measured;
  const qrs = medianBeat?.waves.qrs;
  if (qtMs === null || !qrs || !medianBeat) return [];
  // Onset of the QRS lies before its main deflection; both beats are taken by their deflection.
  const lead = ((medianBeat.origin - qrs.onset) * 1000) / medianBeat.sampleRateHz;
  const found: Evidence[] = [];
  for (let i = 1; i < beats.length; i++) {
    const beat = beats[i];
    const before = beats[i - 1];
    if (!beat || !before || beat.class !== 'ventricular' || before.class !== 'normal' || beat.confidence < 0.6)
      continue;
    const fromMs = (before.sample * 1000) / sampleRateHz;
    const toMs = (beat.sample * 1000) / sampleRateHz;
    const coupling = toMs - fromMs;
    const limit = qtMs - lead - 20;
    if (coupling > limit) continue;
    found.push({
      fromMs,
      toMs,
      zh: `室性早搏联律间期${Math.round(coupling)} ms，落在T波上`,
      en: `ventricular premature beat ${Math.round(coupling)} ms after the beat before, on its T wave`,
      value: coupling,
      unit: 'ms',
      threshold: limit,
    });
  }
  return found;
}
