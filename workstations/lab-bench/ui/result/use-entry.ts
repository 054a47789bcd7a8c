// Sending typed results and choices: one after another, each row shows what is on its way, a clash with others is held up for a decision.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { failureOf } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { OwnVersions } from './own-versions.ts';
import { useShowDocument } from './use-specimen.ts';

export interface Entry {
  testCode: string;
  value: string;
  reason?: string;
}

export interface EntryState {
  /** Values on their way, by test code. */
  sending: ReadonlyMap<string, string>;
  /** A value that was refused because somebody else changed the specimen first. */
  clash: Entry | null;
  enter: (entry: Entry) => void;
  choose: (testCode: string, resultId: string, reason: string) => void;
  settleClash: () => void;
}

export function useEntry(document: SpecimenDocument): EntryState {
  const { client, query } = useApi();
  const queries = useQueryClient();
  const showDocument = useShowDocument();
  const [own] = useState(() => new OwnVersions());
  const [sending, setSending] = useState<ReadonlyMap<string, string>>(new Map());
  const [clash, setClash] = useState<Entry | null>(null);
  const { id: specimenId, version: seen } = document;

  const settle = useCallback((testCode: string) => {
    setSending((before) => new Map([...before].filter(([code]) => code !== testCode)));
  }, []);
  const refetch = useCallback(
    () => queries.invalidateQueries({ queryKey: query.lab.specimen.queryKey({ input: { id: specimenId } }) }),
    [queries, query, specimenId],
  );

  const entering = useCommand(
    async (input: Parameters<typeof client.lab.enterResults>[0]) => {
      const expectedVersion = own.latest(input.expectedVersion);
      const answer = await client.lab.enterResults({ ...input, expectedVersion });
      own.record(expectedVersion, answer.version);
      return answer;
    },
    {
      scope: `results ${specimenId}`,
      handles: ['VERSION_CONFLICT'],
      onDone: (answer, input) => {
        showDocument(answer);
        for (const { testCode } of input.results) settle(testCode);
      },
      onFailed: (error, input) => {
        for (const { testCode, value } of input.results) {
          settle(testCode);
          if (failureOf(error).code === 'VERSION_CONFLICT') setClash({ testCode, value, reason: input.reason });
        }
        refetch();
      },
    },
  );
  const choosing = useCommand(
    async (input: Parameters<typeof client.lab.chooseResult>[0]) => {
      const expectedVersion = own.latest(input.expectedVersion);
      const answer = await client.lab.chooseResult({ ...input, expectedVersion });
      own.record(expectedVersion, answer.version);
      return answer;
    },
    { scope: `results ${specimenId}`, onDone: showDocument, onFailed: refetch },
  );

  const enter = useCallback(
    ({ testCode, value, reason }: Entry) => {
      setSending((before) => new Map(before).set(testCode, value));
      entering.mutate({
        specimenId,
        expectedVersion: seen,
        results: [{ testCode, value }],
        ...(reason ? { reason } : {}),
      });
    },
    [entering.mutate, specimenId, seen],
  );
  const choose = useCallback(
    (testCode: string, resultId: string, reason: string) =>
      choosing.mutate({ specimenId, expectedVersion: seen, testCode, resultId, reason }),
    [choosing.mutate, specimenId, seen],
  );
  const settleClash = useCallback(() => setClash(null), []);
  return { sending, clash, enter, choose, settleClash };
}
