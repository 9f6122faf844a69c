import type { Panels } from './side';

export const PANELS: Panels = {};
