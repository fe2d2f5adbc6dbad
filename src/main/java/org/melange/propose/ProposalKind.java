package org.melange.propose;

import java.util.Locale;

/** What a proposal adds to a knowledge base. */
public enum ProposalKind {
  /** A name of an entity. */
  ALIAS,
  /** A description that an entity lacks. */
  DESCRIPTION,
  /** An image of an entity that has none. */
  IMAGE,
  /** An entity. */
  NEW_ENTITY;

  /** The code in files. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of a {@link #code()}. */
  public static ProposalKind ofCode(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
