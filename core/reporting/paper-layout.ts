// The layout of a printed exam report (报告版式, RAD-34): paper, margins, and the blocks of head, body and foot in their order and width.
import { z } from 'zod';
import { Id, Instant, ShortText, Version } from '../kernel/contract.ts';
import { ExamService } from '../orders/exam.ts';

export const papers = ['A4', 'A5', 'B5'] as const;

/** Width and height upright, mm. B5 is JIS B5: what printers and paper sold as B5 in China mean, not ISO 176 x 250. */
export const paperSizeMm: Readonly<Record<(typeof papers)[number], readonly [width: number, height: number]>> = {
  A4: [210, 297],
  A5: [148, 210],
  B5: [182, 257],
};

/** Facts about the patient and the exam that a grid can show. */
export const LayoutField = z.enum([
  'name',
  'sex',
  'age',
  'birthDate',
  'patientNumber',
  'visitNumber',
  'department',
  'bed',
  'requestedBy',
  'requestNumber',
  'accessionNumber',
  'procedure',
  'modality',
  'bodyPart',
  'acquiredAt',
  'clinicalDiagnosis',
  'institution',
  'readAt',
  'positive',
]);
export type LayoutField = z.infer<typeof LayoutField>;

const BlockId = z.string().regex(/^[a-z0-9-]{1,24}$/);
/** Of the twelve columns between the margins; blocks stand side by side until a row is full. */
const Span = z.number().int().min(1).max(12);
const Pt = z.number().min(6).max(30);
/** Text with placeholders, e.g. `{institution}`; a part in [square brackets] is left out when a placeholder in it is empty. */
const Words = z.string().max(1000);

/** Hospital and title; a code or the logo at either side. */
export const MastheadBlock = z.object({
  kind: z.literal('masthead'),
  id: BlockId,
  span: z.literal(12),
  hospital: ShortText,
  title: ShortText,
  hospitalPt: Pt,
  titlePt: Pt,
  left: z.enum(['none', 'barcode', 'logo']),
  right: z.enum(['none', 'modality', 'barcode', 'logo']),
  /** Height of the logo. */
  logoMm: z.number().min(6).max(30),
});

export const FieldsBlock = z.object({
  kind: z.literal('fields'),
  id: BlockId,
  span: Span,
  cells: z
    .array(
      z.object({
        field: LayoutField,
        /** Twelfths of the block's width; cells go on in the next line when one is full. */
        columns: Span,
        bold: z.boolean(),
        /** Printed instead of the usual name of the field; empty: the usual one. */
        label: z.string().trim().max(12),
      }),
    )
    .min(1)
    .max(40),
});

export const TextBlock = z.object({
  kind: z.literal('text'),
  id: BlockId,
  span: Span,
  text: Words,
  sizePt: Pt,
  bold: z.boolean(),
  align: z.enum(['left', 'center', 'right']),
  tone: z.enum(['ink', 'soft']),
  /** Room kept in head and foot, in lines; in the body a text takes what it needs. */
  lines: z.number().int().min(1).max(6),
});

export const RuleBlock = z.object({
  kind: z.literal('rule'),
  id: BlockId,
  span: z.literal(12),
  weightPt: z.number().min(0.2).max(4),
  tone: z.enum(['ink', 'pale']),
  abovePt: z.number().min(0).max(30),
  belowPt: z.number().min(0).max(30),
});

export const SectionBlock = z.object({
  kind: z.literal('section'),
  id: BlockId,
  span: Span,
  part: z.enum(['method', 'findings', 'impression', 'amendment']),
  heading: z.string().trim().max(20),
  showHeading: z.boolean(),
  sizePt: Pt,
});

export const ImagesBlock = z.object({
  kind: z.literal('images'),
  id: BlockId,
  span: Span,
  /** Pictures side by side; 0: by their number (one large, two, three). */
  across: z.number().int().min(0).max(4),
  /** Height of a picture; 0: by the number side by side. */
  heightMm: z.number().min(0).max(150),
});

