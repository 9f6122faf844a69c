// What was refused of a form is marked on its fields, wherever the form is; they are found by `name`, or by `data-field`:
// what the service calls them, or a kind of problem that is about them.

import type { Problem } from '../client/problem';

/** The form that was sent last, until something of it is refused. */
let sent: HTMLFormElement | null = null;
let unmarks: (() => void)[] = [];

export function listen(): void {
  addEventListener('submit', ({ target }) => {
    sent = target as HTMLFormElement;
    for (const unmark of unmarks) unmark();
    unmarks = [];
  }, true);
}

/** Mark what a problem names until it is changed, described by what is told there (else by its fault), and go to the first. */
export function mark({ kind, document: { faults = [] } }: Problem, told?: string): void {
  const boxes = [...faults.map(({ field }) => field ?? ''), kind].map((field) => {
    const box = boxOf(field);
    if (box) markBox(box, told ?? `fault-${field}`);
    return box;
  });
  boxes.find((box) => box)?.focus();
  sent = null;
}

function markBox(box: HTMLElement, told: string): void {
  const before = box.getAttribute('aria-describedby') ?? '';
  const unmark = () => { box.ariaInvalid = null; box.setAttribute('aria-describedby', before); };
  box.closest('details')?.setAttribute('open', '');
  box.ariaInvalid = 'true';
  box.setAttribute('aria-describedby', `${told} ${before}`);
  box.addEventListener('input', unmark, { once: true });
  unmarks.push(unmark);
}

/** Find the box of a field such as `shifts[0].crew`, or else of what it is a part of. */
function boxOf(field: string): HTMLElement | null {
  for (const steps = field.split(/[.[\]]+/); steps.length > 0; steps.pop()) {
    const path = CSS.escape(steps.join('.'));
    const box = path && sent?.querySelector<HTMLElement>(`[name=${path}], [data-field=${path}]:is(input), [data-field=${path}] :is(input, select)`);
    if (box) return box;
  }
  return null;
}
