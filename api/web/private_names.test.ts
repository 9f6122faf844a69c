import { build, type Rolldown } from 'vite';
import { describe, expect, it } from 'vitest';
import { keepPrivate } from './private_names';

type Files = Record<string, string>;

/** Build from files that are nowhere but here, `/web/src/main.ts` first; give the scripts or throw. */
async function buildOf(files: Files): Promise<Rolldown.OutputChunk[]> {
  const served = { name: 'served', enforce: 'pre' as const, resolveId: (id: string) => (id in files ? id : null), load: (id: string) => files[id] ?? null };
  const made = (await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [served, keepPrivate()],
    build: { write: false, minify: false, rolldownOptions: { input: '/web/src/main.ts' } },
  })) as Rolldown.RolldownOutput;
  return made.output.filter((one) => one.type === 'chunk');
}

const LIBRARY = '/node_modules/ol/Map.js';
const MAP = 'export const map = { layers_: 1 };';

describe('names that the build shortens', () => {
  it('are the private ones of OpenLayers, in one script', async () => {
    const made = await buildOf({ '/web/src/main.ts': `import { map } from '${LIBRARY}'; console.log(map.ol_uid);`, [LIBRARY]: MAP });
    expect(made).toHaveLength(1);
  });

  it('are none of ours', async () => {
    await expect(buildOf({ '/web/src/main.ts': 'console.log({ kept_: 1 });' })).rejects.toThrow('kept_ ends like a private name');
  });

  it('are told by no script to another', async () => {
    const split = `import { map } from '${LIBRARY}'; import('/node_modules/ol/View.js'); console.log(map);`;
    await expect(buildOf({ '/web/src/main.ts': split, [LIBRARY]: MAP, '/node_modules/ol/View.js': 'console.log(1);' })).rejects.toThrow('OpenLayers must be in one script');
  });
});