export const TableBlock = z.object({
  kind: z.literal('table'),
  id: BlockId,
  span: Span,
  source: z.enum(['measurements', 'fields']),
  heading: z.string().trim().max(20),
  showHeading: z.boolean(),
  /** Pairs of name and value in a line. */
  pairs: z.number().int().min(1).max(2),
});

/** Says that nothing follows, so that nothing can be written in afterwards. */
export const EndBlock = z.object({
  kind: z.literal('end'),
  id: BlockId,
  span: z.literal(12),
  text: z.string().trim().min(1).max(60),
});

export const SignaturesBlock = z.object({
  kind: z.literal('signatures'),
  id: BlockId,
  span: Span,
  author: z.string().trim().min(1).max(12),
  reviewer: z.string().trim().min(1).max(12),
});

export const DatesBlock = z.object({
  kind: z.literal('dates'),
  id: BlockId,
  span: Span,
  items: z
    .array(z.enum(['acquired', 'released', 'printed']))
    .min(1)
    .max(3),
});

/** The code that verifies the paper, in words, and the page number; a draft says here that it is none. */
export const VerificationBlock = z.object({
  kind: z.literal('verification'),
  id: BlockId,
  span: Span,
  hint: z.string().trim().max(60),
});

export const HeadBlock = z.discriminatedUnion('kind', [MastheadBlock, FieldsBlock, TextBlock, RuleBlock]);
export type HeadBlock = z.infer<typeof HeadBlock>;
export const BodyBlock = z.discriminatedUnion('kind', [
  SectionBlock,
  ImagesBlock,
  TableBlock,
  FieldsBlock,
  TextBlock,
  RuleBlock,
  EndBlock,
]);
export type BodyBlock = z.infer<typeof BodyBlock>;
export const FootBlock = z.discriminatedUnion('kind', [
  SignaturesBlock,
  DatesBlock,
  VerificationBlock,
  TextBlock,
  RuleBlock,
]);
export type FootBlock = z.infer<typeof FootBlock>;
export type LayoutBlock = HeadBlock | BodyBlock | FootBlock;
export type LayoutZone = 'head' | 'body' | 'foot';

export const PaperLayout = z.object({
  /** ECG paper is drawn to the conventions of its own. */
  service: ExamService.extract(['radiology']),
  name: ShortText.min(1),
  active: z.boolean(),
  /** For exams of these institutions; empty: of all. */
  institutionIds: z.array(z.string().min(1).max(64)).max(200),
  /** For these device types; empty: for all. */
  modalities: z.array(z.string().trim().min(1).max(16)).max(40),
  /** Among layouts that fit an exam equally well the lowest is taken. */
  rank: z.number().int().min(0).max(99),
  page: z.object({
    paper: z.enum(papers),
    orientation: z.enum(['portrait', 'landscape']),
    topMm: z.number().min(4).max(40),
    bottomMm: z.number().min(4).max(40),
    sideMm: z.number().min(5).max(40),
    /** Names and values; smaller print follows from it. */
    bodyPt: z.number().min(7).max(14),
    headingPt: Pt,
  }),
  /** SHA-256 of the stored picture. */
  logoId: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  /** The QR code at the lower right; null: only the code in words. */
  qrMm: z.number().min(14).max(30).nullable(),
  /** Repeated on every page. */
  head: z.array(HeadBlock).min(1).max(20),
  body: z.array(BodyBlock).min(1).max(40),
  /** Repeated on every page. */
  foot: z.array(FootBlock).min(1).max(20),
});
export type PaperLayout = z.infer<typeof PaperLayout>;

/** A layout as it is kept. A version never changes: saving makes the next one. */
export const StoredPaperLayout = z.object({
  id: Id,
  version: Version,
  savedAt: Instant,
  savedBy: ShortText,
  layout: PaperLayout,
});
export type StoredPaperLayout = z.infer<typeof StoredPaperLayout>;
