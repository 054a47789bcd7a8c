// Waveforms as strips, each channel under its name, all of a group on one scale.
import type { ShownChannel } from '../../../core/imaging/objects/view.ts';
import { useObjectText } from './locales/use-object-text.ts';

interface Group {
  label: string;
  samplingFrequency: number;
  seconds: number;
  channels: ShownChannel[];
}

const width = 1000;
const height = 64;

/** Low and high of each stretch as one line up and down; a gap lifts the pen. */
export function stripPath(envelope: readonly (number | null)[], low: number, high: number): string {
  const span = high - low || 1;
  const columns = envelope.length / 2;
  const parts: string[] = [];
  let drawing = false;
  for (let column = 0; column < columns; column += 1) {
    const [least, most] = [envelope[column * 2], envelope[column * 2 + 1]];
    if (least === null || most === null || least === undefined || most === undefined) {
      drawing = false;
      continue;
    }
    const x = ((column * width) / Math.max(1, columns - 1)).toFixed(1);
    const y = (value: number) => (height - ((value - low) / span) * height).toFixed(1);
    parts.push(`${drawing ? 'L' : 'M'}${x} ${y(least)}L${x} ${y(most)}`);
    drawing = true;
  }
  return parts.join('');
}

export function WaveformPanel({ groups }: { groups: readonly Group[] }) {
  const text = useObjectText();
  return (
    <article className="object-report">
      {groups.map(({ label, samplingFrequency, seconds, channels }, number) => {
        const values = channels.flatMap(({ envelope }) => envelope.filter((value) => value !== null));
        const low = values.reduce((least, value) => Math.min(least, value), 0);
        const high = values.reduce((most, value) => Math.max(most, value), 0);
        const name = label || text('waveform.unnamed', { number: number + 1 });
        const heading = text('waveform.group', { name, hz: samplingFrequency, seconds: Number(seconds.toFixed(2)) });
        return (
          <section key={number} className="object-strips">
            <h3>{heading}</h3>
            {channels.map((channel, place) => (
              <figure key={place}>
                <figcaption>
                  {channel.label} <small>{channel.unit}</small>
                </figcaption>
                <svg
                  viewBox={`0 0 ${width} ${height}`}
                  preserveAspectRatio="none"
                  role="img"
                  aria-label={channel.label}
                >
                  <path d={stripPath(channel.envelope, low, high)} vectorEffect="non-scaling-stroke" />
                </svg>
              </figure>
            ))}
          </section>
        );
      })}
    </article>
  );
}
