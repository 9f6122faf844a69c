import { afterEach, beforeEach, expect, test, vi } from 'vitest';

class Stream extends EventTarget {
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  static readonly all: Stream[] = [];
  readyState = 0;
  onopen = () => {};
  onerror = () => {};

  constructor(readonly url: string) {
    super();
    Stream.all.push(this);
  }

  close() { this.readyState = Stream.CLOSED; }
  say(kind: string) { this.dispatchEvent(new MessageEvent(kind, { data: '{}' })); }
}

const newest = () => Stream.all[Stream.all.length - 1] as Stream;

/** Follow with an open stream, beside no streams of other tests; gives what is heard, and what shows or hides the page. */
async function begin() {
  vi.resetModules();
  let see = () => {};
  vi.spyOn(document, 'addEventListener').mockImplementation((_, seen) => { see = seen as () => void; });
  const feed = await import('./feed');
  const heard: string[] = [];
  feed.hear(({ kind }) => heard.push(kind));
  feed.follow();
  newest().onopen();
  const look = (isHidden: boolean) => { vi.spyOn(document, 'hidden', 'get').mockReturnValue(isHidden); see(); };
  return { feed, heard, look };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', Stream);
  Stream.all.length = 0;
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('a stream that falls silent is told and opened anew, and all is read again', async () => {
  const { feed, heard } = await begin();
  vi.advanceTimersByTime(41_000);
  expect(feed.connected.value).toBe(false);
  expect(Stream.all.map((one) => one.readyState)).toEqual([Stream.CLOSED, 0]);
  expect(heard).toEqual([]);
  newest().onopen();
  expect(feed.connected.value).toBe(true);
  expect(heard).toEqual(['reset']);
});

test('a stream that cannot be opened is tried again and again', async () => {
  await begin();
  vi.advanceTimersByTime(3 * 40_000 + 1000);
  expect(Stream.all.map((one) => one.readyState)).toEqual([Stream.CLOSED, Stream.CLOSED, Stream.CLOSED, 0]);
});

test('a quiet stream with a pulse stays open', async () => {
  const { feed, heard } = await begin();
  for (let beat = 0; beat < 8; beat += 1) {
    vi.advanceTimersByTime(15_000);
    newest().say('pulse');
  }
  expect([feed.connected.value, Stream.all.length, heard]).toEqual([true, 1, []]);
});

test('a page out of sight leaves its connection to others, and reads all again once it is looked at', async () => {
  const { heard, look } = await begin();
  look(true);
  vi.advanceTimersByTime(120_000);
  expect(Stream.all.map((one) => one.readyState)).toEqual([Stream.CLOSED]);
  look(false);
  expect(Stream.all).toHaveLength(2);
  newest().onopen();
  expect(heard).toEqual(['reset']);
});

test('a glance at another page breaks nothing', async () => {
  const { feed, heard, look } = await begin();
  look(true);
  vi.advanceTimersByTime(10_000);
  look(false);
  vi.advanceTimersByTime(25_000);
  newest().say('plan');
  expect([feed.connected.value, Stream.all.length, heard]).toEqual([true, 1, ['plan']]);
});
