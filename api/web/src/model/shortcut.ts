// Which shortcut a pressed key is.

export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Name a pressed key as shortcuts are named: `n`, `?`, `ctrl+z`; null where no shortcut is meant, as with Ctrl+Shift+Z. */
export function nameOfKey({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string | null {
  const control = ctrlKey || metaKey;
  if (altKey || (control && shiftKey)) return null;
  return `${control ? 'ctrl+' : ''}${key}`.toLowerCase();
}

/** Write a shortcut as it is read on the keys: `N`, `Ctrl+Z`. */
export function writeKey(key: string): string {
  return key.length === 1 ? key.toUpperCase() : key;
}
