// What is to be done once an answer has left the server: its memory, if it is large, is needed by nobody then.
import type { ServerResponse } from 'node:http';

const waiting = new WeakMap<Response, () => void>();

/** @param act called once the system has taken every byte of the answer; not at all for one that was cut or never went out */
export function onceSent(response: Response, act: () => void): Response {
  waiting.set(response, act);
  return response;
}

/** The web layer hands over what the answer is written to. */
export function watchSending(response: Response, outgoing: ServerResponse | undefined): Response {
  const act = waiting.get(response);
  if (!act || !outgoing) return response;
  const { socket } = outgoing.req;
  outgoing.once('finish', () => {
    // A cut connection also "finishes" what it still held. Only an empty, open one has let go of every byte.
    if (!socket.destroyed && socket.writableLength === 0) act();
  });
  return response;
}
