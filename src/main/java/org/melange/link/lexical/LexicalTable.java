package org.melange.link.lexical;

/** The tables of words of a knowledge base. */
public enum LexicalTable {
  /** Words of names; a name is a text. */
  NAME_WORDS,
  /** Stems of descriptions; a description is a text. */
  DESCRIPTION_STEMS,
  /** Words of descriptions. */
  DESCRIPTION_WORDS
}
