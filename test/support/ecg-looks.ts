// Opens the tracings of an exam as a reader's screen does: who signs a normal ECG was given its samples before.
import type { Browser } from './server.ts';

export async function lookAtTracings(examId: string, ...readers: Browser[]): Promise<void> {
  for (const reader of readers)
    for (const { id } of (await reader.api.orders.exam({ examId })).objects) {
      const answer = await reader.fetch(`/ecg/recordings/${id}/samples`);
      if (!answer.ok) throw new Error(`${id}: ${answer.status}`);
      await answer.arrayBuffer();
    }
}
