// Recordings handed in by a person: files of any format, one recording each; a WFDB header with its signal files is one recording.
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Arrival } from '../../../../core/ecg/contract.ts';
import { recordingMostBytes } from '../../../../core/ecg/flow/handed-in.ts';
import { errorTable, isErrorCode } from '../../../../core/kernel/errors.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useRights } from '../../../../renderer/client/session.tsx';
import { useMarks } from '../../../../renderer/i18n/marks.ts';
import { type Locale, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { recordsOf } from './records.ts';
import { useUnmatchedText } from './texts.ts';

async function handIn(files: readonly File[]): Promise<Arrival> {
  const form = new FormData();
  for (const file of files) form.append('file', file, file.name);
  const answer = await fetch('/ecg/manual', { method: 'POST', headers: { 'x-yishu': '1' }, body: form });
  if (!answer.ok) throw new Refused(await codeOf(answer));
  return answer.json();
}

/** The server's word for why a file was not taken. */
class Refused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

async function codeOf(answer: Response): Promise<string> {
  const said: unknown = await answer.json().catch(() => null);
  const code = typeof said === 'object' && said !== null && 'code' in said ? said.code : null;
  return typeof code === 'string' ? code : `HTTP ${answer.status}`;
}

/** What happened and what to do, in the words of the error table. */
function reasonOf(error: unknown, locale: Locale, unreachable: string): string {
  if (!(error instanceof Refused)) return unreachable;
  return isErrorCode(error.code) ? errorTable[error.code][locale === 'en' ? 'en' : 'zh'] : error.code;
}

export function HandIn({ onDone }: { onDone: (recordingId: string | null) => void }) {
  const text = useUnmatchedText();
  const { show } = useToasts();
  const { comma } = useMarks();
  const locale = useLocale();
  const may = useRights()('ecg.acquire');
  const online = useOnline();
  const input = useRef<HTMLInputElement>(null);
  const send = useMutation({
    mutationFn: async (files: readonly File[]) => {
      let last: string | null = null;
      const headers = files.filter(({ name }) => /\.hea$/i.test(name));
      const texts = new Map(await Promise.all(headers.map(async (file) => [file.name, await file.text()] as const)));
      for (const record of recordsOf(files, texts)) {
        const title = record.map(({ name }) => name).join(comma);
        // Said before hundreds of megabytes are on their way, which the server would cut.
        if (record.reduce((sum, { size }) => sum + size, 0) > recordingMostBytes) {
          const lines = [text('hand.tooLarge', { most: recordingMostBytes >> 20 })];
          show({ tone: 'error', title: text('hand.failed', { title }), lines });
          continue;
        }
        try {
          const arrival = await handIn(record);
          last = arrival.recordingId;
          const said =
            arrival.state === 'parked' ? 'parked' : arrival.outcome === 'duplicate' ? 'known' : arrival.state;
          const tone = arrival.state === 'parked' ? 'error' : 'done';
          show({
            tone,
            title: text(
              said === 'matched'
                ? 'hand.matched'
                : said === 'known'
                  ? 'hand.known'
                  : `hand.${said === 'parked' ? 'parked' : 'waits'}`,
              { title },
            ),
            lines: tone === 'error' ? arrival.problems.slice(0, 2) : [],
          });
        } catch (error) {
          show({
            tone: 'error',
            title: text('hand.failed', { title }),
            lines: [reasonOf(error, locale, text('hand.unreachable'))],
          });
        }
      }
      return last;
    },
    onSettled: (last) => onDone(last ?? null),
  });
  const off = may ? (online ? null : text('hand.offline')) : text('hand.noRight');
  const pick = () => input.current?.click();
  useActions({ title: text('title'), depth: 1 }, [
    {
      id: 'unmatched.hand',
      label: text('hand'),
      keys: ['F5'],
      run: pick,
      off: off ?? (send.isPending ? text('hand.busy') : null),
      main: true,
    },
  ]);
  return (
    <span className="ecg-hand-in">
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          if (files.length > 0) send.mutate(files);
        }}
        data-testid="unmatched-files"
      />
      <button
        type="button"
        disabled={off !== null || send.isPending}
        title={off ?? text('hand.hint')}
        onClick={pick}
        data-testid="unmatched-hand"
      >
        {text(send.isPending ? 'hand.busy' : 'hand')} <KeyCap name="F5" />
      </button>
    </span>
  );
}
