import type { Plugin } from 'vite';

/** What OpenLayers alone calls its private members: they need no name that anybody can read. */
export const PRIVATE = /[A-Za-z]_$/;

/** Each script has its names shortened by itself: refuse to build where one would be told to another by a name that is gone. */
export function keepPrivate(): Plugin {
  return {
    name: 'keep-private',
    transform(code, id) {
      const own = id.includes('/web/src/') ? code.match(/\b\w*[A-Za-z]_\b/)?.[0] : undefined;
      if (own) this.error(`${own} ends like a private name of OpenLayers, which the build shortens: call it otherwise`);
    },
    generateBundle(_, bundle) {
      const holders = Object.values(bundle).filter((one) => one.type === 'chunk' && one.moduleIds.some((id) => id.includes('/node_modules/ol/')));
      if (holders.length > 1) this.error(`OpenLayers must be in one script, and is in ${holders.map((one) => one.fileName).join(', ')}`);
    },
  };
}
