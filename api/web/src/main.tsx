import { render } from 'preact';
import { App } from './app';
import * as router from './router';
import * as account from './state/account';
import * as feed from './state/feed';
import * as keys from './state/keys';
import * as theme from './state/theme';
import * as texts from './texts';

theme.show();
await Promise.all([texts.load(), account.load()]);
router.listen();
keys.listen();
feed.follow();
const box = document.getElementById('console');
if (box) render(<App />, box);
