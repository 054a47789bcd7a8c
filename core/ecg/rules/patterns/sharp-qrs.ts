// Whether single sharp QRS of one form stand all along the recording, whatever slow waves run beneath: the proof that the ventricles neither fibrillate
// nor change their form from beat to beat.
import { median } from '../../signal/stats.ts';
import { likeness, type Stretch } from './signal.ts';

/** Hz; waves of a limb and crests of fibrillation hardly reach into it. */
export const sharpBand: readonly [number, number] = [10, 40];
const halfS = 0.06;
/** How far the mark of a beat may lie beside where it stood in the beat before, seconds. */
const slackS = 0.04;
const leastLike = 0.85;
const leastEachLike = 0.7;
const mostUnlike = 0.1;
/** Root mean square at the beats over that between them. */
const leastClear = 3;
const fewestBeats = 5;
const slowestBpm = 35;
const fastestBpm = 170;
/** The longest distance, and what is left before the first and after the last beat, over the usual distance. */
const mostGap = 2.2;

/** `stretch` in `sharpBand`; `places` are main deflections in its indices. False where a doubt is left. */
export function hasSharpQrs(stretch: Stretch, places: readonly number[], from: number, to: number): boolean {
  const { leads, rate } = stretch;
  if (places.length < fewestBeats) return false;
  const gaps = places.slice(1).map((place, i) => place - (places[i] ?? 0));
  const usual = median(gaps);
  const bpm = (60 * rate) / usual;
  const open = [(places[0] ?? 0) - from, to - (places.at(-1) ?? 0), ...gaps];
  if (bpm < slowestBpm || bpm > fastestBpm || Math.max(...open) > mostGap * usual) return false;
  const half = Math.round(halfS * rate);
  const slack = Math.round(slackS * rate);
  const inside = places.filter(
    (place) => place - half - slack >= 0 && place + half + slack < (leads[0]?.samples.length ?? 0),
  );
  const window = (at: number) => leads.map(({ samples }) => samples.subarray(at - half, at + half + 1));
  const likes = inside.slice(1).map((place, i) => {
    const model = window(inside[i] ?? 0);
    let best = 0;
    for (let shift = -slack; shift <= slack; shift++) best = Math.max(best, likeness(model, window(place + shift)));
    return best;
  });
  const unlike = likes.filter((value) => value < leastEachLike).length;
  return (
    median(likes) >= leastLike && unlike <= mostUnlike * likes.length && clearness(stretch, inside, half) >= leastClear
  );
}

/** Of the beat that stands out least but one, over the rest between the beats. */
function clearness({ leads }: Stretch, places: readonly number[], half: number): number {
  const count = leads[0]?.samples.length ?? 0;
  const power = new Float64Array(count);
  for (const { samples } of leads)
    samples.forEach((value, i) => {
      power[i] = (power[i] ?? 0) + value * value;
    });
  const beat = new Uint8Array(count);
  const own = places.map((place) => {
    let most = 0;
    for (let i = place - half; i <= place + half; i++) {
      beat[i] = 1;
      most = Math.max(most, power[i] ?? 0);
    }
    return most;
  });
  const first = places[0] ?? 0;
  const last = places.at(-1) ?? 0;
  const rest = [...power.subarray(first, last)].filter((_, i) => beat[i + first] === 0);
  const level = median(rest);
  return level > 0 ? Math.sqrt((own.toSorted((a, b) => a - b)[1] ?? 0) / level) : Number.POSITIVE_INFINITY;
}
