// Whether the main window still lives: it holds a lock of the browser for as long as it does, even if it dies without a word.
import { channelName, type DeskChannel } from './case-on-desk.ts';

const checkMilliseconds = 500;

/** Held until the answer is called, or the page is gone. */
export function holdDesk(owner: Navigator, desk: string): () => void {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  // A page without locks (plain http) is watched through its opener instead.
  if ('locks' in owner) owner.locks.request(channelName(desk), () => held).catch(() => undefined);
  return release;
}

/** Calls once when the desk's main window is no more; the answer stops watching. */
export function watchDesk(owner: Window, desk: string, gone: () => void): () => void {
  const stopped = new AbortController();
  const timer = setInterval(() => {
    if (!owner.opener || owner.opener.closed) gone();
  }, checkMilliseconds);
  if ('locks' in owner.navigator) {
    owner.navigator.locks.request(channelName(desk), { signal: stopped.signal }, () => gone()).catch(() => undefined);
  }
  return () => {
    clearInterval(timer);
    stopped.abort();
  };
}

/** The line between the windows of one desk. */
export function openChannel(desk: string): DeskChannel {
  const line = new BroadcastChannel(channelName(desk));
  const channel: DeskChannel = {
    onmessage: null,
    postMessage: (message) => line.postMessage(message),
    close: () => line.close(),
  };
  line.onmessage = ({ data }: MessageEvent<unknown>) => channel.onmessage?.({ data });
  return channel;
}
