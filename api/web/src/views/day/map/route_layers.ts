// All routes as one picture, and those of what is chosen or pointed at before it.

import VectorSource from 'ol/source/Vector';
import { makePicture, makeSketch } from './pictures';
import { makeRoutes, strokesAmong, strokesInFront, type RouteFeature } from './routes';
import { isInFront, type Scene } from './scene';

/** Make the layers of routes; those that look alike share a canvas by the name of its class. */
export function makeRouteLayers(names: { behind: string; front: string }) {
  const source = new VectorSource<RouteFeature>();
  const all = makePicture(names.behind);
  const chosen = makeSketch(names.front);
  return {
    source,
    behind: all.layer,
    front: chosen.layer,
    /** Show a scene after another; `isAnew` if what there is may differ, and not only how it stands out. */
    show(last: Scene | null, next: Scene, isAnew: boolean): void {
      if (isAnew) {
        source.clear(true);
        source.addFeatures(makeRoutes(next));
      }
      const isOtherwise = isAnew || last?.dark !== next.dark;
      if (isOtherwise) all.show(strokesAmong(next, source.getFeatures()));
      if (isOtherwise || frontOf(last) !== frontOf(next)) chosen.show(strokesInFront(next, source.getFeatures()));
    },
    close: () => all.close(),
  };
}

/** Write down whose routes are in front. */
function frontOf(scene: Scene | null): string {
  return scene ? scene.day.board.cars.filter((car) => isInFront(scene, car.id)).map((car) => car.id).join() : '';
}
