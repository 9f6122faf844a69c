// All marks as one picture, and before it those that are chosen, pointed at, or of what is.

import VectorLayer from 'ol/layer/Vector';
import VectorImageLayer from 'ol/layer/VectorImage';
import VectorSource from 'ol/source/Vector';
import type { StyleFunction } from 'ol/style/Style';
import { IMAGE_RATIO } from './pictures';
import { allPins, type Pin } from './pins';
import type { Scene } from './scene';
import { isMarkInFront, makeMarks, styleMark, type MarkFeature } from './stops';

/** Make the layers of marks; those that look alike share a canvas by the name of its class. */
export function makeMarkLayers(names: { behind: string; front: string }, zoomOf: (resolution: number) => number) {
  let scene: Scene | null = null;
  let pins: readonly Pin[] = [];
  const styled = (inFront: boolean): StyleFunction => (feature, resolution) => {
    if (!scene || (!inFront && isMarkInFront({ ...scene, car: null, pointedCar: null, pointedVisit: null }, feature as MarkFeature))) return [];
    return styleMark(scene, feature as MarkFeature, zoomOf(resolution), inFront);
  };
  const source = new VectorSource<MarkFeature>();
  const foremost = new VectorSource<MarkFeature>();
  const behind = new VectorImageLayer({ className: names.behind, source, style: styled(false), imageRatio: IMAGE_RATIO });
  const front = new VectorLayer({ className: names.front, source: foremost, style: styled(true), updateWhileAnimating: false });
  return {
    source,
    behind,
    front,
    /** Show a scene after another; `isAnew` if what there is may differ, and not only how it stands out. */
    show(last: Scene | null, next: Scene, isAnew: boolean): void {
      const nextPins = allPins();
      scene = next;
      if (isAnew || last?.now !== next.now || !isSame(pins, nextPins)) {
        source.clear(true);
        source.addFeatures(makeMarks(next, nextPins));
      }
      if (last?.dark !== next.dark) behind.changed();
      pins = nextPins;
      foremost.clear(true);
      foremost.addFeatures(source.getFeatures().filter((feature) => isMarkInFront(next, feature)));
    },
  };
}

function isSame(one: readonly Pin[], other: readonly Pin[]): boolean {
  return one.length === other.length && one.every((pin, at) => pin === other[at]);
}
