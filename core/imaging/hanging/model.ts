// A hanging protocol as data: when it holds, how many cells, and what each of them shows.
import { z } from 'zod';
import { colourMapIds } from '../colour-map.ts';

const Word = z.string().min(1).max(64);

/** Which stack a cell takes: the best that fulfils every part that is set. */
export const StackRule = z.object({
  /** Any of these; empty: any. */
  modalities: z.array(Word).max(12).default([]),
  /** Any of these occurs in the description or protocol of the series, whatever the case. */
  descriptions: z.array(Word).max(20).default([]),
  /** None of these occurs. */
  without: z.array(Word).max(20).default([]),
  orientation: z.enum(['', 'axial', 'coronal', 'sagittal']).default(''),
  /** (0020,0062) L or R; (0018,5101) CC, MLO, PA, LATERAL … */
  laterality: z.enum(['', 'L', 'R']).default(''),
  views: z.array(Word).max(8).default([]),
  /** 0: the first that fits and no other cell has taken. */
  nth: z.number().int().min(0).max(20).default(0),
  /** Scouts (third value of Image Type) are left out unless a cell asks for them. */
  localizers: z.boolean().default(false),
  smallestFrames: z.number().int().min(1).max(5000).default(1),
});
export type StackRule = z.infer<typeof StackRule>;

export const CellRule = z.object({
  study: z.enum(['current', 'prior']).default('current'),
  stack: StackRule.prefault({}),
  /** Id of presets.ts; empty: as the object asks for. */
  preset: z.string().max(40).default(''),
  colours: z.enum(colourMapIds).default('grey'),
  invert: z.boolean().default(false),
  align: z.enum(['left', 'centre', 'right']).default('centre'),
  /** The chest wall comes to the side that `align` names: an image whose breast points there is mirrored. */
  chestWall: z.boolean().default(false),
  start: z.enum(['first', 'middle']).default('first'),
  cine: z.boolean().default(false),
});
export type CellRule = z.infer<typeof CellRule>;

export const HangingProtocol = z.object({
  id: z.string().min(1).max(64),
  name: z.object({ 'zh-CN': z.string().min(1).max(60), en: z.string().max(60) }),
  builtIn: z.boolean().default(false),
  match: z.object({
    modalities: z.array(Word).max(12).default([]),
    /** Any of these occurs in body part, study or series description; empty: any. */
    bodyParts: z.array(Word).max(30).default([]),
    /** all, any or none of the modalities must be there. */
    needs: z.enum(['any', 'all']).default('any'),
    prior: z.enum(['any', 'with', 'without']).default('any'),
  }),
  /** The greatest wins; the reader's own come before shipped ones of the same rank. */
  rank: z.number().int().min(0).max(100).default(10),
  rows: z.number().int().min(1).max(8),
  columns: z.number().int().min(1).max(8),
  cells: z.array(CellRule).min(1).max(64),
  /** Cells that find nothing are taken away; off where places mean something, as in mammography. */
  compact: z.boolean().default(true),
  linkScroll: z.enum(['off', 'position', 'offset']).default('position'),
});
export type HangingProtocol = z.infer<typeof HangingProtocol>;
