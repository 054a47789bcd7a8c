// Number blocks: each number is given away once, to one station, so that labels printed offline never collide.
import type { Right } from '../../../core/identity/rights.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Caller, Kernel, Tx } from '../../kernel/types.ts';

/**
 * Barcodes: nine digits from the start, so that every one of the hospital is equally long and fits Code 128 set C with its prefix.
 * Accession numbers: six digits behind the eight of the day, and room for more within the sixteen of DICOM's SH.
 */
const kinds = { barcode: { prefix: '9', first: 100_000_001 }, accession: { prefix: '', first: 100_001 } } as const;
export type NumberKind = keyof typeof kinds;

export interface NumberBlock {
  from: number;
  to: number;
  prefix: string;
}

/** Takes the next numbers inside a transaction; two takers at once wait for one another. */
export async function takeNumbers(tx: Tx, kind: NumberKind, size: number): Promise<NumberBlock> {
  const { prefix, first } = kinds[kind];
  const row = await tx
    .insertInto('number_block')
    .values({ kind, prefix, next: first + size })
    .onConflict((conflict) =>
      conflict.column('kind').doUpdateSet((at) => ({ next: at('number_block.next', '+', size) })),
    )
    .returning(['next', 'prefix'])
    .executeTakeFirstOrThrow();
  return { from: row.next - size, to: row.next - 1, prefix: row.prefix };
}

/** One barcode, as `lease` gives them by the block. */
export async function takeBarcode(tx: Tx): Promise<string> {
  const { from, prefix } = await takeNumbers(tx, 'barcode', 1);
  return `${prefix}${from}`;
}

/** A lease whose answer is lost leaves a gap, which is harmless: the numbers are only never given twice. */
export async function leaseNumbers(
  kernel: Kernel,
  caller: Caller,
  kind: NumberKind,
  size: number,
): Promise<NumberBlock> {
  const rights: readonly Right[] = kind === 'barcode' ? ['lab.register'] : ['radiology.register', 'ecg.register'];
  if (!caller.station && !rights.some((right) => caller.rights.includes(right)))
    throw fail('RIGHT_MISSING', { right: rights.join(' ') });
  const block = await kernel.db.transaction().execute(async (tx) => {
    const taken = await takeNumbers(tx, kind, size);
    await tx
      .insertInto('number_lease')
      .values({
        id: kernel.newId(),
        kind,
        from_number: taken.from,
        to_number: taken.to,
        workstation_id: caller.station?.id ?? null,
        person_id: caller.person?.id ?? null,
        at: kernel.clock.now(),
      })
      .execute();
    return taken;
  });
  await kernel.audit(caller, {
    act: 'sync.lease',
    subject: kind,
    detail: `${block.prefix}${block.from}-${block.prefix}${block.to}`,
  });
  return block;
}
