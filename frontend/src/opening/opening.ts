// A script of its own, small and first: see `open`. Written into index.html by scripts/add-opening.mjs, which fills in
// the files of the bundles.
import { open } from './open';
import { Bundle } from './plan';

declare const PAGE_BUNDLES: Readonly<Record<Bundle, readonly string[]>>;

open(window, PAGE_BUNDLES);
