/**
 * The sentences of a document that clients read, one by one: of paragraphs, of entries of lists, and rows of tables.
 * @module
 */

/** The sentences in their order, without line breaks. Headings and the heads of tables say nothing by themselves. */
export function sentencesOf(markdown: string): readonly string[] {
  const blocks = markdown.split(/\n(?=\n|- |\d+\. |\| )/).map((block) =>
    block.replaceAll(/\s+/g, " ").trim()
  );
  return blocks.flatMap((block, at) => {
    if (block === "" || block.startsWith("#") || /^\| -/.test(block)) return [];
    if (block.startsWith("|")) return /^\| -/.test(blocks[at + 1] ?? "") ? [] : [block];
    return block.replace(/^(- |\d+\. )/, "").split(/(?<=[.][`*)]*) (?=[A-Z`*])/);
  });
}
