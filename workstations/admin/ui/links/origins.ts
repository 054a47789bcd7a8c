// The lines of the form as origins: what a person pastes is mostly the address of a page.
import { EmbedOrigin } from '../../../../core/imaging/contract.ts';

export type OriginLines = { origins: string[] } | { bad: string };

/** Each line as `scheme://host[:port]`; path and case do not matter to a browser and go. */
export function originsOfLines(text: string): OriginLines {
  const origins: string[] = [];
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '') continue;
    const origin = URL.canParse(line) ? new URL(line).origin : '';
    if (!EmbedOrigin.safeParse(origin).success) return { bad: line };
    if (!origins.includes(origin)) origins.push(origin);
  }
  return { origins };
}
