import { v8 } from '@maplibre/maplibre-gl-style-spec';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { keepPrivate, PRIVATE } from './private_names.ts';

const DRAWN = ['background', 'fill', 'line', 'symbol'];

/** Of the specification of styles, what tells how our own maps are drawn (`maps/tiles/document.py`), without hills, heat and skies. */
function pareSpecification(): string {
  const sections = Object.fromEntries(DRAWN.flatMap((kind) => ['layout', 'paint'].map((part) => [`${part}_${kind}`, v8[`${part}_${kind}` as keyof typeof v8]])));
  return `export default ${JSON.stringify(sections, (key, value: unknown) => (key === 'requires' ? undefined : value))};`;
}

/** OpenLayers' own language of styles has an interpreter; we style by functions. */
const NO_FLAT_STYLES = "export const flatStyleLikeToStyleFunction = () => { throw new Error('flat styles are left out of this build'); };";

/** Maps, charts and pictures of other servers (HEMRUTT_TILES) are all in the projection of the web: nothing is laid over into another. */
const NO_PROJECTION = "export default class { constructor() { throw new Error('other projections are left out of this build'); } }";
const NO_UTM = 'export const makeProjection = () => null; export const makeTransforms = () => null;';

/** Our styles ask no feature how far it is from others, nor within what it lies. */
const withoutAsking = (name: string) => `export class ${name} { static parse() { throw new Error('${name} is left out of this build'); } }`;

/** Leave out what libraries bring along and our maps never use: every browser would load it. */
function leaveOut(): Plugin {
  const instead: [path: string, code: string][] = [
    ['/ol-mapbox-style/src/stylespec.js', pareSpecification()],
    ['/ol/render/canvas/style.js', NO_FLAT_STYLES],
    ['/ol/reproj/Tile.js', NO_PROJECTION],
    ['/ol/reproj/Image.js', NO_PROJECTION],
    ['/ol/proj/utm.js', NO_UTM],
    ['/definitions/distance.mjs', withoutAsking('Distance')],
    ['/definitions/within.mjs', withoutAsking('Within')],
  ];
  return { name: 'leave-out', load: (id) => instead.find(([path]) => id.endsWith(path))?.[1] ?? null };
}

// The service answers under the same origin in production; while developing, Vite passes on what it does not have.
export default defineConfig({
  plugins: [leaveOut(), keepPrivate()],
  build: {
    chunkSizeWarningLimit: 900,
    outDir: '../static',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { checks: { bundlerTimings: false } }, // terser takes its time
    minify: 'terser',
    terserOptions: { ecma: 2020, safari10: false, compress: { passes: 3 }, mangle: { properties: { regex: PRIVATE } } },
  },
  test: { environment: 'happy-dom' },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
});
