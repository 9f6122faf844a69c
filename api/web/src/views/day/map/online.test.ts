import { expect, test } from 'vitest';
import { findOnlineTiles } from './online';

const read = (head: string): Document => new DOMParser().parseFromString(`<html><head>${head}</head></html>`, 'text/html');

test('a page that is told nothing has no pictures from elsewhere', () => {
  expect(findOnlineTiles(read(''))).toBeNull();
});

test('who gets to see what is looked at is the host of the pictures', () => {
  const told = '<meta name="tiles" content="https://tile.example.se:8443/{z}/{x}/{y}.png" data-credit="&#169; Example">';
  expect(findOnlineTiles(read(told))).toEqual({ address: 'https://tile.example.se:8443/{z}/{x}/{y}.png', host: 'tile.example.se:8443', credit: '© Example' });
});
