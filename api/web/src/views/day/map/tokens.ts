// The page's colours, as canvases need them.

const NAMES = ['paper', 'ink', 'soft', 'edge', 'accent', 'bad', 'warn', 'on-car', 'map'] as const;

export type Tokens = Record<(typeof NAMES)[number], string>;

let known: { theme: string; tokens: Tokens } | null = null;

/** Give the colours of the theme that the page is in. */
export function readTokens(): Tokens {
  const theme = document.documentElement.dataset['theme'] ?? '';
  if (known?.theme !== theme) {
    const styles = getComputedStyle(document.documentElement);
    known = { theme, tokens: Object.fromEntries(NAMES.map((name) => [name, widen(styles.getPropertyValue(`--${name}`).trim())])) as Tokens };
  }
  return known.tokens;
}

/** Write #abc as #aabbcc, so that how much shows through can be written behind. */
function widen(colour: string): string {
  return /^#[0-9a-f]{3}$/i.test(colour) ? colour.replace(/[0-9a-f]/gi, '$&$&') : colour;
}
