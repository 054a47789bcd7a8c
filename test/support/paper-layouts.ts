// Layouts of exam reports for tests: the shipped one with one thing changed, and any layout that an administrator could put together.
import fc from 'fast-check';
import type { BodyBlock, FootBlock, HeadBlock, PaperLayout } from '../../core/reporting/paper-layout.ts';
import { LayoutField } from '../../core/reporting/paper-layout.ts';
import { shippedLayout } from '../../core/reporting/paper-shipped.ts';

export const layoutWith = (part: Partial<PaperLayout>): PaperLayout => ({ ...shippedLayout, ...part });
export const pageWith = (part: Partial<PaperLayout['page']>): PaperLayout =>
  layoutWith({ page: { ...shippedLayout.page, ...part } });

const tenths = (least: number, most: number) =>
  fc.integer({ min: least * 10, max: most * 10 }).map((figure) => figure / 10);
const span = fc.integer({ min: 1, max: 12 });

const page: fc.Arbitrary<PaperLayout['page']> = fc.record({
  paper: fc.constantFrom('A4' as const, 'A5' as const, 'B5' as const),
  orientation: fc.constantFrom('portrait' as const, 'landscape' as const),
  topMm: tenths(4, 20),
  bottomMm: tenths(4, 20),
  sideMm: tenths(5, 25),
  bodyPt: tenths(7, 12),
  headingPt: tenths(8, 16),
});

const cells = fc.array(
  fc.record({
    field: fc.constantFrom(...LayoutField.options),
    columns: fc.integer({ min: 2, max: 12 }),
    bold: fc.boolean(),
    label: fc.constantFrom('', '检查科室'),
  }),
  { minLength: 1, maxLength: 10 },
);

const words = fc.constantFrom(
  '检查机构：{institution}',
  '[诊断机构：{readAt}。]仅供临床参考',
  '打印 {printed} {printedBy}',
  '如有疑问请与影像科联系，电话 0571-00000000。',
);
const text = (id: string) =>
  fc.record({
    kind: fc.constant('text' as const),
    id: fc.constant(id),
    span: fc.oneof(fc.constant(12), span),
    text: words,
    sizePt: tenths(7, 12),
    bold: fc.boolean(),
    align: fc.constantFrom('left' as const, 'center' as const, 'right' as const),
    tone: fc.constantFrom('ink' as const, 'soft' as const),
    lines: fc.integer({ min: 1, max: 3 }),
  });
const fields = (id: string) =>
  fc.record({
    kind: fc.constant('fields' as const),
    id: fc.constant(id),
    span: fc.constantFrom(12, 12, 6, 8),
    cells,
  });

const head: fc.Arbitrary<HeadBlock[]> = fc
  .tuple(
    fc.record({
      left: fc.constantFrom('none' as const, 'barcode' as const),
      right: fc.constantFrom('none' as const, 'modality' as const, 'barcode' as const),
      hospitalPt: tenths(10, 24),
      titlePt: tenths(8, 20),
    }),
    fields('more'),
    text('line'),
    fc.boolean(),
  )
  .map(([look, more, line, extra]) => [
    ...shippedLayout.head.map((block) => (block.kind === 'masthead' ? { ...block, ...look } : block)),
    ...(extra ? [more, line] : []),
  ]);

const body: fc.Arbitrary<BodyBlock[]> = fc
  .tuple(fc.constantFrom(12, 6, 7, 5, 4), fc.integer({ min: 0, max: 4 }), fc.constantFrom(0, 40, 90), text('note'))
  .map(([wide, across, heightMm, note]) => {
    const blocks = shippedLayout.body.flatMap((block): BodyBlock[] => {
      if (block.kind === 'images') return [{ ...block, across, heightMm, span: wide }];
      if (block.kind === 'section' && block.part === 'findings')
        return [{ ...block, span: Math.max(1, 12 - wide) || 12 }];
      return [block];
    });
    return [...blocks.slice(0, -1), note, ...blocks.slice(-1)];
  });

const foot: fc.Arbitrary<FootBlock[]> = fc
  .tuple(text('remark'), fc.boolean(), fc.constantFrom(12, 6))
  .map(([remark, extra, wide]) => [
    ...shippedLayout.foot.map((block) =>
      block.kind === 'signatures' || block.kind === 'dates' ? { ...block, span: wide } : block,
    ),
    ...(extra ? [remark] : []),
  ]);

/** Many of them cannot be printed: the rules have to say so. */
export const anyLayout: fc.Arbitrary<PaperLayout> = fc
  .record({ page, head, body, foot, qrMm: fc.oneof(fc.constant(null), tenths(14, 30)) })
  .map((part) => layoutWith(part));
