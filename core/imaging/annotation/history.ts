// Changing the annotations of a study, with undo and redo; clearing all is one step and comes back with one.
import type { Annotation, AnnotationDocument, KeyMark } from './model.ts';

export interface AnnotationHistory {
  now: AnnotationDocument;
  past: readonly AnnotationDocument[];
  future: readonly AnnotationDocument[];
}

export type AnnotationAct =
  | { kind: 'add'; annotation: Annotation }
  | { kind: 'replace'; annotation: Annotation }
  | { kind: 'remove'; id: string }
  | { kind: 'clear' }
  | { kind: 'mark'; mark: KeyMark }
  | { kind: 'unmark'; sopInstanceUid: string; frame: number }
  | { kind: 'undo' }
  | { kind: 'redo' };

const longest = 200;

export function startHistory(now: AnnotationDocument): AnnotationHistory {
  return { now, past: [], future: [] };
}

function applied(document: AnnotationDocument, act: AnnotationAct): AnnotationDocument {
  switch (act.kind) {
    case 'add':
      return { ...document, annotations: [...document.annotations, act.annotation] };
    case 'replace': {
      if (!document.annotations.some(({ id }) => id === act.annotation.id)) return document;
      return {
        ...document,
        annotations: document.annotations.map((one) => (one.id === act.annotation.id ? act.annotation : one)),
      };
    }
    case 'remove': {
      const annotations = document.annotations.filter(({ id }) => id !== act.id);
      return annotations.length === document.annotations.length ? document : { ...document, annotations };
    }
    case 'clear':
      return document.annotations.length === 0 ? document : { ...document, annotations: [] };
    case 'mark':
      return { ...document, keyMarks: [...document.keyMarks.filter((mark) => !isOf(mark, act.mark)), act.mark] };
    case 'unmark': {
      const keyMarks = document.keyMarks.filter((mark) => !isOf(mark, act));
      return keyMarks.length === document.keyMarks.length ? document : { ...document, keyMarks };
    }
    case 'undo':
    case 'redo':
      return document;
    default:
      return act satisfies never;
  }
}

function isOf(mark: KeyMark, frame: { sopInstanceUid: string; frame: number }): boolean {
  return mark.sopInstanceUid === frame.sopInstanceUid && mark.frame === frame.frame;
}

export function annotate(history: AnnotationHistory, act: AnnotationAct): AnnotationHistory {
  const { now, past, future } = history;
  if (act.kind === 'undo') {
    const last = past.at(-1);
    return last ? { now: last, past: past.slice(0, -1), future: [now, ...future] } : history;
  }
  if (act.kind === 'redo') {
    const [next, ...later] = future;
    return next ? { now: next, past: [...past, now], future: later } : history;
  }
  const changed = applied(now, act);
  return changed === now ? history : { now: changed, past: [...past, now].slice(-longest), future: [] };
}
