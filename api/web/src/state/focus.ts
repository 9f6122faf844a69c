// Where the keyboard is stays told when what it was on is taken away or lies still for a while (WCAG 2.4.3).

const REACHED = 'a[href], button, input, select, textarea, summary, [tabindex]';

/** What had the focus last, until whoever looks leaves it for nothing. */
let last: HTMLElement | null = null;

/** Keep the focus: what comes back gets it again, else what is nearest to what is gone. */
export function keep(): void {
  document.addEventListener('focusin', ({ target }) => { last = target as HTMLElement; });
  document.addEventListener('focusout', ({ target, relatedTarget }) => {
    // What is taken away tells so too, in the same turn.
    if (!relatedTarget) setTimeout(() => { if (last === target && last?.isConnected && !isStill(last) && document.hasFocus()) last = null; });
  });
  new MutationObserver(mend).observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
}

/** Say what has the focus once what has it now is taken away, unless something else takes it by then. */
export function giveBack(to: Element | null): void {
  if (to instanceof HTMLElement && to.isConnected) last = to;
}

function mend(changes: readonly MutationRecord[]): void {
  const lost = last;
  if (!lost || (document.activeElement && document.activeElement !== document.body)) return;
  if (lost.isConnected) {
    if (!isStill(lost)) lost.focus();
    return;
  }
  const gone = changes.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(lost)));
  if (gone) nearest(gone)?.focus();
}

function isStill(one: HTMLElement): boolean {
  return one.matches(':disabled');
}

/** Find what follows in the same part of the page, else what comes before; else in the part around it. */
function nearest({ target, nextSibling, previousSibling }: MutationRecord): HTMLElement | undefined {
  const beside = nextSibling ?? previousSibling;
  for (let part = target as Element | null; part; part = part.parentElement) {
    const all = [...part.querySelectorAll<HTMLElement>(REACHED)].filter((one) => one.tabIndex >= 0 && !isStill(one) && one.checkVisibility());
    const after = beside && all.find((one) => beside.contains(one) || beside.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (all.length > 0) return (nextSibling && after) || all.at(-1);
  }
  return undefined;
}
