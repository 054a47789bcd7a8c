// Verifies the hash chain of the audit trail and says the verdict; a long run can be cancelled.
import { Button } from '@blueprintjs/core';
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';

export function ChainVerdict() {
  const text = useAdminText();
  const { client } = useApi();
  const running = useRef<AbortController | null>(null);
  const verify = useMutation({
    mutationFn: async () => {
      const stop = new AbortController();
      running.current = stop;
      try {
        return await client.audit.verify(undefined, { signal: stop.signal });
      } catch (error) {
        if (stop.signal.aborted) return null;
        throw error;
      }
    },
  });
  const run = () => {
    if (!verify.isPending) verify.mutate();
  };
  useActions({ title: text('audit'), depth: 1 }, [
    { id: 'verify', label: text('audit.verify'), keys: ['F6'], main: true, run },
  ]);
  const verdict = verify.data;
  return (
    <>
      <Button size="small" loading={verify.isPending} onClick={run} data-testid="audit-verify">
        {text('audit.verify')} <KeyCap name="F6" />
      </Button>
      {verify.isPending ? <Button size="small" text={text('cancel')} onClick={() => running.current?.abort()} /> : null}
      {verdict && !verify.isPending ? (
        <span
          className={`admin-verdict ${verdict.ok ? 'is-good' : 'is-broken'}`}
          role="status"
          title={verdict.head ? text('audit.head', { head: verdict.head }) : undefined}
          data-testid="audit-verdict"
          data-ok={verdict.ok}
        >
          <Glyph name={verdict.ok ? 'done' : 'warning'} />
          {verdict.broken
            ? text('audit.broken', { pos: verdict.broken.pos, why: verdict.broken.why })
            : text(verdict.ok ? 'audit.good' : 'audit.notGood', { rows: verdict.rows, unlinked: verdict.unlinked })}
        </span>
      ) : null}
    </>
  );
}
