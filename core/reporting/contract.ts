// Reports: versions, print (the PDF itself is a plain route, /reports/pdf), verification.
import { z } from 'zod';
import { base, commandInput, Id, Instant } from '../kernel/contract.ts';
import { SpecimenDocument } from '../lab/model.ts';
import { LabReport, ReportState } from './model.ts';

export const Paper = z.enum(['A4', 'A5', 'B5']);

export const reportingContract = {
  versions: base
    .route({ method: 'GET', path: '/reports/specimens/{specimenId}' })
    .input(z.object({ specimenId: Id }))
    .output(z.array(LabReport)),
  /**
   * Marks reports as printed and gives the address of one PDF with all of them, for the person who asked; 500 sheets at most.
   * What is not signed yet is shown by the plain route `/reports/preview?specimen=ID`.
   */
  print: base
    .route({ method: 'POST', path: '/reports/print' })
    .input(
      commandInput({
        specimens: z.array(Id).min(1).max(500),
        paper: Paper.optional(),
        copies: z.number().int().min(1).max(5),
      }),
    )
    .output(z.object({ url: z.string(), printed: z.array(SpecimenDocument) })),
  /** Answered without a log-in: whoever holds the paper may ask. Results are told only to people who may see them anyway. */
  verify: base
    .route({ method: 'GET', path: '/reports/verify/{code}' })
    .input(z.object({ code: z.string().min(6).max(32) }))
    .output(
      z.object({
        valid: z.boolean(),
        state: ReportState.nullable(),
        /** Enough to compare with the paper in the hand, masked. */
        patientName: z.string().nullable(),
        barcode: z.string().nullable(),
        releasedAt: Instant.nullable(),
        version: z.number().nullable(),
        /** Empty for strangers. */
        lines: z.array(z.object({ name: z.string(), value: z.string(), unit: z.string() })),
      }),
    ),
};
