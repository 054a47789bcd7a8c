// What delineation says of one beat: where its waves begin, culminate and end, or that a wave is not there.

/** One wave, in samples of the recording. */
export interface WaveMarks {
  onset: number;
  peak: number;
  offset: number;
  /** 0 to 1. */
  confidence: number;
}

/** `null` is an answer: the wave is absent or cannot be told from noise. */
export interface BeatMarks {
  /** Sample of the beat as detected. */
  sample: number;
  p: WaveMarks | null;
  qrs: WaveMarks | null;
  t: WaveMarks | null;
}
