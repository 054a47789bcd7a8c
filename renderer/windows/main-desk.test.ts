// The main window's desk: blanks before it tells, hears only of the case in hand, and takes its windows along.
import { expect, test, vi } from 'vitest';
import { type DeskChannel, sayToMain, type ToMain } from './case-on-desk.ts';
import { exampleImage, exampleInHand } from './examples.ts';
import { type CaseHands, MainDesk, type OpenedWindow } from './main-desk.ts';

function opened() {
  const log: string[] = [];
  const channel: DeskChannel = {
    onmessage: null,
    postMessage: (data) => {
      const { word } = data as { word: { kind: string; session?: string; case?: { examId: string } | null } };
      log.push(`${word.kind} ${word.session ?? ''} ${word.case?.examId ?? '-'}`);
    },
    close: () => void log.push('channel closed'),
  };
  const touched = vi.fn();
  const ownAct = vi.fn<(actionId: string) => void>();
  const desk = new MainDesk({ desk: 'd', personId: 'me', channel, touched, ownAct });
  const window: OpenedWindow & { closed: boolean } = {
    closed: false,
    close() {
      this.closed = true;
    },
    focus: () => undefined,
    yishuBlank: () => void log.push('blank'),
  };
  desk.add(1, window);
  const hands = {
    addKeyImage: vi.fn<CaseHands['addKeyImage']>(),
    addMeasurement: vi.fn<CaseHands['addMeasurement']>(),
  };
  const say = (word: ToMain, id = 'd') => {
    const line: DeskChannel = {
      onmessage: null,
      postMessage: (data) => channel.onmessage?.({ data }),
      close: () => undefined,
    };
    sayToMain(line, id, word);
  };
  return { desk, window, hands, log, say, touched, ownAct };
}

test('another case: first every window is blank, then it is told', () => {
  const { desk, hands, log } = opened();
  desk.open(exampleInHand('a'), hands);
  desk.news({ ...exampleInHand('a'), critical: 1 });
  desk.news(exampleInHand('b'));
  desk.open(exampleInHand('b'), hands);
  desk.close('a');
  desk.close('b');
  expect(log).toEqual(['blank', 'told open a', 'told open a', 'blank', 'told open b', 'blank', 'told open -']);
});

test('locked: blank and no patient told; ended: the windows go along', () => {
  const { desk, hands, log, window } = opened();
  desk.open(exampleInHand('a'), hands);
  log.length = 0;
  desk.lock(true);
  desk.lock(false);
  desk.end();
  expect(log).toEqual(['blank', 'told locked -', 'blank', 'told open a', 'blank', 'told ended -', 'channel closed']);
  expect([window.closed, desk.places.get()]).toEqual([true, []]);
});

test('a key image of the case in hand goes to the report; of another case, another desk or a locked one it does not', () => {
  const { desk, hands, say, touched } = opened();
  desk.open(exampleInHand('a'), hands);
  const image = exampleImage('1.2.a');
  say({ kind: 'keyImage', examId: 'a', image });
  expect(hands.addKeyImage).toHaveBeenCalledExactlyOnceWith(image);
  say({ kind: 'keyImage', examId: 'b', image });
  say({ kind: 'keyImage', examId: 'a', image: exampleImage('1.2.b') });
  say({ kind: 'keyImage', examId: 'a', image }, 'other');
  say({ kind: 'touched' });
  expect(touched).toHaveBeenCalledOnce();
  desk.lock(true);
  say({ kind: 'keyImage', examId: 'a', image });
  say({ kind: 'touched' });
  expect([hands.addKeyImage.mock.calls.length, touched.mock.calls.length]).toEqual([1, 1]);
});

test('places are given out once and are free again when the person closed the window', () => {
  const { desk, window, hands } = opened();
  desk.open(exampleInHand('a'), hands);
  expect(desk.freePlace()).toBe(2);
  for (const place of [2, 3, 4]) desk.add(place, { closed: false, close: () => undefined, focus: () => undefined });
  expect(desk.freePlace()).toBeNull();
  window.close();
  expect([desk.freePlace(), desk.places.get()]).toEqual([1, [2, 3, 4]]);
});

test('an own binding at an image window acts here, for the case in hand and while it is not locked', () => {
  const { desk, hands, say, ownAct } = opened();
  desk.open(exampleInHand('a'), hands);
  say({ kind: 'ownAct', examId: 'b', actionId: 'save' });
  say({ kind: 'ownAct', examId: 'a', actionId: 'save' });
  desk.lock(true);
  say({ kind: 'ownAct', examId: 'a', actionId: 'preview' });
  expect(ownAct.mock.calls).toEqual([['save']]);
});
