// Layouts that can be printed and those that cannot, with the block and the reason.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyLayout, layoutWith, pageWith } from '../../test/support/paper-layouts.ts';
import { contentWidthOf, footWidthOf, mmOf, pageGeometry, rowsOf, spanWidth } from './paper-geometry.ts';
import { PaperLayout } from './paper-layout.ts';
import { layoutProblems, leastTextMm, leastTextShareOfPage } from './paper-rules.ts';
import { shippedLayout } from './paper-shipped.ts';

const { head, body, foot } = shippedLayout;
const without = <Block extends { id: string }>(blocks: readonly Block[], id: string) =>
  blocks.filter((block) => block.id !== id);
const changed = <Block extends { id: string }>(blocks: readonly Block[], id: string, part: object): Block[] =>
  blocks.map((block) => (block.id === id ? { ...block, ...part } : block));

test('the shipped layout is a layout, has no problem and keeps the room that reports always had', () => {
  expect(PaperLayout.parse(shippedLayout)).toEqual(shippedLayout);
  expect(layoutProblems(shippedLayout)).toEqual([]);
  expect(pageGeometry(shippedLayout)).toMatchObject({ side: 36, top: 20, headRoom: 142, footRoom: 98 });
});

describe('what cannot be printed is refused with its block and reason', () => {
  const tall = {
    kind: 'text',
    span: 12,
    text: '一',
    sizePt: 30,
    bold: false,
    align: 'left',
    tone: 'ink',
    lines: 6,
  } as const;
  const cases: [string, PaperLayout, object][] = [
    [
      'a head that leaves no room',
      layoutWith({ head: [...head, { ...tall, id: 'tall' }, { ...tall, id: 'taller' }, { ...tall, id: 'tallest' }] }),
      { code: 'noRoomForText', zone: 'head', block: 'tall' },
    ],
    ['margins that leave no width', pageWith({ paper: 'A5', sideMm: 40 }), { code: 'tooNarrow', block: 'masthead' }],
    [
      'a section squeezed into a column',
      layoutWith({ body: changed(body, 'findings', { span: 2 }) }),
      { code: 'tooNarrow', zone: 'body', block: 'findings', mm: { has: 27.8, needs: 45 } },
    ],
    [
      'a field without room for its value',
      layoutWith({
        head: changed(head, 'patient', {
          cells: [
            { field: 'name', columns: 4, bold: true, label: '' },
            { field: 'patientNumber', columns: 1, bold: false, label: '患者登记编号' },
          ],
        }),
      }),
      { code: 'cellTooNarrow', block: 'patient', what: '患者登记编号' },
    ],
    [
      'a disclaimer longer than its line',
      layoutWith({ foot: changed(foot, 'disclaimer', { text: '本报告仅供参考。'.repeat(20) }) }),
      { code: 'textTooLong', zone: 'foot', block: 'disclaimer' },
    ],
    [
      'a title longer than the page',
      layoutWith({ head: changed(head, 'masthead', { title: '检查诊断报告单'.repeat(8) }) }),
      { code: 'textTooLong', block: 'masthead' },
    ],
    [
      'a picture higher than a page',
      layoutWith({
        ...pageWith({ paper: 'A5', orientation: 'landscape' }),
        body: changed(body, 'images', { heightMm: 120 }),
      }),
      { code: 'pictureTooHigh', block: 'images' },
    ],
    [
      'a logo that is not there',
      layoutWith({ head: changed(head, 'masthead', { left: 'logo' }) }),
      { code: 'logoMissing' },
    ],
    ['a logo that is not shown', layoutWith({ logoId: 'a'.repeat(64) }), { code: 'logoUnused', block: 'masthead' }],
    [
      'a placeholder that means nothing',
      layoutWith({ head: changed(head, 'masthead', { title: '{titel}' }) }),
      { code: 'placeholderUnknown', block: 'masthead', what: '{titel}' },
    ],
    ['no impression', layoutWith({ body: without(body, 'impression') }), { code: 'partMissing', what: 'impression' }],
    ['no reason of an amendment', layoutWith({ body: without(body, 'amendment') }), { code: 'partMissing' }],
    ['no signatures', layoutWith({ foot: without(foot, 'signatures') }), { code: 'partMissing', what: 'signatures' }],
    ['no code', layoutWith({ foot: without(foot, 'verification') }), { code: 'partMissing', what: 'verification' }],
    ['no patient', layoutWith({ head: without(head, 'patient') }), { code: 'identityMissing', zone: 'head' }],
    [
      'no time of release',
      layoutWith({ foot: changed(foot, 'dates', { items: ['printed'] }) }),
      { code: 'partMissing', block: 'dates', what: 'released' },
    ],
    [
      'a section twice',
      layoutWith({ body: [...body.slice(0, 1), ...body] }),
      { code: 'doubled', zone: 'body', block: 'method' },
    ],
    ['text behind the end mark', layoutWith({ body: [...body].reverse() }), { code: 'doubled', block: 'end' }],
    ['no title', layoutWith({ head: changed(head, 'masthead', { title: ' ' }) }), { code: 'titleEmpty' }],
  ];
  test.each(cases)('%s', (_name, layout, problem) => {
    expect(layoutProblems(layout)).toContainEqual(expect.objectContaining(problem));
  });
});

test('any layout fits its page, or a problem says which block does not', () => {
  let fitting = 0;
  fc.assert(
    fc.property(anyLayout, (layout) => {
      const problems = layoutProblems(layout);
      const { width, height, side, headRoom, footRoom, contentHeight, contentWidth } = pageGeometry(layout);
      for (const problem of problems)
        expect(problem.block !== null || problem.code === 'identityMissing' || problem.what).toBeTruthy();
      if (problems.length > 0) return;
      fitting += 1;
      expect(headRoom + footRoom + contentHeight).toBeCloseTo(height);
      expect(contentWidth + 2 * side).toBeCloseTo(width);
      expect(mmOf(contentHeight)).toBeGreaterThanOrEqual(Math.min(leastTextMm, mmOf(height) * leastTextShareOfPage));
      for (const zone of ['head', 'body', 'foot'] as const) {
        const full = zone === 'foot' ? footWidthOf(layout) : contentWidthOf(layout);
        for (const row of rowsOf<{ span: number }>(layout[zone])) {
          const taken = row.reduce((sum, { span }) => sum + spanWidth(full, span), 0) + 10 * (row.length - 1);
          expect(taken).toBeLessThanOrEqual(full + 1e-6);
        }
      }
    }),
    { numRuns: 400 },
  );
  // The property would hold for rules that refuse everything.
  expect(fitting).toBeGreaterThan(20);
});
