// Serves the ECG station on real recordings of the data set, without a database: `node test/support/ecg-station/serve.ts [port]`.
import { getRequestListener } from '@hono/node-server';
import { createServer } from 'vite';
import { createEcgStation } from './server.ts';

export async function serveEcgStation(
  port: number,
  station = createEcgStation(new Date()),
): Promise<{ url: string; close: () => Promise<void> }> {
  const vite = await createServer({
    configFile: 'scripts/vite.config.ts',
    logLevel: 'error',
    server: { port, strictPort: port !== 0, host: '127.0.0.1' },
    plugins: [
      {
        name: 'ecg-station',
        configureServer(server) {
          const listener = getRequestListener(
            async (request) => (await station.fetch(request)) ?? new Response(null, { status: 404 }),
          );
          server.middlewares.use((request, response, next) => {
            if (request.url?.startsWith('/rpc') || request.url?.startsWith('/ecg/recordings'))
              listener(request, response);
            else next();
          });
        },
      },
    ],
  });
  await vite.listen();
  return { url: vite.resolvedUrls?.local[0] ?? `http://127.0.0.1:${port}/`, close: () => vite.close() };
}

if (import.meta.main) console.log((await serveEcgStation(Number(process.argv[2] ?? 4700))).url);
