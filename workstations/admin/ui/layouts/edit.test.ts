// Editing steps: what was done is undone to the same layout, nothing is lost by moving, and kinds that stand once are offered once.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutProblems } from '../../../../core/reporting/paper-rules.ts';
import { shippedLayout } from '../../../../core/reporting/paper-shipped.ts';
import {
  add,
  begin,
  blocksOf,
  canAdd,
  change,
  moveBy,
  redo,
  remove,
  type Steps,
  step,
  undo,
  zoneKinds,
  zones,
} from './edit.ts';

const placeOf = (layout: typeof shippedLayout, id: string) => {
  const place = blocksOf(layout).find(({ block }) => block.id === id);
  if (!place) throw new Error(`no block ${id}`);
  return place;
};
const ids = (layout: typeof shippedLayout) => blocksOf(layout).map(({ block }) => block.id);

test('a block moves within its zone and no further', () => {
  const moved = moveBy(shippedLayout, placeOf(shippedLayout, 'findings'), -1);
  expect(moved.body.map(({ id }) => id).slice(0, 3)).toEqual(['method', 'findings', 'images']);
  expect(moveBy(shippedLayout, placeOf(shippedLayout, 'masthead'), -1)).toEqual(shippedLayout);
});

test('what is taken out can be added again, where it is missing alone; the end mark stays last', () => {
  const less = remove(shippedLayout, placeOf(shippedLayout, 'method'));
  expect([canAdd(shippedLayout, 'section'), canAdd(less, 'section')]).toEqual([false, true]);
  const again = add(less, 'body', 'section', { after: null, id: 'again' });
  expect(again?.body.slice(-2)).toMatchObject([{ id: 'again', part: 'method' }, { kind: 'end' }]);
  expect(again && layoutProblems(again)).toEqual([]);
  expect(add(shippedLayout, 'body', 'images', { after: null, id: 'x' })).toBeNull();
  const text = add(shippedLayout, 'foot', 'text', { after: 'dates', id: 'note' });
  expect(text?.foot.map(({ id }) => id)).toEqual([
    ...['rule-foot', 'signatures', 'dates', 'note', 'disclaimer', 'verification'],
  ]);
});

test('the last block of a zone stays', () => {
  const [only] = shippedLayout.head;
  if (!only) throw new Error('the shipped layout has a head');
  const bare = { ...shippedLayout, head: [only] };
  expect(remove(bare, placeOf(bare, only.id))).toBe(bare);
});

test('letters typed into one field are one step', () => {
  let steps = begin(shippedLayout);
  for (const name of ['甲', '甲医', '甲医院']) steps = step(steps, { ...steps.now, name }, 'page name');
  steps = step(steps, { ...steps.now, rank: 3 }, 'page rank');
  expect(undo(steps).now).toMatchObject({ name: '甲医院', rank: 99 });
  expect(undo(undo(steps)).now).toBe(shippedLayout);
  expect(undo(undo(undo(steps))).now).toBe(shippedLayout);
  expect(redo(undo(steps)).now).toBe(steps.now);
});

test('any acts, all undone: the layout as it was; none loses or doubles another block', () => {
  const act = fc.tuple(fc.nat(), fc.constantFrom('up', 'down', 'remove', 'add', 'size'), fc.nat());
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      let steps: Steps = begin(shippedLayout);
      acts.forEach(([pick, what, which], count) => {
        const places = blocksOf(steps.now);
        const place = places[pick % places.length];
        if (!place) return;
        const before = ids(steps.now);
        const { zone, block } = place;
        if (what === 'up' || what === 'down') {
          steps = step(steps, moveBy(steps.now, place, what === 'up' ? -1 : 1), '');
          expect([...ids(steps.now)].sort()).toEqual([...before].sort());
        } else if (what === 'remove') {
          steps = step(steps, remove(steps.now, place), '');
        } else if (what === 'add') {
          const kind = zoneKinds[zone][which % zoneKinds[zone].length];
          const next = kind && add(steps.now, zone, kind, { after: block.id, id: `new-${count}` });
          if (next) steps = step(steps, next, '');
          expect(ids(steps.now)).toHaveLength(before.length + (next ? 1 : 0));
        } else if (block.kind === 'section') {
          steps = step(steps, change(steps.now, zone, { ...block, sizePt: 7 + (which % 8) }), '');
        }
        expect(new Set(ids(steps.now)).size).toBe(ids(steps.now).length);
      });
      while (steps.past.length > 0) steps = undo(steps);
      expect(steps.now).toEqual(shippedLayout);
    }),
  );
  expect(zones.every((zone) => shippedLayout[zone].length > 0)).toBe(true);
});
