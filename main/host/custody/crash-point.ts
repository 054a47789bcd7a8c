// The named steps of the path at which the fault tests kill the host. In a product run they do nothing.

/** In the order of the path. `before-commit:` and `after-commit:` are writes of the custody store. */
export const crashPoints = [
  'before-store',
  'before-commit:store',
  'after-commit:store',
  'after-store-before-ack',
  'after-ack',
  'before-forward',
  'before-commit:forward',
  'after-commit:forward',
  'before-push',
  'after-push-before-settle',
  'before-commit:settle',
  'after-commit:settle',
] as const;

/** The step to die at, from YISHU_CRASH_AT; heeded only under test. */
export function crashPointOf(env: Record<string, string | undefined>): string | null {
  const testing = env.NODE_ENV === 'test' || env.YISHU_TEST === '1';
  return testing ? (env.YISHU_CRASH_AT ?? null) : null;
}

/** Kills the process without any clean-up, as a power cut would. */
export function crashAt(chosen: string | null): (point: string) => void {
  return (point) => {
    if (point === chosen) process.kill(process.pid, 'SIGKILL');
  };
}
