package org.melange.kb;

import org.melange.run.Fingerprint;

/**
 * A hash that shows whether an entity differs between two versions of a knowledge base.
 *
 * <p>SHA-256 over every field but {@code popularity}, which changes daily. Two entities with one
 * hash have the same embedding and the same names. Each string is preceded by its length and each
 * list by its size, so that different entities cannot give the same bytes.
 */
public final class ContentHash {

  private ContentHash() {}

  /** The hash of {@code entity}, 64 hexadecimal digits. */
  public static String of(Entity entity) {
    return new Fingerprint()
        .add(entity.qid())
        .add(entity.label())
        .add(entity.description())
        .add(entity.aliases())
        .add(entity.types())
        .add(entity.images())
        .add(entity.redirects())
        .hex();
  }
}
