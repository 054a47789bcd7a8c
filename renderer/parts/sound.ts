// Sounds without files: accepted, refused, attention, critical. Each differs in pitch and rhythm, so that the bench is heard without looking.

export type SoundName = 'accepted' | 'refused' | 'attention' | 'critical';

/** Pairs of frequency in Hz and duration in ms; 0 Hz is a rest. */
const melodies: Record<SoundName, readonly (readonly [number, number])[]> = {
  accepted: [[1180, 70]],
  refused: [
    [220, 160],
    [0, 60],
    [180, 260],
  ],
  attention: [
    [740, 90],
    [0, 50],
    [740, 90],
  ],
  critical: [
    [880, 140],
    [660, 140],
    [880, 140],
    [660, 220],
  ],
};
const loudness = 0.08;

/** Plays one; where sound is not allowed or not there, nothing happens. */
export function playSound(name: SoundName): void {
  // A page that nobody has touched yet may not sound.
  if (!navigator.userActivation.hasBeenActive) return;
  try {
    const audio = new AudioContext();
    const gain = new GainNode(audio, { gain: loudness });
    gain.connect(audio.destination);
    let at = audio.currentTime;
    for (const [frequency, milliseconds] of melodies[name]) {
      if (frequency > 0) {
        const tone = new OscillatorNode(audio, { frequency, type: 'triangle' });
        tone.connect(gain);
        tone.start(at);
        tone.stop(at + milliseconds / 1000);
      }
      at += milliseconds / 1000;
    }
    setTimeout(() => audio.close(), (at - audio.currentTime) * 1000 + 200);
  } catch {
    // No sound card, or the page may not play yet: the screen says the same.
  }
}
