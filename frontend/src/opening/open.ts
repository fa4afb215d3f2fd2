import { Question, keyOf } from '../app/core/api/early-question';
import { VISITOR_PATHS } from '../app/core/api/visitor-paths';
import { LANGUAGE_KEY, languageOfLink } from '../app/core/language/language-of-visit';
import { PosterPicture, posterChoice } from '../app/shared/poster-picture';
import { Bundle, planOf } from './plan';

/**
 * Begins what the page is going to wait for, while the app's scripts are still on their way: the answers of the API
 * (the app takes them from `azionelabEarly`, once), the bundles of the page, and the poster. Whatever fails here, the app
 * asks for itself.
 * @param window    of the page
 * @param bundles   files of each bundle
 */
export function open(window: Window, bundles: Readonly<Record<Bundle, readonly string[]>>): void {
  if (globalThis.azionelabEarly) {
    // The app was faster.
    return;
  }
  const { document, location } = window;
  const { questions, bundle, poster } = planOf(new URL(location.href));
  const answers = [...questions, { path: VISITOR_PATHS.company }].map((question) => {
    const answer = ask(question);
    // Who takes it learns of a failure; until then it is nobody's trouble.
    answer.catch(() => undefined);
    return [keyOf(question), answer] as const;
  });
  globalThis.azionelabEarly = new Map(answers);

  for (const name of [bundle, isEnglish(location.href) && 'en'] as const) {
    for (const file of name ? bundles[name] : []) {
      preload(document, { rel: 'modulepreload', href: file });
    }
  }
  if (poster) {
    answers[0]?.[1]
      .then((answer) => {
        preloadPoster(document, poster.of(answer), poster.width);
      })
      .catch(() => undefined);
  }
}

async function ask({ path, body }: Question): Promise<unknown> {
  const answer = await fetch(
    path,
    body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        },
  );
  if (!answer.ok) {
    throw new Error(`${path} answered ${answer.status}`);
  }
  return answer.json();
}

function isEnglish(address: string): boolean {
  try {
    return (languageOfLink(address) ?? localStorage.getItem(LANGUAGE_KEY)) === 'en';
  } catch {
    // The browser refuses storage: the app finds out for itself.
    return false;
  }
}

function preloadPoster(document: Document, show: PosterPicture, width: string): void {
  const { poster_image } = show;
  if (poster_image) {
    const choice = posterChoice(show);
    preload(document, {
      rel: 'preload',
      as: 'image',
      fetchPriority: 'high',
      ...(choice && { imageSrcset: choice, imageSizes: width }),
      href: poster_image,
    });
  }
}

function preload(document: Document, properties: Partial<HTMLLinkElement>): void {
  document.head.append(Object.assign(document.createElement('link'), properties));
}
