import { render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, test } from 'vitest';
import { TimeField } from './time_field';

function about(value: string, night: string | null): string {
  const root = document.createElement('div');
  act(() => render(<TimeField label="" value={value} night={night} onTime={() => {}} />, root));
  return root.querySelector('.about')?.textContent ?? '';
}

test('a time before all shifts says how the night after is written, one past midnight which time that is', () => {
  expect(about('01:30', '25:30')).toBe('Före dagens första pass; skriv 25:30 för natten efter.');
  expect(about('25:30', null)).toBe('kl. 01:30 dagen efter');
  expect(about('09:30', null)).toBe('');
});
