// Short messages at the lower edge: what was done, and errors in three parts: what happened, what it means for the data, what to do.
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { detailLines, failureOf, sentenceOf } from '../client/failure.ts';
import { useLocale } from '../i18n/text.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { Glyph, type GlyphName } from '../parts/glyph.tsx';

export type ToastTone = 'done' | 'info' | 'waiting' | 'error';

export interface Toast {
  tone: ToastTone;
  title: string;
  lines?: string[];
}

interface Toasts {
  show: (toast: Toast) => void;
  showFailure: (error: unknown) => void;
}

const ToastsContext = createContext<Toasts>({ show: () => undefined, showFailure: () => undefined });
const glyphOf: Record<ToastTone, GlyphName> = { done: 'done', info: 'info', waiting: 'warning', error: 'error' };
const shownMilliseconds = 4500;

export function useToasts(): Toasts {
  return useContext(ToastsContext);
}

export function ToastsProvider({ children }: { children: ReactNode }) {
  const text = useShellText();
  const locale = useLocale();
  const [toasts, setToasts] = useState<(Toast & { key: number })[]>([]);
  const next = useRef(1);

  const dismiss = useCallback((key: number) => setToasts((before) => before.filter((toast) => toast.key !== key)), []);
  const show = useCallback(
    (toast: Toast) => {
      const key = next.current++;
      // The same sentence is shown once, the newest of it.
      setToasts((before) => [...before.filter((other) => other.title !== toast.title), { ...toast, key }].slice(-4));
      if (toast.tone !== 'error') setTimeout(() => dismiss(key), shownMilliseconds);
    },
    [dismiss],
  );
  const showFailure = useCallback(
    (error: unknown) => {
      const failure = failureOf(error);
      const title = sentenceOf(failure, locale) ?? text('failure.unreachable');
      show({ tone: 'error', title, lines: [text(`failure.data.${failure.retry}`), ...detailLines(failure.detail)] });
    },
    [show, locale, text],
  );
  const value = useMemo(() => ({ show, showFailure }), [show, showFailure]);

  return (
    <ToastsContext value={value}>
      {children}
      <div className="toasts" role="status" aria-live="polite" data-testid="toasts">
        {toasts.map((toast) => (
          <div
            key={toast.key}
            className={`toast toast-${toast.tone}`}
            role={toast.tone === 'error' ? 'alert' : undefined}
          >
            <Glyph name={glyphOf[toast.tone]} size={16} />
            <div className="toast-words">
              <strong>{toast.title}</strong>
              {toast.lines?.map((line) => (
                <span key={line}>{line}</span>
              ))}
            </div>
            <button type="button" className="quiet" aria-label={text('close')} onClick={() => dismiss(toast.key)}>
              <Glyph name="close" />
            </button>
          </div>
        ))}
      </div>
    </ToastsContext>
  );
}
