// The JSON of a recording in pieces: the samples of a day are longer than the longest text that can be held at once.
import type { EcgRecording, EcgWaveform } from '../recording.ts';
import { durationOf, microvolts, toEcgJson } from './to-json.ts';

/** Samples in one piece: some hundred thousand characters. */
const inOnePiece = 50_000;

function* samplesText({ leads }: EcgWaveform): Generator<string> {
  yield '{';
  for (const [at, { name, samples }] of leads.entries()) {
    yield `${at > 0 ? ',' : ''}${JSON.stringify(name)}:[`;
    for (let from = 0; from < samples.length; from += inOnePiece) {
      const piece = Array.from(samples.subarray(from, from + inOnePiece), (value) => String(microvolts(value)));
      yield `${from > 0 ? ',' : ''}${piece.join(',')}`;
    }
    yield ']';
  }
  yield '}';
}

/** `JSON.stringify(toEcgJson(recording))`, piece by piece. */
export function* ecgJsonText(recording: EcgRecording): Generator<string> {
  const [main, ...others] = recording.waveforms;
  const bare = recording.waveforms.map((one) => ({
    ...one,
    leads: one.leads.map(({ name }) => ({ name, samples: new Float32Array() })),
  }));
  const head = { ...toEcgJson({ ...recording, waveforms: bare }), durationMs: durationOf(main) };
  for (const [at, [key, value]] of Object.entries(head).entries()) {
    yield `${at > 0 ? ',' : '{'}${JSON.stringify(key)}:`;
    if (key === 'samples' && main) yield* samplesText(main);
    else if (key === 'otherWaveforms') yield* othersText(others);
    else yield JSON.stringify(value);
  }
  yield '}';
}

function* othersText(waveforms: readonly EcgWaveform[]): Generator<string> {
  yield '[';
  for (const [at, waveform] of waveforms.entries()) {
    const { kind, sampleRateHz, startMs } = waveform;
    yield `${at > 0 ? ',' : ''}${JSON.stringify({ kind, sampleRateHz, startMs }).slice(0, -1)},"samples":`;
    yield* samplesText(waveform);
    yield '}';
  }
  yield ']';
}
