// The JSON of a recording in pieces is the JSON of the whole.
import { expect, test } from 'vitest';
import { ecgSample } from '../../../test/support/ecg-corpus.ts';
import type { EcgRecording } from '../recording.ts';
import { readEcg } from './index.ts';
import { ecgJsonText } from './json-text.ts';
import { toEcgJson } from './to-json.ts';

const whole = (recording: EcgRecording) => [[...ecgJsonText(recording)].join(''), JSON.stringify(toEcgJson(recording))];

test.each(['example-eli250.scp', 'philips-1_03-129DYPRG.xml', 'malformed/fda-empty.xml'])('%s', (name) => {
  const [pieces, text] = whole(readEcg(ecgSample(name), { name }));
  expect(pieces).toBe(text);
});

test('several pieces a lead, several waveforms, gaps and fractions', () => {
  const samples = Float32Array.from({ length: 100_001 }, (_, at) =>
    at % 7 === 0 ? Number.NaN : (at % 1000) / 3 - 100,
  );
  const leads = ['I', 'a "lead"'].map((name) => ({ name, samples }));
  const waveform = { kind: 'rhythm' as const, sampleRateHz: 500, startMs: 0, leads };
  const read = readEcg(ecgSample('example-eli250.scp'), { name: 'e.scp' });
  const [pieces, text] = whole({ ...read, waveforms: [waveform, { ...waveform, kind: 'median' }, waveform] });
  expect(pieces).toBe(text);
});
