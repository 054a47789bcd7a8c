// One entry of the traffic: time, direction, and its bytes with control characters by name, or in hex.
import { memo, useState } from 'react';
import type { TrafficEntry } from '../../../../core/devices/contract.ts';
import { clockMilliseconds, dateTime } from '../../../../renderer/format/time.ts';
import { bytesFromBase64, wireRuns } from '../../../../renderer/format/wire.ts';
import { hexLines } from './hex-lines.ts';
import { useDevicesText } from './texts.ts';

/** A histogram as a picture is 100 kB and more: its beginning is enough until asked for. */
const shownBytes = 1024;
const arrows = { in: '→', out: '←', note: '·' } as const;

interface TrafficRowProps {
  entry: TrafficEntry;
  hex: boolean;
  encoding: string;
}

export const TrafficRow = memo(function TrafficRow({ entry, hex, encoding }: TrafficRowProps) {
  const text = useDevicesText();
  const [whole, setWhole] = useState(false);
  const bytes = bytesFromBase64(entry.bytes);
  const shown = whole ? bytes : bytes.subarray(0, shownBytes);
  return (
    <>
      <time title={`${dateTime(entry.at)} ${entry.peer}`}>{clockMilliseconds(entry.at)}</time>
      <i
        className="devices-direction"
        role="img"
        title={text(`direction.${entry.direction}`)}
        aria-label={text(`direction.${entry.direction}`)}
      >
        {arrows[entry.direction]}
      </i>
      <span className="devices-bytes">
        {entry.direction === 'note' ? (
          new TextDecoder().decode(bytes)
        ) : hex ? (
          <pre>{hexLines(shown).join('\n')}</pre>
        ) : (
          <Runs bytes={shown} encoding={encoding} />
        )}
        {shown.length < bytes.length ? (
          <button
            type="button"
            className="link"
            tabIndex={-1}
            onMouseDown={(event) => event.stopPropagation()}
            onClick={() => setWhole(true)}
          >
            {text('traffic.more', { count: bytes.length })}
          </button>
        ) : null}
      </span>
      <small>{entry.direction === 'note' ? '' : bytes.length}</small>
    </>
  );
});

function Runs({ bytes, encoding }: { bytes: Uint8Array; encoding: string }) {
  return wireRuns(bytes, encoding).map((run, index) => (
    <span key={index} className={`devices-run-${run.kind}`}>
      {run.text}
    </span>
  ));
}
