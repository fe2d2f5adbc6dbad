package org.melange.link.row;

/** The two intra-level units of the matcher. */
public enum Modality {
  /** Text tokens of the entity look at text tokens of the mention. */
  TEXT,
  /** Image tokens look at image tokens. */
  IMAGE
}
