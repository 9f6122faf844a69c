// A car's letter on its colour: what tells cars apart everywhere, with and without colour.

import type { Car } from '../model/board';
import { isDark } from '../state/theme';

export function colourOf(car: Car): string {
  return car.colours[isDark.value ? 1 : 0] ?? car.colours[0] ?? '#444';
}

export function Chip({ car, text }: { car: Car; text?: string | number }) {
  return <span class="chip" style={{ '--car': colourOf(car) }}>{text ?? car.label}</span>;
}
