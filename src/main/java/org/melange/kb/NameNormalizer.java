package org.melange.kb;

/** Placeholder replaced by the knowledge-base room. */
final class NameNormalizer {
  private NameNormalizer() {}
}
