// What the parts of the host are given instead of reaching for it: time, ids, the log, the drivers, and the way to tell the screen.
import type { Driver } from '../../device-drivers/driver.ts';
import type { StationEvent } from './events.ts';

export type Log = (level: 'info' | 'warn' | 'error', message: string, detail?: Record<string, unknown>) => void;

export interface HostEnvironment {
  clock: { now(): Date; monotonicMs(): number };
  /** Random UUIDs. */
  newId(): string;
  /** 0 ≤ x < 1, for jitter. */
  random(): number;
  log: Log;
  driverById(id: string): Driver | undefined;
  publish(event: StationEvent): void;
  /** Named places of the path at which the fault tests kill the process; does nothing otherwise. */
  crash(point: string): void;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
