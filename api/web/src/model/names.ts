// Names in the order in which people look for them: e2 before e10, å after z.

const order = new Intl.Collator('sv', { numeric: true, sensitivity: 'base' });

export function compareNames(one: string, other: string): number {
  return order.compare(one, other);
}
