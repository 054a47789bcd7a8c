// Serves the screens on the fixture server: `node renderer/testing/serve.ts [port] [specimens] [offline|login]`.
import { getRequestListener } from '@hono/node-server';
import { createServer } from 'vite';
import { createFixtureServer } from './fixture-server.ts';

const [port = '4699', specimens = '24', mode = ''] = process.argv.slice(2);
const fixture = createFixtureServer({
  specimens: Number(specimens),
  online: mode !== 'offline',
  loggedOut: mode === 'login',
});

const onePage =
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]>>endobj\ntrailer<</Root 1 0 R>>';

const vite = await createServer({
  configFile: 'scripts/vite.config.ts',
  logLevel: 'error',
  server: { port: Number(port), strictPort: true, host: '127.0.0.1' },
  plugins: [
    {
      name: 'fixture-server',
      configureServer(server) {
        const listener = getRequestListener(
          async (request) => (await fixture.fetch(request)) ?? new Response(null, { status: 404 }),
        );
        server.middlewares.use((request, response, next) => {
          if (request.url?.startsWith('/rpc')) listener(request, response);
          else if (request.url?.startsWith('/reports/'))
            response.setHeader('content-type', 'application/pdf').end(onePage);
          else next();
        });
      },
    },
  ],
});
await vite.listen();
console.log(`http://127.0.0.1:${port}/`);
