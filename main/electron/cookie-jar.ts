// Cookies of the host, kept in the main process: pages of our own scheme have none, and the page itself never sees these.

type Send = (request: Request) => Promise<Response>;

/** `name=value; attributes` as [name, value]; an empty value or `Max-Age=0` takes the cookie back. */
function read(line: string): [name: string, value: string] {
  const [pair = ''] = line.split(';');
  const at = pair.indexOf('=');
  const isTakenBack = /;\s*max-age=0\s*(;|$)/i.test(line);
  return [pair.slice(0, at).trim(), isTakenBack ? '' : pair.slice(at + 1).trim()];
}

/** Adds what earlier answers set to each request, and takes it out of the answers. One window, one host: paths and domains play no part. */
export function keepCookies(send: Send): Send {
  const jar = new Map<string, string>();
  return async (request) => {
    const outgoing = new Request(request);
    if (jar.size > 0) outgoing.headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    else outgoing.headers.delete('cookie');
    const response = await send(outgoing);
    for (const [name, value] of response.headers.getSetCookie().map(read)) {
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const headers = new Headers(response.headers);
    headers.delete('set-cookie');
    const { status, statusText } = response;
    return new Response(response.body, { status, statusText, headers });
  };
}
