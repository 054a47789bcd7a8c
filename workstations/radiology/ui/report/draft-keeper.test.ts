// Nothing typed is lost, whatever the save does meanwhile.
import { expect, test } from 'vitest';
import type { ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import { emptyContent } from './content.ts';
import { DraftKeeper } from './draft-keeper.ts';

function bench(save: (content: ExamReportContent) => Promise<void>) {
  const timers: (() => void)[] = [];
  const kept: (string | null)[] = [];
  const keeper = new DraftKeeper({
    initial: emptyContent('CT'),
    save,
    keepHere: (content) => kept.push(content?.findings ?? null),
    delayMs: 1,
    isPassing: (error) => error instanceof Error && error.message === 'away',
    retryMs: 2,
    setTimer: (run) => timers.push(run) - 1,
    clearTimer: (timer) => {
      if (typeof timer === 'number') timers[timer] = () => undefined;
    },
  });
  return {
    keeper,
    kept,
    due: () => {
      for (const run of timers.splice(0)) run();
    },
  };
}

test('what is typed while a save runs is saved after it', async () => {
  const saved: string[] = [];
  const gate = Promise.withResolvers<void>();
  const { keeper, kept, due } = bench(async (content) => {
    saved.push(content.findings);
    if (saved.length === 1) await gate.promise;
  });
  keeper.change({ findings: 'a' });
  due();
  keeper.change({ findings: 'ab' });
  const before = kept.length;
  gate.resolve();
  await keeper.flush();
  expect(saved).toEqual(['a', 'ab']);
  // The copy of this window is written anew on the version that the first save made.
  expect(kept.slice(before)).toEqual(['ab', null]);
  expect(keeper.current().status).toBe('clean');
  expect(kept.at(-1)).toBeNull();
});

test.each([
  ['succeeds', (): Promise<void> => Promise.resolve()],
  ['fails', (): Promise<void> => Promise.reject(new Error('an older version'))],
])('what is typed during a save that outlasts the timer and %s is saved without another key', async (_, first) => {
  const saved: string[] = [];
  const gate = Promise.withResolvers<void>();
  const { keeper, due } = bench(async (content) => {
    saved.push(content.findings);
    if (saved.length > 1) return;
    await gate.promise;
    await first();
  });
  keeper.change({ findings: 'a' });
  due();
  keeper.change({ findings: 'ab' });
  due();
  gate.resolve();
  await expect.poll(() => keeper.current().status).not.toBe('saving');
  due();
  await expect.poll(() => keeper.current().status).toBe('clean');
  expect(saved).toEqual(['a', 'ab']);
});

test('a failed save keeps the text, says so, and is tried again', async () => {
  let works = false;
  const { keeper, kept } = bench(async () => {
    if (!works) throw new Error('away');
  });
  keeper.change({ findings: 'text' });
  await expect(keeper.flush()).rejects.toThrow('away');
  expect(keeper.current()).toMatchObject({ status: 'failed', content: { findings: 'text' } });
  expect(kept.at(-1)).toBe('text');
  works = true;
  await keeper.flush();
  expect(keeper.current().status).toBe('clean');
});

test.each([
  ['the server was away', 'away', ['text', 'text']],
  ['a person must decide', 'another text stands there', ['text']],
])('where %s, a failed save is tried again by itself only if it may succeed', async (_, why, tried) => {
  const sent: string[] = [];
  const { keeper, due } = bench(async (content) => {
    sent.push(content.findings);
    if (sent.length === 1) throw new Error(why);
  });
  keeper.change({ findings: 'text' });
  due();
  await expect.poll(() => keeper.current().status).toBe('failed');
  // The next plan is made once the failure is known.
  await Promise.resolve();
  due();
  await Promise.resolve();
  expect(sent).toEqual(tried);
});

test('after a stop nothing is sent and nothing changes', () => {
  const saved: string[] = [];
  const { keeper, due } = bench(async (content) => void saved.push(content.findings));
  keeper.change({ findings: 'mine' });
  keeper.stop(false);
  keeper.change({ findings: 'later' });
  due();
  expect(saved).toEqual([]);
  expect(keeper.current().content.findings).toBe('mine');
});

test('a draft of elsewhere is shown only where nothing is unsaved', () => {
  const { keeper } = bench(async () => undefined);
  keeper.adopt({ ...emptyContent('CT'), findings: 'theirs' });
  expect(keeper.current().content.findings).toBe('theirs');
  keeper.change({ findings: 'mine' });
  keeper.adopt({ ...emptyContent('CT'), findings: 'theirs again' });
  expect(keeper.current().content.findings).toBe('mine');
});
