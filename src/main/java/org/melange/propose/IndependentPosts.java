package org.melange.propose;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.melange.kb.name.KeyHash;

/**
 * Tells which posts of a group count. A post counts if no earlier one has the same text or one of
 * its pictures. So no two posts that count share either. Keeps 64-bit hashes only.
 */
final class IndependentPosts {

  private final Set<Long> posts = new HashSet<>();
  private final Set<Long> texts = new HashSet<>();
  private final Set<Long> pictures = new HashSet<>();

  /** Whether the next post counts; empty if it was added before. */
  Optional<Boolean> add(PostMention next) {
    if (!posts.add(hash(next.evidence().postId()))) {
      return Optional.empty();
    }
    boolean counts = texts.add(hash(next.textKey()));
    long distinct = next.images().stream().distinct().count();
    long added = next.images().stream().filter(image -> pictures.add(hash(image))).count();
    return Optional.of(counts && added == distinct);
  }

  private static long hash(String key) {
    return KeyHash.of(key, 0, key.length());
  }

  /** The number of all posts. */
  long total() {
    return posts.size();
  }
}
