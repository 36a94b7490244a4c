/**
 * Quotes words for a command line that a login shell reads, so that each arrives byte for byte. Understood
 * alike by POSIX shells and by fish, which, unlike them, reads `\\` and `\'` inside single quotes: so
 * backslashes and quotes stand outside. Throws a TypeError for a word with NUL, which no program can be
 * given.
 */
export function quote(words: readonly string[]): string {
  return words.map(quoteWord).join(" ");
}

function quoteWord(word: string): string {
  if (word.includes("\0")) throw new TypeError("A word of a command line must not hold NUL.");
  return `'${word.replaceAll(/['\\]/g, (character) => `'\\${character}'`)}'`;
}
