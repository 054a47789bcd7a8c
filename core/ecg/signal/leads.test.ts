// Lead names, derived leads, lead quality and pacing spikes.
import { describe, expect, test } from 'vitest';
import { steady, syntheticEcg } from '../../../test/support/synthetic-ecg.ts';
import { independentLeads, standardLeads, standardName } from './limb-leads.ts';
import { pacingSpikes, withoutSpikes } from './pacing-spikes.ts';
import { leadQuality } from './quality.ts';

test.each([
  ['avr', 'aVR'],
  ['MLII', 'II'],
  ['Lead I (Einthoven)', 'I'],
  ['MDC_ECG_LEAD_AVF', 'aVF'],
  ['D3', 'III'],
  ['v6', 'V6'],
  ['V3R', undefined],
  ['ECG1', undefined],
])('%s is %s', (name, expected) => {
  expect(standardName(name)).toBe(expected);
});

describe('frontal leads', () => {
  const I = Float32Array.of(100, 200);
  const II = Float32Array.of(300, 500);

  test('two leads give all six (Einthoven, Goldberger)', () => {
    const leads = standardLeads([
      { name: 'I', samples: I },
      { name: 'II', samples: II },
    ]);
    const values = Object.fromEntries([...leads].map(([name, samples]) => [name, [...samples]]));
    expect(values).toEqual({
      I: [100, 200],
      II: [300, 500],
      III: [200, 300],
      aVR: [-200, -350],
      aVL: [-50, -50],
      aVF: [250, 400],
    });
  });

  test.each([['I and III', 'III', Float32Array.of(200, 300)]])('%s too', (_, name, samples) => {
    const leads = standardLeads([
      { name: 'I', samples: I },
      { name, samples },
    ]);
    expect([...(leads.get('aVF') ?? [])]).toEqual([250, 400]);
  });

  test('aVL and aVF give I and II back', () => {
    const leads = standardLeads([
      { name: 'aVL', samples: Float32Array.of(-50, -50) },
      { name: 'aVF', samples: Float32Array.of(250, 400) },
    ]);
    expect([...(leads.get('I') ?? [])].map(Math.round)).toEqual([100, 200]);
    expect([...(leads.get('II') ?? [])].map(Math.round)).toEqual([300, 500]);
  });

  test('leads that are sums of others do not vote twice', () => {
    const named = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1'].map((name) => ({ name, samples: I }));
    expect(independentLeads(named).map(({ name }) => name)).toEqual(['I', 'II', 'V1']);
    expect(independentLeads(named.slice(1)).length).toBe(6);
  });
});

describe('quality', () => {
  const { leads } = syntheticEcg(steady(12, 0.8), { leads: ['II'] });
  const clean = leads[0]?.samples ?? new Float32Array(0);
  const rate = 500;

  test('a clean lead', () => {
    const quality = leadQuality(clean, rate);
    expect(quality.score).toBeGreaterThan(0.9);
    expect(quality.faults).toEqual([]);
  });

  test.each([
    ['flat', clean.map(() => 12), 'flat'],
    ['off', clean.map(() => Number.NaN), 'lead-off'],
    ['railed', clean.map((value) => Math.min(value, 60)), 'saturated'],
    ['hum', clean.map((value, i) => value + 200 * Math.sin((2 * Math.PI * 50 * i) / rate)), 'mains-hum'],
    ['drift', clean.map((value, i) => value + 1500 * Math.sin((2 * Math.PI * 0.15 * i) / rate)), 'baseline-wander'],
    ['muscle', clean.map((value, i) => value + 300 * Math.sin(i * i)), 'muscle-noise'],
    ['gaps', clean.map((value, i) => (i % 8 === 0 ? Number.NaN : value)), 'gaps'],
  ] as const)('%s is named and costs', (_, samples, fault) => {
    const quality = leadQuality(samples, rate);
    expect(quality.faults).toContain(fault);
    expect(quality.score).toBeLessThan(0.9);
  });
});

describe('pacing spikes', () => {
  const paced = syntheticEcg(
    steady(10, 0.9).map((beat) => ({ ...beat, kind: 'paced' as const })),
    { sampleRateHz: 1000 },
  );
  const raw = paced.leads.map(({ samples }) => samples);

  test('each is found 30 ms before its QRS', () => {
    const spikes = pacingSpikes(raw, 1000);
    expect(spikes.length).toBe(10);
    spikes.forEach((spike, i) => {
      expect(Math.abs(spike - 1000 * ((paced.beats[i]?.at ?? 0) - 0.029))).toBeLessThanOrEqual(2);
    });
  });

  test('bridged, they are gone and the rest is untouched', () => {
    const lead = raw[1] ?? new Float32Array(0);
    const spikes = pacingSpikes(raw, 1000);
    const bridged = withoutSpikes(lead, 1000, spikes);
    const spike = spikes[3] ?? 0;
    expect(Math.abs((bridged[spike] ?? 0) - (bridged[spike - 10] ?? 0))).toBeLessThan(60);
    expect(bridged[spike + 40]).toBe(lead[spike + 40]);
  });

  test.each([250, 500, 1000])('sinus beats at %i Hz have none', (rate) => {
    const { leads } = syntheticEcg(steady(12, 0.8), { sampleRateHz: rate });
    expect(
      pacingSpikes(
        leads.map(({ samples }) => samples),
        rate,
      ),
    ).toEqual([]);
  });
});
