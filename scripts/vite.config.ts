// How the screens are built: three pages (the stations, the clinicians' two viewers), hashed files beside them, nothing inline, so that a strict CSP holds.
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { styleGroups, withStylesInOrder } from './style-order.ts';

export default defineConfig({
  root: fileURLToPath(new URL('../renderer', import.meta.url)),
  base: './',
  publicDir: false,
  plugins: [
    react(),
    { name: 'style-order', transformIndexHtml: { order: 'post', handler: (html) => withStylesInOrder(html) } },
  ],
  worker: { format: 'es' },
  build: {
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    reportCompressedSize: false,
    rolldownOptions: {
      input: ['index.html', 'viewer/index.html', 'viewer/ecg.html', 'viewer/remote-request.html'].map((page) =>
        fileURLToPath(new URL(`../renderer/${page}`, import.meta.url)),
      ),
      output: { codeSplitting: { groups: styleGroups } },
    },
  },
});
