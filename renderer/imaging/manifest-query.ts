// The list of a study's images, asked for once by the list that fetches ahead and the room that opens.
import type { Api } from '../client/api.ts';

/**
 * One question for what a list fetches ahead and a room asks as it opens. Kept briefly: of a large study it holds megabytes, and the
 * feed marks it as old when objects come.
 */
export const manifestQuery = ({ query }: Pick<Api, 'query'>, studyUid: string) =>
  query.imaging.manifest.queryOptions({
    input: { studyUid },
    retry: false,
    staleTime: 10_000,
    gcTime: 20_000,
    structuralSharing: false,
  });
