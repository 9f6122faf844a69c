// Pictures of somebody else's map in place of our own ground, where the house has set an address for them.

import TileLayer from 'ol/layer/Tile';
import XYZ from 'ol/source/XYZ';

export interface OnlineTiles {
  address: string;
  host: string;
  credit: string;
}

/** Find out whether the service lets the page fetch such pictures; null as long as it says nothing. */
export function findOnlineTiles(page: Document = document): OnlineTiles | null {
  const told = page.querySelector<HTMLMetaElement>('meta[name="tiles"]');
  if (!told) return null;
  return { address: told.content, host: new URL(told.content).host, credit: told.dataset['credit'] ?? '' };
}

/** Make the layer; its pictures are asked for so that the map can still be saved with them. */
export function makeOnlineLayer({ address }: OnlineTiles): TileLayer {
  return new TileLayer({ source: new XYZ({ url: address, crossOrigin: 'anonymous', maxZoom: 19 }) });
}
