// Guards over the fake `electron`, our address and those that look like it: what each page of the checklist's tests begins with.
import type { Session, WebContents } from 'electron';
import { vi } from 'vitest';
import { guardContents, guardSession } from '../guards.ts';
import { FakeContents, FakeSession } from './fake-electron.ts';

export const ours = 'yishu://station/';
export const lookalikes = [
  'yishu://station.evil.example/',
  'yishu://station:8080/',
  'yishu://user@station/',
  'yishu://other/',
  'http://station/',
  'https://station/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  'not an address',
  '',
];

export function guardedSession(): FakeSession {
  const fake = new FakeSession();
  guardSession(fake as unknown as Session);
  return fake;
}

export function guardedContents(): FakeContents {
  const fake = new FakeContents();
  guardContents(fake as unknown as WebContents);
  return fake;
}

/** Emits an event as Electron does and says whether it was prevented. */
export function isPrevented(contents: FakeContents, name: string, event: Record<string, unknown>): boolean {
  const preventDefault = vi.fn();
  contents.emit(name, { ...event, preventDefault });
  return preventDefault.mock.calls.length > 0;
}

export const ask = (fake: FakeSession, name: string, ...args: unknown[]): unknown => {
  const handler = fake.handlers.get(name) as ((...args: unknown[]) => unknown) | undefined;
  return handler?.(...args);
};
