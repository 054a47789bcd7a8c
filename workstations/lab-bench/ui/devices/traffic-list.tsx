// The lines of the traffic, oldest first, virtual; one stretch of them is selected with the pointer or with Shift and the arrows.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
import type { TrafficEntry } from '../../../../core/devices/contract.ts';
import { movedTo } from '../../../../renderer/parts/moved-to.ts';
import { useDevicesText } from './texts.ts';
import { TrafficRow } from './traffic-row.tsx';

/** Ids of the entry where the selection began and of the one where it ends, in any order. */
export interface TrafficRange {
  anchor: number;
  head: number;
}

interface TrafficListProps {
  entries: readonly TrafficEntry[];
  range: TrafficRange | null;
  onRange: (range: TrafficRange | null) => void;
  hex: boolean;
  encoding: string;
  following: boolean;
  onHold: () => void;
  consoleRef: RefObject<HTMLDivElement | null>;
}

const lineHeight = 22;

export function inRange(id: number, range: TrafficRange | null): boolean {
  return range !== null && id >= Math.min(range.anchor, range.head) && id <= Math.max(range.anchor, range.head);
}

export function TrafficList({ entries, range, onRange, following, onHold, ...props }: TrafficListProps) {
  const text = useDevicesText();
  const dragging = useRef(false);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => props.consoleRef.current,
    estimateSize: () => lineHeight,
    getItemKey: (index) => entries[index]?.id ?? index,
    overscan: 12,
  });
  const newest = entries.at(-1)?.id;
  useEffect(() => {
    if (following && newest !== undefined) virtual.scrollToIndex(entries.length - 1, { align: 'end' });
  }, [following, newest, entries.length, virtual]);

  const choose = (id: number, extend: boolean) => {
    onHold();
    onRange({ anchor: extend && range ? range.anchor : id, head: id });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    if (event.key === 'Escape' && range) {
      event.preventDefault();
      onRange(null);
      return;
    }
    const at = range ? entries.findIndex((entry) => entry.id === range.head) : entries.length;
    const target = movedTo(event.key, at, entries.length);
    const entry = target === null ? undefined : entries[target];
    if (!entry || target === null) return;
    event.preventDefault();
    choose(entry.id, event.shiftKey);
    virtual.scrollToIndex(target, { align: 'auto' });
  };
  return (
    <div
      ref={props.consoleRef}
      className="devices-console"
      role="listbox"
      aria-label={text('traffic')}
      aria-multiselectable
      tabIndex={0}
      onKeyDown={onKeyDown}
      onWheel={(event) => event.deltaY < 0 && onHold()}
      onPointerDown={(event) => event.target === event.currentTarget && onHold()}
      onPointerUp={() => {
        dragging.current = false;
      }}
      onPointerLeave={() => {
        dragging.current = false;
      }}
      data-testid="traffic-console"
    >
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((item) => {
          const entry = entries[item.index];
          if (!entry) return null;
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              role="option"
              tabIndex={-1}
              aria-selected={inRange(entry.id, range)}
              className={`devices-line devices-line-${entry.direction}`}
              style={{ transform: `translateY(${item.start}px)` }}
              onPointerDown={(event) => {
                dragging.current = true;
                choose(entry.id, event.shiftKey);
              }}
              onPointerEnter={() => {
                if (dragging.current) choose(entry.id, true);
              }}
            >
              <TrafficRow entry={entry} hex={props.hex} encoding={props.encoding} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
