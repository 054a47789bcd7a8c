// Plays a scripted byte session of the link-faults corpus against a session and keeps the account that its `expect` names.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RawMessage, Session, SessionAction } from '../../device-drivers/session.ts';

export interface LinkScript {
  name: string;
  base: string;
  steps: { from?: 'A' | 'H'; hex?: string; waitMs?: number; note?: string }[];
  expect: Record<string, unknown>;
}

const folder = fileURLToPath(new URL('../corpora/lab/link-faults/', import.meta.url));

export function linkScripts(filter: (file: string) => boolean): { file: string; script: LinkScript }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json') && filter(file))
    .sort()
    .map((file) => ({ file, script: JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as LinkScript }));
}

export const fromHex = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

export interface Played {
  written: number[];
  messages: RawMessage[];
  problems: { code: string; alarm: boolean }[];
  frames: Uint8Array[];
  /** Bytes that the script's host answers and ours did not, step by step. */
  differences: string[];
  order: string[];
}

/** Runs actions, storing at once, and everything that follows from it. */
export function perform(session: Session, actions: SessionAction[], played: Played, now: number): void {
  for (const action of actions) {
    switch (action.type) {
      case 'write':
        played.written.push(...action.bytes);
        played.order.push(`write ${Buffer.from(action.bytes).toString('hex')}`);
        break;
      case 'persist':
        played.frames.push(action.frame);
        played.messages.push(...action.messages);
        played.order.push(`persist ${action.messages.length}`);
        perform(session, session.settle(action.ticket, 'stored', now), played, now);
        break;
      case 'problem':
        played.problems.push({ code: action.problem.code, alarm: action.alarm });
        break;
      default:
        played.order.push(action.type);
    }
  }
}

export const emptyPlay = (): Played => ({
  written: [],
  messages: [],
  problems: [],
  frames: [],
  differences: [],
  order: [],
});

/** Steps of the clock in which due timers run, as the caller of a session does it. */
export function passTime(session: Session, played: Played, from: number, to: number): void {
  for (let due = session.deadline(); due !== null && due <= to; due = session.deadline()) {
    perform(session, session.tick(Math.max(due, from)), played, Math.max(due, from));
  }
}

export function play(session: Session, script: LinkScript, chunk?: (bytes: Uint8Array) => Uint8Array[]): Played {
  const played = emptyPlay();
  let now = 1_000;
  const wantsOrder = script.steps[0]?.from === 'H';
  if (wantsOrder) perform(session, session.send('order-1', Buffer.from('H|\\^&\rL|1|N\r'), now), played, now);
  let read = 0;
  for (const [at, step] of script.steps.entries()) {
    if (step.waitMs !== undefined) {
      passTime(session, played, now, now + step.waitMs);
      now += step.waitMs;
    }
    if (step.hex === undefined) continue;
    if (step.from === 'A') {
      const bytes = fromHex(step.hex);
      for (const part of chunk?.(bytes) ?? [bytes]) perform(session, session.receive(part, now), played, now);
    } else {
      const wanted = [...fromHex(step.hex)];
      const got = played.written.slice(read, read + wanted.length);
      if (wanted.join() !== got.join()) played.differences.push(`step ${at}: wanted ${wanted}, wrote ${got}`);
      read += wanted.length;
    }
    now += 10;
  }
  return played;
}
