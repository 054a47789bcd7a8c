// A report printer that draws in a thread of its own: started with the first piece of work, and again after it died.
import { Worker } from 'node:worker_threads';
import { fail } from '../../../../core/kernel/errors.ts';
import type { EcgPrinter } from '../ecg-pdf/index.ts';
import type { ReportPrinter } from './index.ts';
import type { PrintAnswer, PrintOrder, PrintWork } from './print-thread.ts';

export interface PrintWorker extends ReportPrinter, EcgPrinter {
  /** Ends the thread; work in hand fails. */
  close(): Promise<void>;
}

export interface PrintWorkerParts {
  log(level: 'error', message: string, detail: Record<string, unknown>): void;
  /** The module that runs in the thread. */
  thread?: URL;
}

interface Waiting {
  resolve(bytes: Uint8Array): void;
  reject(error: Error): void;
}

/** The printer's methods reject with INTERNAL when the work cannot be drawn, the thread died or the printer is closed. */
export function createPrintWorker({ log, thread }: PrintWorkerParts): PrintWorker {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let lastId = 0;
  let closed = false;

  function broken(what: string, error: unknown): Error {
    log('error', what, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return fail('INTERNAL', { what });
  }

  function start(): Worker {
    const started = new Worker(thread ?? new URL('./print-thread.ts', import.meta.url), {
      // A file too big for it ends the thread, not the server.
      resourceLimits: { maxOldGenerationSizeMb: 2048 },
    });
    // The server's own sockets keep the process alive, not its printer.
    started.unref();
    function end(reason: unknown): void {
      if (worker !== started) return;
      worker = null;
      const given = [...waiting.values()];
      waiting.clear();
      if (given.length === 0) return;
      const error = broken('the printing thread ended', reason);
      for (const { reject } of given) reject(error);
    }
    started.on('message', (answer: PrintAnswer) => {
      const asker = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('bytes' in answer) asker?.resolve(answer.bytes);
      else asker?.reject(broken('a file cannot be drawn', answer.error));
    });
    started.on('error', end);
    started.on('exit', (code) => end(`exit code ${code}`));
    return started;
  }

  function draw(work: PrintWork): Promise<Uint8Array> {
    if (closed) return Promise.reject(fail('SERVER_BUSY', { what: 'the printer is closed' }));
    worker ??= start();
    const running = worker;
    const order: PrintOrder = { id: ++lastId, work };
    return new Promise((resolve, reject) => {
      waiting.set(order.id, { resolve, reject });
      running.postMessage(order);
    });
  }

  return {
    renderReports: (reports, options) => draw({ kind: 'reports', reports, options }),
    renderLabel: (labels) => draw({ kind: 'labels', labels }),
    renderSlips: (slips) => draw({ kind: 'slips', slips }),
    renderRequests: (sheets) => draw({ kind: 'requests', sheets }),
    renderExams: (sheets, options) => draw({ kind: 'exams', sheets, options }),
    renderEcg: (sheets) => draw({ kind: 'ecg', sheets }),
    renderEcgPicture: (sheet, options) => draw({ kind: 'ecgPicture', sheet, options }),
    async close() {
      closed = true;
      await worker?.terminate();
    },
  };
}
