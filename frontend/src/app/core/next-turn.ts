/**
 * Lets the browser do what it has waiting, then goes on. A start that is one long task keeps a phone from painting and
 * from answering a finger for as long as it takes.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}
