// Small drawn signs: a shape for each status and kind, so that nothing is told by colour alone.

const PATHS = {
  done: 'M2 6.5 5 9.5 10 3',
  started: 'M6 1.5a4.5 4.5 0 1 0 0 9zM6 1.5a4.5 4.5 0 0 1 0 9',
  arrived: 'M6 11C3.5 8 2.5 6.5 2.5 4.8a3.5 3.5 0 0 1 7 0C9.5 6.5 8.5 8 6 11z',
  en_route: 'M3 2 9.5 6 3 10z',
  cancelled: 'M2 6h8',
  failed: 'M2.5 2.5l7 7M9.5 2.5l-7 7',
  phone: 'M2.5 1.5h2l1 2.5-1.2 1a5 5 0 0 0 2.7 2.7L8 6.5l2.5 1v2c0 .6-.4 1-1 1A8 8 0 0 1 1.5 2.5c0-.6.4-1 1-1z',
  video: 'M1.5 3.5h6v5h-6zM7.5 5.5 10.5 4v4L7.5 6.5',
  lock: 'M2.5 5.5h7v5h-7zM4 5.5V4a2 2 0 0 1 4 0v1.5',
  together: 'M5 4 6.5 2.5a2 2 0 0 1 3 3L8 7M7 8 5.5 9.5a2 2 0 0 1-3-3L4 5M4.5 7.5l3-3',
  late: 'M6 1.5a4.5 4.5 0 1 0 .01 0M6 3.5V6.5L8 7.5',
  moved: 'M1.5 6h8M6.5 3l3 3-3 3',
  hide: 'M1 6s2-3.5 5-3.5S11 6 11 6 9 9.5 6 9.5 1 6 1 6zM2 10.5l8-9',
  alone: 'M6 3.5a2.5 2.5 0 1 0 .01 0M6 .5v1.5M6 10v1.5M.5 6H2M10 6h1.5',
  search: 'M5 1.5a3.5 3.5 0 1 0 .01 0M7.5 7.5 11 11',
} as const;

export type MarkName = keyof typeof PATHS;

export function Mark({ name, size = 12 }: { name: MarkName; size?: number }) {
  return (
    <svg class={`mark ${name}`} width={size} height={size} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
