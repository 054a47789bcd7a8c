// Fetches what is shown of an object that is no image.
import type { ObjectView } from '../../../core/imaging/objects/view.ts';

/** @throws with the server's words when it refuses */
export async function fetchObject(sopInstanceUid: string, signal: AbortSignal, base = '/imaging'): Promise<ObjectView> {
  const answer = await fetch(`${base}/objects/${sopInstanceUid}`, { signal, headers: { 'x-yishu': '1' } });
  if (answer.ok) return (await answer.json()) as ObjectView;
  const said: unknown = await answer.json().catch(() => null);
  const message =
    typeof said === 'object' && said && 'message' in said ? String(said.message) : `HTTP ${answer.status}`;
  throw new Error(message);
}
