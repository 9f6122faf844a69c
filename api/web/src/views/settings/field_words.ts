// Fields that the service names, in the words of their form.

import type { Field } from '../../model/fields';
import { say } from '../../texts';

/** Name a field as its form does: `shifts[0].crew` is the crew of the first shift; one that the form has not stays as it is. */
export function nameField(fields: readonly Field[], field: string): string {
  return wordsOf(fields, field.split(/[.[\]]+/).filter(Boolean)).join(', ') || field;
}

function wordsOf(fields: readonly Field[], path: readonly string[]): string[] {
  for (const one of fields) {
    if (one.kind === 'more') {
      const found = wordsOf(one.fields, path);
      if (found.length > 0) return found;
    } else if (one.path.length > 0 && one.path.every((step, at) => step === path[at])) {
      const rest = path.slice(one.path.length);
      const isRow = one.kind === 'rows' && /^\d+$/.test(rest[0] ?? '');
      return [say(one.label) + (isRow ? ` ${Number(rest[0]) + 1}` : ''), ...('fields' in one ? wordsOf(one.fields, isRow ? rest.slice(1) : rest) : [])];
    }
  }
  return [];
}
