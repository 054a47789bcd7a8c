// The line below every tracing: speed, gain and filters, so that nobody measures on a paper that does not say what it is.
import type { EcgRecording } from '../recording.ts';
import { type DisplayFilters, feasible } from './filters.ts';
import type { PaperScale } from './scale.ts';

/** Grows when the same samples would be drawn differently. */
export const paperVersion = '1';

const words = {
  zh: {
    baseline: '基线滤波',
    lowPass: '低通',
    notch: '工频陷波',
    none: '显示未滤波',
    beyond: '不可用（达到采样率的一半）',
    device: '设备已滤波',
    unknown: '设备滤波未知',
    rate: '采样率',
  },
  en: {
    baseline: 'Baseline',
    lowPass: 'Low-pass',
    notch: 'Notch',
    none: 'Display unfiltered',
    beyond: 'not possible (half the sampling rate)',
    device: 'Device filtered',
    unknown: 'Device filters unknown',
    rate: 'Sampled at',
  },
} as const;

const trimmed = (value: number): string => String(Math.round(value * 100) / 100);

export interface FooterFacts {
  scale: PaperScale;
  filters: DisplayFilters;
  device: EcgRecording['filters'];
  sampleRateHz: number;
}

/** E.g. `25 mm/s  10 mm/mV  显示未滤波  设备已滤波 0.05–150 Hz  采样率 500 Hz  Yishu ECG 1`. */
export function footerText({ scale, filters, device, sampleRateHz }: FooterFacts, language: 'zh' | 'en'): string {
  const word = words[language];
  const can = feasible(filters, sampleRateHz);
  const corners = (['baseline', 'lowPass', 'notch'] as const).map((kind) => ({
    text: `${word[kind]} ${filters[`${kind}Hz`]} Hz`,
    isChosen: filters[`${kind}Hz`] !== null,
    isDone: can[`${kind}Hz`] !== null,
  }));
  const shown = corners.filter(({ isDone }) => isDone).map(({ text }) => text);
  // Who chose a filter must not believe that it works.
  const beyond = corners.filter(({ isChosen, isDone }) => isChosen && !isDone).map(({ text }) => text);
  return [
    `${scale.speedMmPerS} mm/s`,
    `${scale.gainMmPerMv} mm/mV`,
    shown.length > 0 ? shown.join(' + ') : word.none,
    ...(beyond.length > 0 ? [`${beyond.join(' + ')} ${word.beyond}`] : []),
    deviceText(device, language),
    `${word.rate} ${trimmed(sampleRateHz)} Hz`,
    `Yishu ECG ${paperVersion}`,
  ].join('   ');
}

function deviceText(device: EcgRecording['filters'], language: 'zh' | 'en'): string {
  const word = words[language];
  const { highPassHz, lowPassHz, notchHz } = device ?? {};
  const band =
    highPassHz !== undefined || lowPassHz !== undefined
      ? `${highPassHz === undefined ? '?' : trimmed(highPassHz)}–${lowPassHz === undefined ? '?' : trimmed(lowPassHz)} Hz`
      : null;
  const mains = notchHz === undefined ? null : `${word.notch} ${trimmed(notchHz)} Hz`;
  const parts = [band, mains].filter((part) => part !== null);
  return parts.length > 0 ? `${word.device} ${parts.join(' + ')}` : word.unknown;
}
