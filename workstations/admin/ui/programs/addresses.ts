// The lines of the form as addresses and networks.
import { AddressRange } from '../../../../core/programs/program.ts';

export type AddressLines = { addresses: string[] } | { bad: string };

export function addressesOfLines(text: string): AddressLines {
  const lines = text
    .split(/[\s,，;；]+/u)
    .map((line) => line.trim())
    .filter(Boolean);
  const bad = lines.find((line) => !AddressRange.safeParse(line).success);
  return bad === undefined ? { addresses: [...new Set(lines)] } : { bad };
}
