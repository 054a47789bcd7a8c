// A paper that the server draws (report, slip, label), looked at and printed as one file. It is fetched before it is shown: an error is a
// sentence here, and never what the printer gets.
import { ORPCError } from '@orpc/client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { z } from 'zod';
import { Answer } from './panels.tsx';
import { PdfFrame, pdfView } from './pdf-frame.tsx';

const Refusal = z.object({ code: z.string(), message: z.string(), data: z.record(z.string(), z.unknown()).nullish() });

/** @throws ORPCError as the server or the host words it; TypeError when nothing answers */
async function fetchPaper(address: string, signal: AbortSignal): Promise<Blob> {
  const answer = await fetch(address, { signal, headers: { 'x-yishu': '1' } });
  if (answer.ok) return answer.blob();
  const said = Refusal.safeParse(await answer.json().catch(() => null));
  if (!said.success) throw new ORPCError('INTERNAL', { status: answer.status });
  const { code, message, data } = said.data;
  throw new ORPCError(code, { status: answer.status, message, data });
}

interface PaperOptions {
  /** Null: there is nothing to show yet. */
  address: string | null;
  title: string;
  fit?: keyof typeof pdfView;
  className?: string;
  testId?: string;
}

export interface Paper {
  view: ReactNode;
  /** To the dialog of the printer; null until the paper is on the screen. */
  print: (() => void) | null;
}

export function usePaper({ address, title, fit = 'width', className, testId }: PaperOptions): Paper {
  const frame = useRef<HTMLIFrameElement>(null);
  const [file, setFile] = useState<{ bytes: Blob; url: string } | null>(null);
  const [loaded, setLoaded] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ['paper', address],
    queryFn: ({ signal }) => (address === null ? null : fetchPaper(address, signal)),
    enabled: address !== null,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    // Each look is a look: it stands in the audit trail.
    gcTime: 0,
  });
  const bytes = query.data ?? null;
  useEffect(() => {
    if (!bytes) return;
    const url = URL.createObjectURL(bytes);
    setFile({ bytes, url });
    return () => URL.revokeObjectURL(url);
  }, [bytes]);
  const url = bytes !== null && file?.bytes === bytes ? file.url : null;
  const print = useCallback(() => {
    // A browser without a viewer of its own hands the file to the system's.
    if (frame.current) frame.current.contentWindow?.print();
    else if (url) open(url);
  }, [url]);
  const view =
    address === null ? null : (
      <Answer of={query}>
        {() =>
          url ? (
            <PdfFrame
              key={url}
              ref={frame}
              address={`${url}${pdfView[fit]}`}
              title={title}
              className={className}
              testId={testId}
              data-source={address}
              onLoad={() => setLoaded(url)}
            />
          ) : null
        }
      </Answer>
    );
  const ready = url !== null && (loaded === url || !navigator.pdfViewerEnabled);
  return { view, print: ready ? print : null };
}

/** Prints the paper once it is on the screen: for what goes to the printer after the server has noted it. */
export function usePrintWhenShown({ print }: Paper): () => void {
  const [asked, setAsked] = useState(0);
  const done = useRef(0);
  useEffect(() => {
    if (!print || asked === done.current) return;
    done.current = asked;
    print();
  }, [asked, print]);
  return useCallback(() => setAsked((before) => before + 1), []);
}
