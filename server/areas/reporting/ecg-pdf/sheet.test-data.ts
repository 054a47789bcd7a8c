// A printed ECG for tests: a tracing whose millimetres are known, and words that are easy to find again.
import type { Tracing } from '../../../../core/ecg/paper/tracing.ts';
import type { EcgSheet } from './sheet.ts';

export const rate = 500;
const leads = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'];

/** Ten seconds of nothing, with 1 mV for one second from the seventh second on in every lead. */
export function pulse(): Tracing {
  const samples = new Float32Array(10 * rate);
  samples.fill(1000, 6 * rate, 7 * rate);
  return {
    sampleRateHz: rate,
    startMs: 0,
    durationMs: 10_000,
    leads: leads.map((name) => ({ name, samples })),
    pacingMs: [],
  };
}

export function sheet(part: Partial<EcgSheet> = {}): EcgSheet {
  return {
    hospital: '医枢示范医院',
    title: '心电图报告单',
    state: 'final',
    edition: 1,
    patient: { name: '欧阳春晓', sex: '女', age: '45岁', number: 'P00120458' },
    facts: [
      ['住院号', 'ZY2026071733'],
      ['科室', '心内科一病区 12床'],
      ['检查号', 'E260322001'],
      ['检查时间', '2026-03-22 09:14'],
    ],
    measurements: [
      { label: '心率', value: '72', unit: 'bpm' },
      { label: 'QTc (Bazett)', value: '431', unit: 'ms' },
    ],
    findings: '',
    impression: '窦性心律\n正常心电图',
    positive: '阴性',
    signatures: [{ label: '报告医师', name: '李心怡', at: '2026-03-22 09:20', picture: null }],
    releasedAt: '2026-03-22 09:21',
    verificationCode: 'K7MPQ2XVR94T',
    verifyUrl: 'https://ecg.example/verify/K7MPQ2XVR94T',
    printedAt: '2026-03-22 09:22',
    printedBy: '李心怡',
    remark: '',
    tracing: pulse(),
    documents: [],
    strips: [],
    overview: null,
    matrix: null,
    device: { highPassHz: 0.05, lowPassHz: 150 },
    arrangement: '3x4+1',
    sequence: 'standard',
    rhythmLeads: ['II'],
    scale: { speedMmPerS: 25, gainMmPerMv: 10 },
    filters: { baselineHz: null, lowPassHz: null, notchHz: null },
    fromMs: [0],
    ...part,
  };
}
