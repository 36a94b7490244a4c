import { parseSelector, type Selector } from "../../../host/model/selector.ts";

/** The selectors that texts are. Throws for a text that is none. */
export function selectors(texts: readonly string[]): readonly Selector[] {
  return texts.map((text) => {
    const selector = parseSelector(text);
    if (selector === undefined) throw new Error(`${text} is no selector`);
    return selector;
  });
}
